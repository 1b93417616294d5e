"""The full stop that some platforms put behind every text, whether or not its author has set one."""

from dataclasses import replace

from adapters.model import Text

_ENDS = (".", "!", "?", ":", "…", ")")


def without_added_stop(text: Text) -> Text:
    """The text without a full stop that stands behind the end of a sentence: "It is over.." ends as it was written.

    Where the author has set none, the platform's own is a full stop like any other, and stays.
    """
    if not text.blocks or not text.blocks[-1].runs:
        return text
    *before, last = text.blocks
    *runs, run = last.runs
    shorter = run.text.removesuffix(".").rstrip()
    if not run.text.endswith(".") or not shorter.endswith(_ENDS):
        return text
    return Text((*before, replace(last, runs=(*runs, replace(run, text=shorter)))))
