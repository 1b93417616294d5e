"""What Cloudflare's status page said on 18 November 2025, retold in our own words.

The times and the states are those of the page, UTC, as the public record has them (docs/design.md, "The demo"). What
is not on record carries a mark that the reader sees.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

PROVIDER = "cloudflare"
CODE = "8gmgl950y3h7"
PUBLIC_PAGE = "https://www.cloudflarestatus.com"

START = datetime(2025, 11, 18, 11, 44, tzinfo=UTC)
END = datetime(2025, 11, 18, 19, 32, tzinfo=UTC)

_TIME_UNKNOWN = "(time not on record)"
_INVENTED = "(invented for the demo)"


@dataclass(frozen=True, slots=True)
class Said:
    """One update: when (UTC), the page's word for the state, what was said, and a mark where that is not on record."""

    at: datetime
    state: str
    words: str
    mark: str = ""

    @property
    def text(self) -> str:
        """The words with their mark."""
        return f"{self.words} {self.mark}".rstrip()


@dataclass(frozen=True, slots=True)
class Told:
    """One incident of the page, updates oldest first; `link` is the public address, None for what never was."""

    code: str
    title: str
    said: tuple[Said, ...]
    link: str | None = None

    def by(self, now: datetime) -> Self | None:
        """The incident as far as it had been told by `now`, or None before its first word."""
        heard = tuple(said for said in self.said if said.at <= now)
        return type(self)(self.code, self.title, heard, self.link) if heard else None


def told_by(now: datetime) -> tuple[Told, ...]:
    """Everything that the page showed at `now`, the newest incident first."""
    return tuple(told for incident in _STORY if (told := incident.by(now)))


def last_word(incidents: Iterable[Told]) -> datetime:
    """When the page last said something; the start of the story where it has said nothing."""
    return max((said.at for incident in incidents for said in incident.said), default=START)


def _said(clock: str, state: str, words: str, mark: str = "") -> Said:
    hour, minute = map(int, clock.split(":"))
    return Said(START.replace(hour=hour, minute=minute), state, words, mark)


_OUTAGE = Told(
    code=CODE,
    title="Cloudflare Global Network experiencing issues",
    link=f"{PUBLIC_PAGE}/incidents/{CODE}",
    said=(
        _said(
            "11:48",
            "Investigating",
            "Part of Cloudflare is degraded from within, and some services fail now and then. "
            "Bringing them back comes first.",
        ),
        _said("12:03", "Update", "The search for the cause goes on."),
        _said(
            "12:21",
            "Update",
            "Services are coming back, but more requests than usual still end in errors.",
        ),
        _said("12:37", "Update", "Still under investigation."),
        _said("12:53", "Update", "The investigation goes on."),
        _said(
            "13:04",
            "Update",
            "As part of the repair, WARP has been switched off in London: whoever uses it there cannot connect.",
        ),
        _said("13:09", "Identified", "The fault is found, and a fix is on its way."),
        _said(
            "13:13",
            "Update",
            "Access and WARP are back to their usual error levels, and WARP is on again in London. "
            "The other services are still being repaired.",
        ),
        _said("13:35", "Update", "Customers of the application services do not have them back yet; the work goes on."),
        _said("13:58", "Update", "Application services are still being brought back."),
        _said("14:22", "Update", "The work on the fix goes on."),
        _said(
            "14:34",
            "Update",
            "A change has brought the dashboard back. The wide trouble with application services is still "
            "being repaired.",
        ),
        _said("14:42", "Monitoring", "A fix is in place, and this should be over. Errors are being watched."),
        _said("14:57", "Update", "Some customers may still find it hard to log in to the dashboard or to use it."),
        _said("15:23", "Update", "Still being watched."),
        _said("15:40", "Update", "The fix is followed by a clean-up, and several faults remain."),
        _said(
            "16:20",
            "Update",
            "Errors and delays come and go for some, and bot scores are still affected.",
            _TIME_UNKNOWN,
        ),
        _said("17:14", "Update", "Errors and response times are normal again."),
        _said("17:44", "Update", "Everything runs as it did before. A review from end to end follows."),
        _said("19:28", "Resolved", "The incident is closed."),
    ),
)

# History, so that the first look at the feed shows that history is not told.
_BEFORE = Told(
    code="demo0history",
    title=f"Analytics arrive late {_INVENTED}",
    said=(
        Said(START - timedelta(days=6, hours=2), "Investigating", "Some charts lag behind.", _INVENTED),
        Said(START - timedelta(days=6, hours=1), "Resolved", "The charts have caught up.", _INVENTED),
    ),
)

_STORY = (_OUTAGE, _BEFORE)
