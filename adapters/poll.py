"""One look at one feed: fetch, parse, recognise the dialect, read. A look may fail, but it never raises."""

import asyncio
from dataclasses import replace

from adapters.dialects.dialect import left_out
from adapters.dialects.table import recognise, recognise_document
from adapters.document import document_in
from adapters.errors import AdapterError, FetchError
from adapters.fetch import Fetched, Fetcher
from adapters.further import Further
from adapters.model import Feed, Outcome, Poll, Reading, Unheard, Validators
from adapters.parse import parse

_FAULT_SHOWN = 200  # characters of an unforeseen exception that a failure repeats


async def poll(feed: Feed, fetcher: Fetcher, validators: Validators, further: Further | None = None) -> Poll:
    """Look at `feed`, of which `validators` describe the last good answer; raises nothing but CancelledError.

    A failed look returns the validators as they were, so that the next good body is read whatever came in between.
    `further` is what the page has told beside the feed, from the polls before; without it every poll begins anew.
    """
    further = further or Further()
    try:
        fetched = await fetcher.get(feed.url, validators)
    except Exception as error:  # noqa: BLE001 - one feed's trouble, even a fault of ours, stops no other
        wait = error.wait if isinstance(error, FetchError) else None
        return Poll(feed, Outcome.FAILED, validators, failure=failure_of(error), wait=wait)
    if fetched.body is None:
        seen = _unchanged(feed, fetched)
        adding = further.look_again(seen, fetcher)
    else:
        try:
            seen = await asyncio.to_thread(_changed, feed, fetched, fetched.body)
        except Exception as error:  # noqa: BLE001 - as above
            return Poll(feed, Outcome.FAILED, validators, failure=failure_of(error), wait=fetched.wait)
        adding = further.add_to(seen, fetched.url, fetcher)
    try:
        return await adding
    except Exception as error:  # noqa: BLE001 - a fault in what is told beside a feed spoils nothing of the feed
        return replace(seen, unheard=(Unheard(feed.url, failure_of(error), is_ours=True),))


def read(body: bytes, feed: Feed, *, content_type: str | None = None) -> tuple[Reading, str, str]:
    """The incidents in the bytes of a feed or a JSON document, the name of its dialect, and what that was known by.

    `feed.url` is where the bytes came from, for the links in them. Raises AdapterError.
    """
    document = document_in(body, feed.url)
    if document is not None:
        json_dialect, claim = recognise_document(replace(document, expected=feed.dialect))
        reading = json_dialect.read(document, feed.provider)
        return replace(reading, absence=json_dialect.absence), json_dialect.name, claim.why
    parsed = parse(body, feed.url, content_type=content_type)
    dialect, claim = recognise(parsed)
    reading = dialect.read(parsed, feed.provider)
    skipped = (*reading.skipped, *left_out(parsed.left_out, read=len(parsed.entries)))
    return replace(reading, skipped=skipped, absence=dialect.absence), dialect.name, claim.why


def _unchanged(feed: Feed, fetched: Fetched) -> Poll:
    return Poll(feed, Outcome.UNCHANGED, fetched.validators, wait=fetched.wait, moved_to=fetched.moved_to)


def _changed(feed: Feed, fetched: Fetched, body: bytes) -> Poll:
    """The poll that a new body makes; slow, for a thread."""
    reading, dialect, why = read(body, replace(feed, url=fetched.url), content_type=fetched.content_type)
    return Poll(
        feed,
        Outcome.CHANGED,
        fetched.validators,
        reading=reading,
        dialect=dialect,
        why=why,
        wait=fetched.wait,
        moved_to=fetched.moved_to,
    )


def failure_of(error: Exception) -> str:
    """What to tell a person of a look that failed; what nobody foresaw is a fault of ours, and said to be."""
    if isinstance(error, AdapterError):
        return str(error)
    return (
        "Statuswire itself failed on this feed; please report it with the feed's address "
        f"({type(error).__name__}: {str(error)[:_FAULT_SHOWN]})."
    )
