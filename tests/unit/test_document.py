"""JSON from outside is asked without fear: whatever is in a field, the answer is of the type that was asked for."""

import json
from datetime import UTC, datetime

import pytest

from adapters.document import ELEMENT_LIMIT, Element, document_in, elements_of
from adapters.errors import BrokenFeedError

URL = "https://status.acme.example/api"
STRANGE: tuple[object, ...] = (None, True, -1, 1.5, 10**30, "", "x", "\ud800", "\x00", [], [1], {}, {"a": 1})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_document_is_read_in_every_encoding_that_json_has(encoding: str) -> None:
    document = document_in(' {"title": "Größe"}'.encode(encoding), URL)

    assert document is not None
    assert (document.url, document.data) == (URL, {"title": "Größe"})


@pytest.mark.parametrize(
    "body", [b"", b" \n", b"<rss/>", b"\xff\xfe", b"plain", b"\xef\xbb\xbf<feed/>", bytes(range(256))]
)
def test_what_does_not_begin_as_json_is_none(body: bytes) -> None:
    assert document_in(body, URL) is None


@pytest.mark.parametrize("body", [b"{", b"[1, 2", b'{"a": }', b"[" * 200_000, b'{"id": ' + b"9" * 5000 + b"}"])
def test_what_begins_as_json_and_is_broken_is_said_to_be_broken(body: bytes) -> None:  # P11
    with pytest.raises(BrokenFeedError, match="broken or cut off"):
        document_in(body, URL)


@pytest.mark.parametrize("value", STRANGE)
def test_a_field_of_another_type_answers_with_nothing_of_the_right_type(value: object) -> None:  # P7
    element = Element({"field": value})

    assert isinstance(element.word("field"), str)
    assert isinstance(element.line("field"), str)
    assert isinstance(element.raw("field"), str)
    assert element.at("field") is None
    assert element.seconds("field") is None
    assert element.address("field") is None
    assert element.text("field").plain in {"", "x"}
    assert isinstance(element.element("field"), Element)
    assert all(isinstance(each, Element) for each in element.elements("field"))
    assert element.lines("field") == ()


def test_a_missing_field_answers_with_nothing() -> None:
    element = Element({})

    assert (element.word("a"), element.raw("a"), element.lines("a"), element.elements("a")) == ("", "", (), ())
    assert element.at("a", "b") is None
    assert not element.has_list("a")


def test_an_id_is_the_same_as_a_number_and_as_a_string() -> None:
    assert Element({"id": 1579}).word("id") == Element({"id": "1579"}).word("id") == "1579"


def test_a_word_has_no_characters_that_act_and_an_end() -> None:  # P11
    word = Element({"id": "a\u202e\x00b" + "c" * 5000}).word("id")

    assert word.startswith("abc")
    assert len(word) == 2000


def test_the_first_time_that_can_be_believed_counts() -> None:
    element = Element({"a": None, "b": "1970-01-01T00:00:00Z", "c": "2026-03-02T02:00:00-07:00"})

    assert element.at("a", "b", "c") == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("written", [1772442000, "1772442000"])
def test_seconds_are_read_as_a_number_and_as_a_string(written: object) -> None:
    assert Element({"t": written}).seconds("t") == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_thousandths_of_a_second_are_read_as_such() -> None:
    assert Element({"t": 1772442000000}).seconds("t", unit=1000) == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_a_list_is_read_as_far_as_a_list_should_reach() -> None:
    assert len(elements_of([{}] * (ELEMENT_LIMIT + 5))) == ELEMENT_LIMIT


def test_what_is_no_object_in_a_list_costs_only_itself() -> None:
    (element,) = elements_of([1, None, "x", [], {"id": "a"}])

    assert element.word("id") == "a"


def test_names_are_told_once() -> None:
    assert Element({"names": ["API", 5, "API", "", "<b>Web</b>"]}).lines("names") == ("API", "Web")


def test_a_link_that_leads_elsewhere_than_the_web_is_no_link() -> None:  # P11
    element = Element(json.loads('{"a": "javascript:alert(1)", "b": "https://status.acme.example/1"}'))

    assert element.address("a") is None
    assert element.address("b") == "https://status.acme.example/1"
