import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import words
from bot.commands.request import Command, CommandError
from bot.commands.table import COMMANDS, find
from bot.render.pressing import listed


def said(text: str) -> dict[str, str]:
    name, _, rest = text.partition(" ")
    return words.arguments(find(name), rest)


def not_understood(text: str) -> str:
    with pytest.raises(CommandError) as error:
        said(text)
    return str(error.value)


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("subscribe", {}),
        ("subscribe github", {"provider": "github"}),
        ("subscribe google cloud", {"provider": "google cloud"}),
        ("subscribe gh components DNS, CDN", {"provider": "gh", "components": "DNS, CDN"}),
        ("subscribe gh components DNS ,CDN", {"provider": "gh", "components": "DNS ,CDN"}),
        ("subscribe gh component=DNS, CDN major", {"provider": "gh", "components": "DNS, CDN", "impact": "major"}),
        ("subscribe aws region=us-1 impact>=major", {"provider": "aws", "regions": "us-1", "impact": "major"}),
        ("subscribe aws ec2 us-east-1 services s3", {"provider": "aws ec2 us-east-1", "components": "s3"}),
        ("subscribe cf impact = major", {"provider": "cf", "impact": "major"}),
        ("subscribe cf --impact major", {"provider": "cf", "impact": "major"}),
        ("subscribe cf impact: major", {"provider": "cf", "impact": "major"}),
        ("subscribe cloudflare only incidents", {"provider": "cloudflare", "kinds": "incidents"}),
        ("subscribe cloudflare Maintenance please", {"provider": "cloudflare", "kinds": "Maintenance"}),
        ("subscribe impact=minor cf", {"impact": "minor", "provider": "cf"}),
        ('subscribe cf components "Bot Management" and "API"', {"provider": "cf", "components": "Bot Management, API"}),
        ("subscribe cf components “Bot Management” DNS", {"provider": "cf", "components": "Bot Management, DNS"}),
        ('subscribe cf components "EU, West" DNS', {"provider": "cf", "components": '"EU, West", DNS'}),
        ('subscribe cf components="Only major incidents"', {"provider": "cf", "components": "Only major incidents"}),
        ('subscribe "impact"', {"provider": "impact"}),
        ('subscribe cf components "never closed', {"provider": "cf", "components": "never closed"}),
        ("subscribe https://status.x.example/?a=b&c=d", {"provider": "https://status.x.example/?a=b&c=d"}),
        ("subscribe <https://status.x.example/|status.x.example>", {"provider": "https://status.x.example/"}),
        ("playbook cf See <https://wiki.x.example/a>.", {"provider": "cf", "text": "See https://wiki.x.example/a."}),
        ("subscribe cf words slow, login impact minor", {"provider": "cf", "words": "slow, login", "impact": "minor"}),
        ("mute cloudflare for 2 hours", {"what": "cloudflare", "for": "2 hours"}),
        ("mute for 2h github", {"what": "github", "for": "2h"}),
        ("mute 2h github", {"what": "github", "for": "2h"}),
        ("mute 2 hours github", {"what": "github", "for": "2 hours"}),
        ("mute github 1 day 12 hours", {"what": "github", "for": "1 day 12 hours"}),
        ("mute github for an hour and 30 min", {"what": "github", "for": "an hour and 30 min"}),
        ("mute 1password 30m", {"what": "1password", "for": "30m"}),
        ("history 30", {"days": "30"}),
        ("history github 30 days", {"provider": "github", "days": "30"}),
        ("history 90 days github", {"provider": "github", "days": "90"}),
        ("history github last 2 weeks", {"provider": "github", "days": "2 weeks"}),
        ("playbook cf: Switch, components=x  now", {"provider": "cf", "text": "Switch, components=x  now"}),
        ('playbook "google cloud" Do it.', {"provider": "google cloud", "text": "Do it."}),
        ("playbook cf", {"provider": "cf"}),
        ("settings quiet 22:00 to 07:00 timezone Asia/Tokyo", {"quiet": "22:00 to 07:00", "timezone": "Asia/Tokyo"}),
        ("settings edit", {"updates": "edit"}),
        ("settings admins", {"who": "admins"}),
        ("digest weekly on monday at 09:00", {"when": "weekly on monday 09:00"}),
    ],
)  # fmt: skip
def test_words_are_understood_in_every_form_that_people_write(text: str, arguments: dict[str, str]) -> None:
    assert said(text) == arguments


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("subscribe cf componets DNS", "Did you mean components? It takes provider, components, regions, impact"),
        ("subscribe cf colour=red", '"colour" was not understood in subscribe. It takes'),
        ("settings updtes thread", "Did you mean updates?"),
        ("settings admns", "Did you mean admins?"),
        ("status github now=1", '"now" was not understood in status. It takes provider.'),
        ("test it", 'test takes nothing more; "it" was not understood.'),
    ],
)  # fmt: skip
def test_a_word_that_is_not_understood_is_told_with_the_nearest(text: str, told: str) -> None:
    assert told in not_understood(text)


@given(st.sampled_from(COMMANDS), st.text(alphabet=st.sampled_from("ab \"',;=:><2h“ \n\x00é"), max_size=40))
def test_whatever_is_typed_is_understood_or_refused(command: Command, text: str) -> None:
    with contextlib.suppress(CommandError):
        assert all(words.arguments(command, text).values())


@pytest.mark.parametrize(
    ("said", "members"),
    [
        ("DNS, CDN;API", ("DNS", "CDN", "API")),
        ('DNS, "EU, West" ,"a;b"', ("DNS", "EU, West", "a;b")),
        ('5" disks, "never closed, DNS', ('5" disks', '"never closed', "DNS")),
        (' ,; ""', ()),
    ],
)
def test_a_list_has_commas_between_and_quotes_around_what_has_some_itself(said: str, members: tuple[str, ...]) -> None:
    assert words.items(said) == members


@given(st.lists(st.text(alphabet="ab,; é", min_size=1).map(str.strip).filter(bool)))
def test_a_list_that_we_write_is_read_again(members: list[str]) -> None:
    assert words.items(listed(members)) == tuple(members)


def test_a_text_without_end_is_cut() -> None:
    assert len(said(f"subscribe {'x' * 100_000}")["provider"]) <= words.LONGEST_TEXT
