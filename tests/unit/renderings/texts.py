"""What a feed may hold, for Hypothesis: any text, with the marks of both platforms more often than chance would."""

from datetime import UTC, datetime
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from adapters.model import Block, BlockKind, Impact, Kind, Phase, Run, Text, Window
from bot.core.message import Fact, Message, Part

V = TypeVar("V")

# No deadline: a busy machine is no mistake of a renderer.
tried = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

_MARKS = (
    "<!channel>", "<@U1>", "<@&42>", "<#1>", "<!date^1^{time}|x>", "</cmd:1>", "<t:1:R>", "@everyone", "@here", "&lt;",
    "[x](http://evil.example)", "](<", "](", "```", "`", "**", "__", "~~", "||", "\n", "\n- ", "\n# ", "\n1. ", "\n> ",
    "https://a.example/b_c*d", "http://bank.example@evil.example", "javascript:alert(1)", ":smile:", "\\", "\u202e",
    "\u200b", "\x1b[31m", "\x07", "\ud800", "\U0001f468\u200d\U0001f469", "\u05d0\u05d1", "[red]", "[/]", "a" * 300,
)  # fmt: skip

strings = st.lists(st.one_of(st.sampled_from(_MARKS), st.text(max_size=8)), max_size=6).map("".join)
links = st.one_of(
    st.none(),
    st.sampled_from(
        ["https://status.acme.example/x", "http://evil.example/a)b>c|d", "javascript:alert(1)", "https://u:p@h.example/",
         "file:///etc/passwd", "https://xn--bcher-kva.example/", "https://b\u00fccher.example/\u00fc", "https://[::1]/"]
    ),
    strings.map("https://h.example/".__add__),
)  # fmt: skip
runs = st.builds(Run, text=strings, link=links, bold=st.booleans(), code=st.booleans())
blocks = st.builds(
    Block,
    kind=st.sampled_from(BlockKind),
    runs=st.lists(runs, max_size=3).map(tuple),
    level=st.integers(0, 9),
    number=st.none() | st.integers(1, 200),
)
long_blocks = blocks.flatmap(lambda block: st.integers(1, 60).map(lambda times: (block,) * times))
texts = st.one_of(st.lists(blocks, max_size=5).map(tuple), long_blocks).map(Text)
moments = st.datetimes(datetime(2005, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 given its zone
values = st.one_of(strings, moments, st.builds(Window, moments, st.none() | moments))


def repeated(few: list[V]) -> st.SearchStrategy[tuple[V, ...]]:
    """Few of them or many."""
    return st.sampled_from([1, 12]).map(lambda times: tuple(few) * times)


facts = st.lists(st.builds(Fact, strings, values), max_size=3)
lines = st.builds(
    Message,
    part=st.just(Part.ANNOUNCEMENT),
    title=strings,
    status=strings,
    provider=strings,
    phase=st.sampled_from(Phase),
    facts=facts.map(tuple),
    url=links,
)
messages = st.builds(
    Message,
    part=st.sampled_from(Part),
    title=strings,
    status=strings,
    provider=strings,
    phase=st.none() | st.sampled_from(Phase),
    impact=st.sampled_from(Impact),
    kind=st.sampled_from(Kind),
    body=texts,
    at=st.none() | moments,
    facts=facts.flatmap(repeated),
    url=links,
    lines=st.lists(lines, max_size=3).flatmap(repeated),
)
