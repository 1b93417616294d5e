"""The full stop that platforms put behind every text."""

import pytest

from adapters.dialects.full_stop import without_added_stop
from adapters.model import Text
from adapters.text import text_of


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("It is over..", "It is over."),
        ("It is over. .", "It is over."),
        ("Is it?.", "Is it?"),
        ("It is over!.", "It is over!"),
        ("It is over.", "It is over."),
        ("It is over", "It is over"),
        ("Soon....", "Soon..."),
        ("(see below).", "(see below)"),
        (".", "."),
        ("", ""),
    ],
)
def test_only_a_stop_behind_the_end_of_a_sentence_goes(written: str, meant: str) -> None:
    assert without_added_stop(Text.of(written)).plain == meant


def test_only_the_last_paragraph_has_it() -> None:
    assert without_added_stop(text_of("<p>One..</p><p>Two..</p>")).plain == "One..\nTwo."
