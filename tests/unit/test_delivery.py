from dataclasses import replace
from datetime import datetime, timedelta

from adapters.model import Impact, Phase
from bot.core.delivery import Act, Operation, Order, Plan, Post, PostState, Telling, plan, standing_root
from bot.core.destination import Manner, Mention
from bot.core.record import Record
from bot.core.tracker import track
from tests.incidents import at, identified, incident, investigating, record, resolved, said

ORDER = Order("slack:C1", "acme/abc123", wanted=1)
THREADED = Telling("Acme", Manner.THREAD, announces=True)


def later(known: Record, *updates: object, clock: str = "10:00") -> Record:
    return track(known, incident(*updates), now=at(clock)).record  # type: ignore[arg-type]


def parts(planned: Plan) -> list[str]:
    return [f"{operation.act} {operation.post.part}" for operation in planned.operations]


def carried_out(planned: Plan, posts: tuple[Post, ...] = ()) -> tuple[Post, ...]:
    """The posts as they are recorded once a plan has been carried out."""
    by_part = {post.part: post for post in posts}
    for operation in planned.operations:
        post = operation.post
        by_part[post.part] = replace(post, state=PostState.SENT, ref=post.ref or f"ref {post.part}")
    return tuple(by_part.values())


def shown(known: Record, telling: Telling = THREADED, *, now: datetime | None = None) -> tuple[Post, ...]:
    return carried_out(plan(known, ORDER, (), telling, now=now or at("09:01")))


def operation(planned: Plan, part: str) -> Operation:
    return next(operation for operation in planned.operations if operation.post.part == part)


def test_a_channel_that_shows_nothing_gets_the_root_and_every_update_in_order() -> None:
    planned = plan(record(investigating("09:00"), identified("09:10")), ORDER, (), THREADED, now=at("09:11"))

    assert parts(planned) == [
        "post root",
        "reply update:2026-03-02T09:00Z investigating",
        "reply update:2026-03-02T09:10Z identified",
    ]


def test_a_channel_that_shows_the_truth_lacks_nothing() -> None:  # P2
    known = record(investigating("09:00"))

    assert plan(known, ORDER, shown(known), THREADED, now=at("09:05")) == Plan()


def test_a_new_update_edits_the_root_and_is_told_in_the_thread() -> None:
    known = record(investigating("09:00"))
    grown = later(known, investigating("09:00"), identified("09:10"))

    planned = plan(grown, ORDER, shown(known), THREADED, now=at("09:11"))

    assert parts(planned) == ["edit root", "reply update:2026-03-02T09:10Z identified"]


def test_five_updates_that_waited_are_one_edit_and_five_replies() -> None:
    known = record(investigating("09:00"))
    five = [said(Phase.UPDATE, f"09:{minute}", f"Minute {minute}.") for minute in (10, 20, 30, 40, 50)]

    planned = plan(later(known, investigating("09:00"), *five), ORDER, shown(known), THREADED, now=at("10:00"))

    assert [operation.act for operation in planned.operations] == [Act.EDIT, *[Act.REPLY] * 5]


def test_the_resolution_is_also_told_in_the_channel() -> None:  # P4
    known = record(investigating("09:00"))
    ended = later(known, investigating("09:00"), resolved("09:40"))

    planned = plan(ended, ORDER, shown(known), THREADED, now=at("09:41"))

    assert operation(planned, "update:2026-03-02T09:40Z resolved").announce


def test_where_a_reply_cannot_be_shown_in_the_channel_the_end_has_a_message_of_its_own() -> None:
    known = record(investigating("09:00"))
    ended = later(known, investigating("09:00"), resolved("09:40"))
    discord = Telling("Acme", Manner.THREAD, announces=False)

    planned = plan(ended, ORDER, shown(known, discord), discord, now=at("09:41"))

    assert parts(planned)[1:] == ["reply told:2026-03-02T09:40Z resolved", "reply update:2026-03-02T09:40Z resolved"]
    assert not planned.operations[1].threaded


def test_an_end_told_in_the_channel_is_not_told_again_when_the_thread_has_to_wait() -> None:  # P2 P4
    known = record(investigating("09:00"))
    ended = later(known, investigating("09:00"), resolved("09:40"))
    discord = Telling("Acme", Manner.THREAD, announces=False)
    first = plan(ended, ORDER, shown(known, discord), discord, now=at("09:41"))
    told = replace(first.operations[1].post, state=PostState.SENT, ref="C1:9")

    planned = plan(ended, ORDER, (*shown(known, discord), told), discord, now=at("09:42"))

    assert parts(planned)[1:] == ["reply update:2026-03-02T09:40Z resolved"]


