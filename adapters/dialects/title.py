"""Titles that begin with a word in brackets, as platforms write the state or the kind: "[Resolved] Mail is late"."""

import re

_BRACKETED = re.compile(r"\[\s*(?P<word>[^\[\]]{1,40}?)\s*\]\s*(?P<rest>.+)")


def parted(title: str) -> tuple[str, str]:
    """The word in brackets and the rest; the word is empty where there is none."""
    found = _BRACKETED.fullmatch(title)
    return (found["word"], found["rest"]) if found else ("", title)
