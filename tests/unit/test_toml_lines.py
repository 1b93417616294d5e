import tomllib
from collections.abc import Iterator

import pytest

from bot.toml_lines import KeyPath, TomlLines


def test_every_key_and_table_is_on_its_line() -> None:
    lines = TomlLines.of(
        "# a comment\n"
        "\n"
        'title = "x"\n'
        "[[channels]]\n"
        'id = "a"\n'
        "  [[channels.subscriptions]]\n"
        'provider = "aws"\n'
        "[[channels]] # the second\n"
        'id = "b"\n'
        "[[channels.subscriptions]]\n"
        "[[channels.subscriptions]]\n"
        "kinds = []\n"
    )

    assert lines.line(("title",)) == 3
    assert lines.line(("channels",)) == 4
    assert lines.line(("channels", 0)) == 4
    assert lines.line(("channels", 0, "id")) == 5
    assert lines.line(("channels", 0, "subscriptions", 0, "provider")) == 7
    assert lines.line(("channels", 1)) == 8
    assert lines.line(("channels", 1, "id")) == 9
    assert lines.line(("channels", 1, "subscriptions", 0)) == 10
    assert lines.line(("channels", 1, "subscriptions", 1, "kinds")) == 12


def test_a_key_that_is_missing_is_shown_at_what_should_have_it() -> None:
    lines = TomlLines.of('[[channels]]\nid = "a"\n[[channels]]\nid = "b"\n')

    assert lines.line(("channels", 1, "platform")) == 3
    assert lines.line(("unheard", "of")) is None
    assert lines.line(()) is None


@pytest.mark.parametrize(
    "text",
    [
        'kinds = [\n  "one", # a comment ]\n  "two",\n]\n',
        'kinds = [\n  "one",\n  "two"]\n',
        'kinds = [\n  "one"\n  , "two"\n]\n',
    ],
)
def test_the_items_of_a_list_over_many_lines_are_on_theirs(text: str) -> None:
    lines = TomlLines.of(text)

    assert lines.line(("kinds",)) == 1
    assert lines.line(("kinds", 0)) == 2
    assert lines.line(("kinds", 1)) == 3


def test_tables_in_a_list_are_on_the_lines_of_the_list() -> None:
    lines = TomlLines.of('subscriptions = [\n  {provider = "aws"},\n  {provider = "gcp", kinds = ["incident"]},\n]\n')

    assert lines.line(("subscriptions", 0, "provider")) == 2
    assert lines.line(("subscriptions", 1, "kinds", 0)) == 3


def test_text_over_many_lines_hides_no_key_and_is_none() -> None:
    lines = TomlLines.of("a = \"\"\"\n[b]\nc = 1\n\"\"\"\nd = '''\n[[e]]'''\n[f]\ng = 2\n")

    assert lines.line(("a",)) == 1
    assert lines.line(("d",)) == 5
    assert lines.line(("f", "g")) == 8
    assert lines.line(("b", "c")) is None
    assert lines.line(("e",)) is None


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("\n[a.b]\nc = 1\n", ("a", "b", "c")),
        ('\n["a".\'b\']\n"c" = 1\n', ("a", "b", "c")),
        ("\n\na.b.c = 1\n", ("a", "b", "c")),
        ("\n\na = {b = {c = 1}}\n", ("a", "b", "c")),
        ("\r\n\r\na = 1\r\n", ("a",)),
        ("[[a]]\n[a.b]\nc = 1\n", ("a", 0, "b", "c")),
    ],
)
def test_however_a_key_is_written_its_line_is_found(text: str, path: KeyPath) -> None:
    assert TomlLines.of(text).line(path) == 3


def paths(value: object, around: KeyPath = ()) -> Iterator[KeyPath]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*around, key)
        yield from paths(inner, (*around, key))


def test_everything_that_tomllib_sees_has_a_line_of_its_own() -> None:
    text = (
        "x = [[1, 2], [\n3,\n]]\n[a]\nb = {c = [1,\n2], d = 1}\n[a.e]\n[[f]]\n[f.g]\n[[f.g.h]]\ni = 1\n[[f]]\n[[f.g]]\n"
    )

    lines = TomlLines.of(text)

    for path in paths(tomllib.loads(text)):
        assert path in lines._lines, path
