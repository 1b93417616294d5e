"""Captures of one page, polled one after another as one feed: what is told is exactly what changed between them."""

from dataclasses import replace
from datetime import UTC, datetime

from adapters.model import Feed
from adapters.poll import read
from bot.core.record import Change, Reason, Record
from bot.core.schedule import FeedState
from bot.core.source import Look, look
from tests.captures import CAPTURES, only_with_captures

URL = "https://status.example/history.atom"

pytestmark = only_with_captures


class Follower:
    """Polls captures as if they were one feed."""

    def __init__(self) -> None:
        self.known: dict[str, Record] = {}
        self._state = FeedState(URL, "acme")

    def poll(self, name: str, year: int, month: int, day: int) -> dict[str, Change]:
        """What this capture, taken on that day, tells that was not told before."""
        now = datetime(year, month, day, 23, 59, tzinfo=UTC)
        looked = self._look(name, now)
        assert looked.suspect is None
        self.known |= looked.records
        return looked.changes

    def _look(self, name: str, now: datetime) -> Look:
        reading, dialect, _ = read((CAPTURES / name).read_bytes(), Feed("acme", URL))
        ids = {incident.id for incident in reading.incidents}
        known = {id_: record for id_, record in self.known.items() if id_ in ids or record.is_open}
        words = [word for record in self.known.values() if (word := record.incident.last_word)]
        spoke_last = max(words, default=None)
        looked = look(self._state, known, reading.incidents, dialect=dialect, now=now, spoke_last=spoke_last)
        self._state = replace(self._state, first_good_at=now, dialect=dialect, entries=len(reading.incidents))
        return looked


def reasons(changes: dict[str, Change]) -> dict[str, Reason]:
    return {id_: change.reason for id_, change in changes.items()}


def test_digitalocean_from_2019_to_2020_through_rss_and_atom() -> None:
    page = Follower()

    history = page.poll("01-statuspage-digitalocean-20191030.atom.xml", 2019, 10, 30)
    months_later = page.poll("05-statuspage-digitalocean-20200111.rss.xml", 2020, 1, 11)
    ten_days_later = page.poll("07-statuspage-digitalocean-20200121.rss.xml", 2020, 1, 21)
    the_same_day_as_atom = page.poll("08-statuspage-digitalocean-20200121.atom.xml", 2020, 1, 21)

    assert history == {}
    assert set(reasons(months_later).values()) == {Reason.OPENED}
    assert len(months_later) == 25
    assert reasons(ten_days_later) == {
        "x0xytvsvky35": Reason.OPENED,
        "3vhcly1y2kgz": Reason.OPENED,
        "ch277cwcm5sm": Reason.OPENED,
        "qz40dp1qcs1d": Reason.RESOLVED,
    }
    assert the_same_day_as_atom == {}


def test_an_entry_rewritten_without_a_new_date_is_an_edit() -> None:
    page = Follower()

    page.poll("59-custom-orvay-20260821a.atom.xml", 2026, 8, 21)
    changes = page.poll("60-custom-orvay-20260821b.atom.xml", 2026, 8, 21)

    assert reasons(changes) == {
        "tag:status,2026-08-21:control-plane:1787345473163": Reason.OPENED,
        "tag:status,2026-08-21:control-plane:1787338403574": Reason.EDITED,
    }


def test_an_incident_followed_from_rss_to_atom_gains_only_what_is_new() -> None:
    page = Follower()

    first = page.poll("67-statuspage-claude-20261007.rss.xml", 2026, 10, 7)
    then = page.poll("61-statuspage-claude-20261008.atom.xml", 2026, 10, 8)

    assert reasons(first) == {"978mjkgw6mh7": Reason.OPENED}
    assert {id_: reason for id_, reason in reasons(then).items() if id_ in first} == {"978mjkgw6mh7": Reason.UPDATED}
