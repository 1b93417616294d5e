"""What JSON dialects share: an incident that is one element, with a list of elements that are its updates."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from adapters.dialects.dialect import by_time, read_elements
from adapters.document import Element, elements_of
from adapters.errors import EntryError
from adapters.model import Incident, IncidentUpdate, Kind, ParsedDocument, Phase, Reading


def root_of(document: ParsedDocument) -> Element:
    """The object that a document is; one without fields where it is something else."""
    return Element(document.data if isinstance(document.data, dict) else {})


def items_of(document: ParsedDocument) -> list[object]:
    """What stands in a document that is a list, or that is one of its elements alone."""
    return document.data if isinstance(document.data, list) else [document.data]


def listed(document: ParsedDocument) -> tuple[Element, ...]:
    """The elements of a document that is a list, or that is one of them alone."""
    return elements_of(items_of(document))


def read_lists(
    document: ParsedDocument, lists: Mapping[str, Kind], read_element: Callable[[Kind, Element], Incident]
) -> Reading:
    """Read the lists of a document that is an object, by their names, each of one kind of incidents."""
    root = root_of(document)
    readings = [read_elements(root.items(name), partial(read_element, kind)) for name, kind in lists.items()]
    return Reading(
        tuple(incident for reading in readings for incident in reading.incidents),
        tuple(skipped for reading in readings for skipped in reading.skipped),
    )


def identity_of(element: Element) -> str:
    """The id of an incident. Raises EntryError where it has none."""
    identity = element.word("id")
    if not identity:
        raise EntryError("It has no id, so nothing tells which incident it is.")
    return identity


def updates_of(
    elements: Sequence[Element],
    *,
    text: str,
    times: Sequence[str],
    word: str,
    phase: Callable[[Element], Phase | None],
) -> tuple[IncidentUpdate, ...]:
    """The updates that stand in a list, oldest first.

    `text`, `times` and `word` are the names of their fields; `phase` is what the word names, None if nothing known.
    """
    return by_time(_update(element, text, times, word, phase(element)) for element in elements)


def _update(element: Element, text: str, times: Sequence[str], word: str, phase: Phase | None) -> IncidentUpdate:
    return IncidentUpdate(
        at=element.at(*times),
        phase=phase or Phase.UPDATE,
        text=element.text(text),
        id=element.word("id"),
        word="" if phase else element.line(word),
    )
