"""Forty incidents of which every sum was worked out by hand, so that all who count must come to the same numbers.

They happen in March 2026 and around it, UTC, and are looked back at on 2 April, 12:00. Among them are such as overlap,
go over midnight and over the end of the month, are open, were opened again, are planned, cancelled or withdrawn, and
such of which the impact, the beginning, the end or every time is unknown. The hours by hand stand beside each.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from adapters.model import Impact, Incident, IncidentUpdate, Kind, Phase, Text, Window
from bot.core.history import Totals
from bot.core.period import Period
from bot.core.record import Record
from bot.core.report import BadDay

ACME, BETA, GAMMA, DELTA, OMEGA = "acme", "beta", "gamma", "delta", "omega"
PROVIDERS = (ACME, BETA, GAMMA, DELTA, OMEGA)


def moment(said: str) -> datetime:
    """A time of 2026, UTC, as in `03-02 09:00`."""
    return datetime.strptime(f"2026-{said} +0000", "%Y-%m-%d %H:%M %z").astimezone(UTC)


def span(hours: float = 0, minutes: float = 0) -> timedelta:
    return timedelta(hours=hours, minutes=minutes)


@dataclass(frozen=True, slots=True)
class Reported:
    """What a report tells of a provider beside its totals."""

    available: float | None
    told_after: timedelta | None
    resolved_after: timedelta | None


NOW = moment("04-02 12:00")
SEEN = moment("03-25 12:00")  # when we first saw what has no time of its own
MARCH = Period(moment("03-01 00:00"), moment("04-01 00:00"), NOW)
LAST_30_DAYS = Period.last(timedelta(days=30), NOW)
LAST_DAY = Period.last(timedelta(days=1), NOW)

_PHASES = {
    "?": Phase.INVESTIGATING,
    "!": Phase.IDENTIFIED,
    ".": Phase.RESOLVED,
    "~": Phase.UPDATE,
    "post": Phase.POSTMORTEM,
    "plan": Phase.SCHEDULED,
    "work": Phase.IN_PROGRESS,
    "done": Phase.COMPLETED,
    "off": Phase.CANCELLED,
}


def _told(number: int, provider: str, impact: Impact, *updates: str) -> Record:
    """An incident of these updates: each a sign of its phase, and its time if it has one."""
    said = tuple(_update(number, position, *update.split(" ", 1)) for position, update in enumerate(updates))
    kind = Kind.MAINTENANCE if impact is Impact.MAINTENANCE else Kind.INCIDENT
    url = f"https://status.{provider}.example/incidents/{number}"
    incident = Incident(provider, str(number), f"Trouble {number}", url=url, kind=kind, impact=impact, updates=said)
    return Record(incident, first_seen=SEEN, heard=SEEN)


def _update(number: int, position: int, sign: str, at: str = "") -> IncidentUpdate:
    text = Text.of(f"Word {position} on trouble {number}.")
    return IncidentUpdate(moment(at) if at else None, _PHASES[sign], text, id=f"{number}-{position}")


def _stated(record: Record, start: str, end: str = "") -> Record:
    incident = replace(record.incident, stated_start=moment(start), stated_end=moment(end) if end else None)
    return replace(record, incident=incident)


def _planned(record: Record, start: str, end: str) -> Record:
    return replace(record, incident=replace(record.incident, window=Window(moment(start), moment(end))))


def _partial(record: Record) -> Record:
    return replace(record, incident=replace(record.incident, partial=True))


_CRITICAL, _MAJOR, _MINOR, _NONE = Impact.CRITICAL, Impact.MAJOR, Impact.MINOR, Impact.NONE
_UNKNOWN, _MAINTENANCE = Impact.UNKNOWN, Impact.MAINTENANCE

FORTY: tuple[Record, ...] = (
    # Three that overlap: 4 h in all, of them 2 critical and 2 major.
    _told(1, ACME, _CRITICAL, "? 03-02 09:00", "! 03-02 09:20", ". 03-02 11:00"),  # 2 h
    _told(2, ACME, _MAJOR, "? 03-02 10:00", "! 03-02 10:30", ". 03-02 13:00"),  # 3 h
    _told(3, ACME, _MINOR, "? 03-02 10:30", ". 03-02 12:00"),  # 1.5 h
    _told(4, ACME, _MAJOR, "? 03-05 22:00", "! 03-05 23:00", ". 03-06 02:00"),  # 4 h, over midnight
    _told(5, ACME, _MINOR, "? 02-28 22:00", ". 03-01 03:00"),  # 5 h, of them 3 in March
    _told(6, ACME, _CRITICAL, "? 03-31 21:00", "! 03-31 21:45", ". 04-01 02:00"),  # 5 h, of them 3 in March
    _told(7, ACME, _MAJOR, "? 03-10 08:00", ". 03-10 09:00", "? 03-10 10:00", ". 03-10 12:00"),  # 4 h, opened again
    _stated(_told(8, ACME, _MINOR, "? 03-12 08:00", "! 03-12 08:10", ". 03-12 09:30"), "03-12 07:30"),  # 2 h
    _planned(
        _told(9, ACME, _MAINTENANCE, "plan 03-13 10:00", "work 03-15 01:00", "done 03-15 02:30"),
        "03-15 01:00",
        "03-15 03:00",
    ),
    _told(10, ACME, _NONE, "? 03-20 10:00", ". 03-20 10:30"),  # 0.5 h
    # Three that overlap: 32 h in all, of them 30 critical and 2 minor.
    _told(11, BETA, _CRITICAL, "? 03-17 12:00", "! 03-17 14:00", ". 03-18 18:00"),  # 30 h
    _told(12, BETA, _MAJOR, "? 03-17 20:00", "! 03-17 20:15", ". 03-18 01:00"),  # 5 h
    _told(13, BETA, _MINOR, "? 03-18 16:00", ". 03-18 20:00"),  # 4 h
    _told(14, BETA, _MINOR, "? 03-30 06:00", "! 03-30 07:00"),  # open: 42 h in March, 78 until now
    _stated(_told(15, BETA, _MAJOR, "? 03-08 03:20", "! 03-08 03:50", ". 03-08 06:00"), "03-08 03:00"),  # 3 h
    _stated(_told(16, BETA, _MAJOR, "? 03-09 11:00", ". 03-09 13:00"), "03-09 10:00", "03-09 12:30"),  # 2.5 h
    _planned(
        _told(17, BETA, _MAINTENANCE, "plan 03-20 09:00", "work 03-31 23:00", "done 04-01 01:00"),
        "03-31 23:00",
        "04-01 01:00",
    ),
    _planned(_told(18, BETA, _MAINTENANCE, "plan 03-25 09:00"), "04-10 02:00", "04-10 04:00"),  # still to come
    # Two that overlap: 8 h.
    _told(19, GAMMA, _UNKNOWN, "? 03-04 00:00", ". 03-04 06:00"),  # 6 h
    _told(20, GAMMA, _UNKNOWN, "? 03-04 05:00", "! 03-04 05:30", ". 03-04 08:00"),  # 3 h
    _told(21, GAMMA, _UNKNOWN, "? 03-22 10:00"),  # open: 230 h in March, 266 until now
    _told(22, GAMMA, _UNKNOWN, ". 03-24 12:00"),  # no beginning
    _told(23, GAMMA, _UNKNOWN, "?", "."),  # no time at all
    replace(_told(24, GAMMA, _UNKNOWN, "? 03-26 09:00"), withdrawn=True),
    _told(25, GAMMA, _UNKNOWN, "~ 03-27 10:00"),  # nobody says where it stands: no end
    # Two that overlap: 2 h, of them 1 major and 1 unknown.
    _partial(_told(26, DELTA, _MAJOR, "! 03-07 12:00", ". 03-07 13:00")),  # 1 h; earlier words may be missing
    _told(27, DELTA, _UNKNOWN, "? 03-07 12:30", ". 03-07 14:00"),  # 1.5 h
    # One within the other, as Europe's clocks go forward: 3 h, of them 1 critical and 2 minor.
    _told(28, DELTA, _MINOR, "? 03-29 00:30", ". 03-29 03:30"),  # 3 h
    _told(29, DELTA, _CRITICAL, "? 03-29 01:00", "! 03-29 01:05", ". 03-29 02:00"),  # 1 h
    _planned(_told(30, DELTA, _MAINTENANCE, "plan 03-09 09:00", "off 03-10 09:00"), "03-11 10:00", "03-11 12:00"),
    _planned(_told(31, DELTA, _MAINTENANCE, "plan 03-10 09:00"), "03-12 22:00", "03-12 23:30"),  # no word of it since
    _told(32, DELTA, _MAJOR, "? 02-10 09:00", ". 02-10 10:00", "post 03-03 15:00"),  # over long before
    _told(33, DELTA, _MAJOR, "? 04-01 13:00", "! 04-01 13:40", ". 04-01 15:00"),  # 2 h in April
    _told(34, DELTA, _CRITICAL, "? 04-02 00:00", "! 04-02 01:00"),  # open: 12 h in April
    # While beta's were open.
    _told(35, OMEGA, _MINOR, "! 03-17 13:00", ". 03-17 14:00"),  # 1 h
    _told(36, OMEGA, _MAJOR, "? 03-18 17:00", "! 03-18 17:30", ". 03-18 19:30"),  # 2.5 h
    _told(37, OMEGA, _MAJOR, "? 03-31 22:00", ". 04-01 00:00"),  # 2 h, to the end of March
    _told(38, OMEGA, _MINOR, "? 04-01 00:00", ". 04-01 01:00"),  # 1 h in April
    _stated(_told(39, OMEGA, _MAJOR, "? 03-19 09:00", ". 03-19 10:30"), "03-19 09:30"),  # 1 h; a word before the start
    _told(40, OMEGA, _CRITICAL, "? 03-21 09:00", ". 03-21 09:00"),  # one time is no length
)

BY_NUMBER = {int(record.incident.id): record.incident for record in FORTY}

# Each provider's March. The lengths of those that ended, sorted:
#   acme  0.5 1.5 2 2 3 4 4 5 (10 3 1 8 2 4 7 5)     identified after 10 20 30 45 60 m (8 1 2 6 4)
#   beta  2.5 3 4 5 30 (16 15 13 12 11)              15 30 60 120 m (12 15 14 11)
#   gamma 3 6 (20 19)                                30 m (20)
#   delta 1 1 1.5 3 (26 29 27 28)                    5 m (29)
#   omega 1 1 2 2.5 (35 39 37 36)                    0 30 m (35 36)
OF_PROVIDERS = {
    ACME: Totals(
        incidents=9,  # 1 to 8 and 10
        still_open=1,  # 6
        maintenance=1,  # 9
        open_for=span(20.5),
        by_impact=(
            (_CRITICAL, span(5)),  # 1: 2, 6: 3
            (_MAJOR, span(10)),  # 2: 2 more, 4: 4, 7: 4
            (_MINOR, span(5)),  # 3: none more, 5: 3, 8: 2
            (_NONE, span(0.5)),  # 10
        ),
        to_resolve=span(2.5),
        longest=BY_NUMBER[5],
        to_identify=span(minutes=30),
    ),
    BETA: Totals(
        incidents=6,  # 11 to 16
        still_open=1,  # 14
        maintenance=1,  # 17
        open_for=span(79.5),
        by_impact=(
            (_CRITICAL, span(30)),  # 11
            (_MAJOR, span(5.5)),  # 12: none more, 15: 3, 16: 2.5
            (_MINOR, span(44)),  # 13: 2 more, 14: 42
        ),
        to_resolve=span(4),
        longest=BY_NUMBER[11],
        to_identify=span(minutes=45),
    ),
    GAMMA: Totals(
        incidents=6,  # 19 to 23 and 25
        still_open=1,  # 21
        open_for=span(238),
        by_impact=((_UNKNOWN, span(238)),),  # 19 and 20: 8, 21: 230
        to_resolve=span(4.5),
        longest=BY_NUMBER[19],
        to_identify=span(minutes=30),
    ),
    DELTA: Totals(
        incidents=4,  # 26 to 29
        maintenance=2,  # 30 and 31
        open_for=span(5),
        by_impact=(
            (_CRITICAL, span(1)),  # 29
            (_MAJOR, span(1)),  # 26
            (_MINOR, span(2)),  # 28: 2 more
            (_UNKNOWN, span(1)),  # 27: 1 more
        ),
        to_resolve=span(1.25),
        longest=BY_NUMBER[28],
        to_identify=span(minutes=5),
    ),
    OMEGA: Totals(
        incidents=5,  # 35, 36, 37, 39 and 40
        open_for=span(6.5),
        by_impact=(
            (_MAJOR, span(5.5)),  # 36: 2.5, 37: 2, 39: 1
            (_MINOR, span(1)),  # 35
        ),
        to_resolve=span(1.5),
        longest=BY_NUMBER[36],
        to_identify=span(minutes=15),
    ),
}

# What a report adds, in the order in which it tells them. From the first word to the end, of those that ended in March:
#   beta  1.5 2h40 4 5 30 (16 15 13 12 11)     from the stated start to the first word 20 60 m (15 16)
#   acme  0.5 1.5 1.5 2 3 4 4 5 (10 3 8 1 2 4 7 5)                                     30 m (8)
#   omega 1 1.5 2 2.5 (35 39 37 36)            delta 1 1 1.5 3       gamma 3 6
REPORTED = {
    BETA: Reported(available=1 - 35.5 / 744, told_after=span(minutes=40), resolved_after=span(4)),  # down 30 + 5.5
    ACME: Reported(available=1 - 15 / 744, told_after=span(minutes=30), resolved_after=span(2.5)),  # down 5 + 10
    OMEGA: Reported(available=1 - 5.5 / 744, told_after=None, resolved_after=span(1.75)),  # down 5.5
    DELTA: Reported(available=1 - 2 / 744, told_after=None, resolved_after=span(1.25)),  # down 1 + 1
    GAMMA: Reported(available=None, told_after=None, resolved_after=span(4.5)),  # it never says how bad anything is
}

# Days of all providers added up, UTC: with something down, and with an incident open.
WORST_DAYS = (
    BadDay(date(2026, 3, 18), span(20.5), span(22.5), (BETA, OMEGA)),  # beta 18 and 20, omega 2.5
    BadDay(date(2026, 3, 17), span(12), span(13), (BETA, OMEGA)),  # beta 12, omega 0 and 1
    BadDay(date(2026, 3, 31), span(5), span(53), (ACME, OMEGA, BETA, GAMMA)),  # acme 3, omega 2, beta and gamma 24 each
    BadDay(date(2026, 3, 2), span(4), span(4), (ACME,)),
    BadDay(date(2026, 3, 10), span(4), span(4), (ACME,)),
)

# All of March. Of 23 lengths, 0.5 1 1 1 1 1.5 1.5 2 2 2 2.5 [2.5] 3 3 3 3 4 4 4 5 5 6 30, the 12th; of 13 times to
# identify, 0 5 10 15 20 30 [30] 30 30 45 60 60 120 m, the 7th.
OF_MARCH = Totals(
    incidents=30,
    still_open=3,
    maintenance=4,
    open_for=span(296),
    by_impact=(
        (_CRITICAL, span(36)),  # 1: 2, 6: 3, 11: 30, 29: 1
        (_MAJOR, span(19)),  # 2: 2 more, 4: 4, 7: 4, 15: 3, 16: 2.5, 26: 1, 36: 1.5 more, 37: none more (6), 39: 1
        (_MINOR, span(46.5)),  # 5: 3, 8: 2, 13: 0.5 more, 14: 42 less 3 of 6, 28: 2 more, 35: none more (11)
        (_UNKNOWN, span(194)),  # 19 and 20: 8, 27: 1 more, 21: 230 less 42 of 14 and 3 of 28
        (_NONE, span(0.5)),  # 10
    ),
    to_resolve=span(2.5),
    longest=BY_NUMBER[11],
    to_identify=span(minutes=30),
)

# From 3 March, 12:00: without 1, 2, 3 and 5, with 33, 34 and 38. Of 22 lengths, 0.5 1 1 1 1 1 1.5 2 2 2 [2.5 2.5] 3 3 3
# 4 4 4 5 5 6 30, the 11th and the 12th; of 13 times to identify, 0 5 10 15 30 30 [30] 40 45 60 60 60 120 m, the 7th.
OF_LAST_30_DAYS = Totals(
    incidents=29,
    still_open=3,  # 14, 21 and 34
    maintenance=4,
    open_for=span(325),
    by_impact=(
        (_CRITICAL, span(48)),  # 6: 5, 11: 30, 29: 1, 34: 12
        (_MAJOR, span(19)),  # 4: 4, 7: 4, 15: 3, 16: 2.5, 26: 1, 33: 2, 36: 1.5 more, 37: none more (6), 39: 1
        (_MINOR, span(63.5)),  # 8: 2, 13: 0.5 more, 14: 78 less 5 of 6, 2 of 33 and 12 of 34, 28: 2 more, 38: none
        (_UNKNOWN, span(194)),  # 19 and 20: 8, 27: 1 more, 21: 266 less 78 of 14 and 3 of 28
        (_NONE, span(0.5)),
    ),
    to_resolve=span(2.5),
    longest=BY_NUMBER[11],
    to_identify=span(minutes=30),
)

# From 1 April, 12:00: 14, 21, 33 and 34. Identified after 40 60 60 m.
OF_LAST_DAY = Totals(
    incidents=4,
    still_open=3,
    open_for=span(24),
    by_impact=((_CRITICAL, span(12)), (_MAJOR, span(2)), (_MINOR, span(10))),  # 34, 33, and 14 for the rest
    to_resolve=span(2),
    longest=BY_NUMBER[33],
    to_identify=span(minutes=60),
)

# The seven days before that, from 25 March, 12:00: 6, 14, 21, 23, 25, 28, 29, 37 and 38; 17 is planned. The lengths of
# those that ended: 1 1 2 3 5 (29 38 37 28 6). Identified after 5 45 60 m (29 6 14).
OF_WEEK_BEFORE = Totals(
    incidents=9,
    still_open=2,  # 14 and 21
    maintenance=1,
    open_for=span(168),
    by_impact=(
        (_CRITICAL, span(6)),  # 6: 5, 29: 1
        (_MINOR, span(51)),  # 14: 54 less 5 of 6, 28: 2 more, 38: none more; nor has 37, that is major and within 6
        (_UNKNOWN, span(111)),  # 21: 168 less 54 of 14 and 3 of 28
    ),
    to_resolve=span(2),
    longest=BY_NUMBER[6],
    to_identify=span(minutes=45),
)