def test_words_put_right_wait_half_a_minute_since_the_last_edit() -> None:
    known = record(investigating("09:00"))
    posts = shown(known, now=at("09:01"))
    retitled = track(known, incident(investigating("09:00"), title="Errors"), now=at("09:01")).record

    soon = plan(retitled, ORDER, posts, THREADED, now=at("09:01") + timedelta(seconds=10))
    then = plan(retitled, ORDER, posts, THREADED, now=at("09:01") + timedelta(seconds=30))

    assert soon == Plan(again_at=at("09:01") + timedelta(seconds=30))
    assert parts(then) == ["edit root"]


def test_a_reworded_update_is_edited_where_it_stands() -> None:
    known = record(investigating("09:00", "Errors."))
    reworded = later(known, investigating("09:00", "Errors in Paris."))

    planned = plan(reworded, ORDER, shown(known), THREADED, now=at("10:00"))

    assert parts(planned) == ["edit root", "edit update:2026-03-02T09:00Z investigating"]
    assert planned.operations[1].post.ref == "ref update:2026-03-02T09:00Z investigating"


def test_a_channel_told_by_edits_alone_gets_the_root_alone() -> None:
    known = record(investigating("09:00"))
    quiet = Telling("Acme", Manner.EDIT, announces=True)
    ended = later(known, investigating("09:00"), resolved("09:40"))

    assert parts(plan(known, ORDER, (), quiet, now=at("09:01"))) == ["post root"]
    assert parts(plan(ended, ORDER, shown(known, quiet), quiet, now=at("09:41"))) == ["edit root"]


def test_replies_in_the_channel_need_no_second_word_of_the_end() -> None:
    known = record(investigating("09:00"))
    flat = Telling("Acme", Manner.REPLY, announces=False)
    ended = later(known, investigating("09:00"), resolved("09:40"))

    planned = plan(ended, ORDER, shown(known, flat), flat, now=at("09:41"))

    assert parts(planned) == ["edit root", "reply update:2026-03-02T09:40Z resolved"]
    assert not planned.operations[1].threaded


def test_what_ended_long_ago_and_was_never_shown_is_not_told_as_news() -> None:  # P5
    old = record(investigating("09:00"), resolved("09:40"), now=at("09:41", day=4))

    assert plan(old, ORDER, (), THREADED, now=at("09:41", day=4)) == Plan()


def test_what_ended_today_before_anyone_saw_it_is_told_once_as_after_the_fact() -> None:
    late = record(investigating("09:00"), resolved("09:40"), now=at("12:00"))

    planned = plan(late, ORDER, (), THREADED, now=at("12:00"))

    assert "Reported after the fact" in {fact.label for fact in planned.operations[0].message.facts} | {
        str(fact.value) for fact in planned.operations[0].message.facts
    }
    assert not any(operation.announce for operation in planned.operations)


def test_the_end_of_what_a_channel_shows_is_told_however_late() -> None:  # P4
    known = record(investigating("09:00"))
    ended = later(known, investigating("09:00"), resolved("09:40"))

    planned = plan(ended, ORDER, shown(known), THREADED, now=at("09:00", day=30))

    assert parts(planned) == ["edit root", "reply update:2026-03-02T09:40Z resolved"]


def test_a_root_that_somebody_deleted_is_posted_once_more_and_not_again() -> None:
    known = record(investigating("09:00"))
    first = tuple(replace(post, state=PostState.GONE) if post.part == "root" else post for post in shown(known))

    again = plan(known, ORDER, first, THREADED, now=at("09:30"))
    second = tuple(
        replace(post, state=PostState.GONE) if post.part == "root:2" else post for post in carried_out(again, first)
    )

    assert parts(again) == ["post root:2"]
    assert plan(known, ORDER, second, THREADED, now=at("09:40")) == Plan()


def test_a_root_that_was_refused_is_tried_once_more_with_the_next_news_and_not_again() -> None:  # P4
    known = record(investigating("09:00"))
    refused = tuple(replace(post, state=PostState.REFUSED, ref=None) for post in shown(known)[:1])

    again = plan(known, ORDER, refused, THREADED, now=at("09:30"))
    second = (*refused, replace(again.operations[0].post, state=PostState.REFUSED))

    assert parts(again)[0] == "post root:2"
    assert plan(known, ORDER, second, THREADED, now=at("09:40")) == Plan()


