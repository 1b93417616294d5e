"""Whatever a feed does to a history, the tracker ends with the history, and tells each part of it once (P1, P2, P3)."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.model import Incident, IncidentUpdate, Phase, Text
from bot.core.record import Record
from bot.core.tracker import track
from tests.incidents import at, incident

START = at("00:00")
PHASES = (Phase.INVESTIGATING, Phase.IDENTIFIED, Phase.MONITORING, Phase.UPDATE, Phase.RESOLVED)


class Told:
    """What a provider's page said at a moment: the true state then, and how the feed shows it in this poll."""

    def __init__(self, truth: Incident, shown: Incident, now: datetime) -> None:
        self.truth = truth
        self.shown = shown
        self.now = now

    def __repr__(self) -> str:
        words = ", ".join(f"{update.at:%H:%M} {update.phase} {update.text.plain!r}" for update in self.shown.updates)
        return f"<{self.now:%H:%M} [{words}] revised {self.shown.revised_at}>"


@st.composite
def histories(draw: st.DrawFn) -> list[Incident]:
    """The states that a page went through: an update more, a text reworded, or an update re-dated, step by step.

    An update is re-dated once at most: of its times we remember the first and the last.
    """
    with_revisions = draw(st.booleans())
    updates: tuple[IncidentUpdate, ...] = ()
    states: list[Incident] = []
    for step in range(draw(st.integers(1, 9))):
        deed = draw(st.sampled_from(["say", "say", "say", "reword", "re-date"])) if updates else "say"
        if deed == "say":
            when = START + timedelta(minutes=10 * step)
            phase = draw(st.sampled_from(PHASES))
            words = draw(st.sampled_from([f"Words {step}.", f"Other words {step}.", ""]))
            updates = (*updates, IncidentUpdate(when, phase, Text.of(words)))
        else:
            place = draw(st.integers(0, len(updates) - 1))
            changed = updates[place]
            if deed == "reword":
                changed = replace(changed, text=Text.of(f"Reworded {step}."))
            elif changed.at and changed.at.minute % 10 == 0:
                changed = replace(changed, at=changed.at + timedelta(minutes=draw(st.integers(1, 9))))
            updates = (*updates[:place], changed, *updates[place + 1 :])
        revised = START + timedelta(minutes=10 * step + 5) if with_revisions else None
        states.append(incident(*updates, revised_at=revised))
    return states


@st.composite
def polls(draw: st.DrawFn) -> list[Told]:
    """Each state is polled whole once; between those polls come repeats, shortened, shuffled and outdated ones.

    An outdated copy betrays itself: by its date, or by lacking the newest update.
    """
    told: list[Told] = []
    states = draw(histories())
    for number, state in enumerate(states):
        now = START + timedelta(minutes=10 * number + 6)
        told.append(Told(state, state, now))
        for _ in range(draw(st.integers(0, 2))):
            outdated = [past for past in states[:number] if past.revised_at or len(past.updates) < len(state.updates)]
            past = draw(st.sampled_from([state, *outdated]))
            told.append(Told(state, draw(distorted(past)), now + timedelta(minutes=1)))
    told.append(Told(states[-1], states[-1], told[-1].now))
    return told


@st.composite
def distorted(draw: st.DrawFn, state: Incident) -> Incident:
    updates = state.updates[draw(st.integers(0, len(state.updates) - 1)) :]
    if draw(st.booleans()):
        updates = tuple(draw(st.permutations(updates)))
    return replace(state, updates=updates)


@settings(max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(polls())
def test_any_course_of_polls_ends_in_the_truth_and_tells_each_update_once(course: list[Told]) -> None:
    known: Record | None = None
    announced: Counter[str] = Counter()

    for told in course:
        tracked = track(known, told.shown, now=told.now)
        announced.update(tracked.change.updates if tracked.change else ())
        known = tracked.record

    assert known is not None
    truth = course[-1].truth
    assert [replace(update, id="") for update in known.incident.updates] == list(truth.updates)
    assert replace(known.incident, updates=()) == replace(truth, updates=())
    assert announced == Counter(update.id for update in known.incident.updates)


@settings(max_examples=500, deadline=None)
@given(polls())
def test_nothing_that_was_said_is_ever_taken_back(course: list[Told]) -> None:
    known: Record | None = None

    for told in course:
        before = {update.id for update in known.incident.updates} if known else set()
        known = track(known, told.shown, now=told.now).record

        assert before <= {update.id for update in known.incident.updates}


@settings(max_examples=300, deadline=None)
@given(polls(), polls())
def test_incidents_polled_side_by_side_do_not_touch_each_other(one: list[Told], other: list[Told]) -> None:
    def alone(course: list[Told]) -> Record | None:
        record: Record | None = None
        for told in course:
            record = track(record, told.shown, now=told.now).record
        return record

    known: dict[str, Record] = {}
    pairs = [*((f"one{at_}", told) for at_, told in enumerate(one)), *((f"x{n}", told) for n, told in enumerate(other))]
    for name, told in sorted(pairs, key=lambda pair: pair[1].now):
        key = "one" if name.startswith("one") else "other"
        known[key] = track(known.get(key), told.shown, now=told.now).record

    assert known == {"one": alone(one), "other": alone(other)}