def test_the_key_of_a_post_is_the_same_for_ever_and_fits_into_a_nonce() -> None:
    known = record(investigating("09:00"))

    one, other = shown(known), shown(known, now=at("11:00"))

    assert [post.key for post in one] == [post.key for post in other]
    assert len({post.key for post in one}) == len(one)
    assert all(len(post.key) <= 25 for post in one)


def test_an_incident_that_was_withdrawn_is_shown_as_such_and_never_newly_posted() -> None:
    known = record(investigating("09:00"))
    withdrawn = replace(known, withdrawn=True)

    assert parts(plan(withdrawn, ORDER, shown(known), THREADED, now=at("10:00"))) == ["edit root"]
    assert plan(withdrawn, ORDER, (), THREADED, now=at("10:00")) == Plan()


def test_without_posts_no_root_stands() -> None:
    assert standing_root(()) is None


def with_impact(known: Record, impact: Impact) -> Record:
    return replace(known, incident=replace(known.incident, impact=impact))


def test_an_impact_that_is_raised_is_told_in_the_channel_once() -> None:
    minor = with_impact(record(investigating("09:00")), Impact.MINOR)
    major = with_impact(minor, Impact.MAJOR)
    posts = shown(minor)

    planned = plan(major, ORDER, posts, THREADED, now=at("09:30"))
    then = plan(major, ORDER, carried_out(planned, posts), THREADED, now=at("09:31"))

    assert parts(planned) == ["reply raised:major", "edit root"]
    assert planned.operations[0].announce
    assert then == Plan()


def test_an_impact_that_is_lowered_or_first_told_is_an_edit_alone() -> None:
    known = record(investigating("09:00"))
    lowered = plan(
        with_impact(known, Impact.MINOR), ORDER, shown(with_impact(known, Impact.MAJOR)), THREADED, now=at("09:30")
    )
    first_told = plan(with_impact(known, Impact.MAJOR), ORDER, shown(known), THREADED, now=at("09:30"))

    assert parts(lowered) == ["edit root"]
    assert parts(first_told) == ["edit root"]


CALLS = replace(THREADED, mentions=(Mention(Impact.MINOR, "<@U1>"), Mention(Impact.CRITICAL, "@here")))


def test_an_incident_that_opens_calls_whom_the_channel_wants_called_and_an_edit_calls_nobody() -> None:
    known = with_impact(record(investigating("09:00")), Impact.MINOR)
    grown = replace(known, incident=later(known, investigating("09:00"), identified("09:10")).incident)

    opened = plan(known, ORDER, (), CALLS, now=at("09:01"))
    then = plan(grown, ORDER, carried_out(opened), CALLS, now=at("09:11"))

    assert operation(opened, "root").message.mentions == ("<@U1>",)
    assert [operation.message.mentions for operation in (*opened.operations[1:], *then.operations)] == [(), (), ()]


def test_a_raise_calls_those_who_wait_for_worse_unless_somebody_has_it_in_hand() -> None:
    minor = with_impact(record(investigating("09:00")), Impact.MINOR)
    critical = with_impact(minor, Impact.CRITICAL)
    in_hand = replace(CALLS, acknowledged="ada")

    raised = plan(critical, ORDER, shown(minor, CALLS), CALLS, now=at("09:30"))
    known_to_ada = plan(critical, ORDER, shown(minor, in_hand), in_hand, now=at("09:30"))

    assert operation(raised, "raised:critical").message.mentions == ("@here",)
    assert operation(known_to_ada, "raised:critical").message.mentions == ()


def test_whoever_joins_late_is_not_called() -> None:  # P5
    joining = replace(ORDER, already_open=True)

    planned = plan(with_impact(record(investigating("09:00")), Impact.CRITICAL), joining, (), CALLS, now=at("09:01"))

    assert operation(planned, "root").message.mentions == ()


def test_an_acknowledgement_is_shown_at_once() -> None:
    known = record(investigating("09:00"))
    in_hand = replace(THREADED, acknowledged="ada")

    planned = plan(known, ORDER, shown(known), in_hand, now=at("09:01") + timedelta(seconds=1))

    assert parts(planned) == ["edit root"]
