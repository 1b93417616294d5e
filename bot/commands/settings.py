"""`settings`: how this channel is told, and who may change it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from adapters.model import Impact
from bot.commands import rhythm, words
from bot.commands.changes import last_changes
from bot.commands.channel import FILE, Here, here, keep, refuse_declared
from bot.commands.daytime import BOUNDS, times
from bot.commands.filters import IMPACTS
from bot.commands.prose import joined, paragraph, quoted, reply
from bot.commands.request import Command, CommandError, Desk, Fits, Param, Rank, Reply, Request
from bot.commands.zones import nearest_zone, zone
from bot.core.destination import STORMS, USUAL_STORM, Changers, Destination, Manner, Mention, QuietHours
from bot.core.message import Fact, Menu, Option
from bot.core.storm import WINDOW
from bot.store import deliveries
from bot.store.database import Transaction

LONGEST_MENTION = 100  # characters; a mention is a name or an id
WITHIN = f"{WINDOW // timedelta(minutes=1)} minutes"

MANNERS = {
    Manner.THREAD: "one message an incident, its updates in the thread",
    Manner.REPLY: "one message an incident, its updates as replies in the channel",
    Manner.EDIT: "one message an incident, edited, and nothing else",
}
LABELS = {"updates": "Updates", "timezone": "Time zone", "quiet": "Quiet hours", "who": "Who may change this"}
RANKS = {Changers.ANYONE: Rank.MEMBER, Changers.MANAGERS: Rank.MANAGER, Changers.ADMINS: Rank.ADMIN}
WHO = {
    Changers.ANYONE: "anyone here",
    Changers.MANAGERS: "those who may manage the channel",
    Changers.ADMINS: "administrators",
}
USUAL_QUIET = ("22:00 to 07:00", "20:00 to 08:00", "18:00 to 09:00")
USUAL_ZONES = (
    *("America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York", "America/Sao_Paulo", "UTC"),
    *("Europe/London", "Europe/Berlin", "Europe/Helsinki", "Europe/Istanbul", "Africa/Johannesburg", "Asia/Dubai"),
    *("Asia/Kolkata", "Asia/Singapore", "Asia/Shanghai", "Asia/Tokyo", "Australia/Sydney", "Pacific/Auckland"),
)  # to pick from; every other one can be said
DECLARED = ("updates", "timezone", "storm")  # what the file says of a channel that it declares; it says the digest too


async def settings(request: Request, desk: Desk) -> Reply:
    """Show how this channel is told; or change what is said."""
    said = request.arguments
    async with desk.database.transaction() as tx:
        place = await here(tx, request)
        if not said:
            return await _shown(tx, place)
        refuse_declared(place, [name for name in DECLARED if name in said])
        after = place.destination
        for name, change in _CHANGES.items():
            if name in said:
                after = change(after, said[name])
        _refuse_rank(place.destination, after, request)
        what = ", ".join(f"{name} {said[name]}" for name in _CHANGES if name in said)
        now = desk.clock.now()
        await keep(tx, request, place, after, "settings", what, now=now)
        before = place.destination
        if (before.quiet, before.timezone) != (after.quiet, after.timezone):
            await deliveries.hurry(tx, before.id, None, now=now)  # what quiet hours held, until an end that is no more
    desk.changed()
    return reply("Settings of this channel: changed", facts=_facts(after), public=True)


def _refuse_rank(before: Destination, after: Destination, request: Request) -> None:
    """Nobody locks others out, or lets everybody in, who could not undo it."""
    if before.changers is after.changers:
        return
    needed = max(Rank.MANAGER, RANKS[before.changers], RANKS[after.changers])
    if request.asker.rank < needed:
        who = WHO[Changers.ADMINS if needed is Rank.ADMIN else Changers.MANAGERS]
        raise CommandError(f"Who may change this can be changed here by {who} alone. Ask one of them.")


def _manner(before: Destination, said: str) -> Destination:
    found = words.choice(said, tuple(Manner)) or {"flat": "reply", "replies": "reply"}.get(said.casefold())
    if found is None:
        raise CommandError(f"{quoted(said)} is no way to tell updates. Say {joined(Manner, 'or')}.")
    return replace(before, manner=Manner(found))


def _changers(before: Destination, said: str) -> Destination:
    found = words.choice(said, tuple(Changers)) or {"everybody": "anyone", "everyone": "anyone"}.get(said.casefold())
    if found is None:
        raise CommandError(f"{quoted(said)} is nobody who may change this. Say {joined(Changers, 'or')}.")
    return replace(before, changers=Changers(found))


def _timezone(before: Destination, said: str) -> Destination:
    found = zone(said)
    if found is None:
        raise CommandError(f"{quoted(said)} is no time zone. Say one as in: settings timezone {nearest_zone(said)}")
    return replace(before, timezone=found)


def _quiet(before: Destination, said: str) -> Destination:
    if said.casefold() in words.OFF:
        return replace(before, quiet=None)
    bounds = times(said)
    if len(bounds) != BOUNDS or bounds[0] == bounds[1]:
        raise CommandError(
            f"{quoted(said)} is no part of a day. Say from when to when, as in: settings quiet 22:00 to 07:00; "
            f"or: settings quiet off. {rhythm.by_the_clock(before)}"
        )
    return replace(before, quiet=QuietHours(*bounds))


def _mention(before: Destination, said: str) -> Destination:
    if said.casefold() in words.OFF:
        return replace(before, mentions=())
    impact, whom = _impact_and_whom(said)
    others = [mention for mention in before.mentions if mention.impact is not impact]
    if whom.casefold() in words.OFF:
        return replace(before, mentions=tuple(others))
    if not whom or len(whom) > LONGEST_MENTION:
        raise CommandError(
            f"Whom to mention at {impact} impact was not said. Say for example: settings mention {impact} @oncall"
        )
    mentions = sorted([*others, Mention(impact, whom)], key=lambda mention: -mention.impact.rank)
    return replace(before, mentions=tuple(mentions))


def _impact_and_whom(said: str) -> tuple[Impact, str]:
    parts = said.split()
    for at, part in enumerate(parts):
        if found := words.choice(part, IMPACTS):
            rest = [
                word for word in parts[:at] + parts[at + 1 :] if word.casefold() not in {"to", "at", "impact", "for"}
            ]
            return Impact(found), " ".join(rest)
    raise CommandError(
        f"{quoted(said)} names no impact. Say from which impact on ({joined(IMPACTS, 'or')}) whom to mention, as in: "
        "settings mention critical @oncall"
    )


def _storm(before: Destination, said: str) -> Destination:
    if said.casefold() in words.OFF:
        return replace(before, storm=None)
    found = re.fullmatch(r"(\d{1,4})(?:\s+\D+)?", said.strip())
    if found is None or int(found[1]) not in STORMS:
        raise CommandError(
            f"{quoted(said)} is no number of incidents. Say how many new ones within {WITHIN} have messages of their "
            f"own, from {STORMS.start} to {STORMS[-1]}, as in: settings storm {USUAL_STORM}; or: settings storm off"
        )
    return replace(before, storm=int(found[1]))


_CHANGES: Mapping[str, Callable[[Destination, str], Destination]] = {
    "updates": _manner,
    "timezone": _timezone,
    "quiet": _quiet,
    "mention": _mention,
    "storm": _storm,
    "who": _changers,
}


async def _shown(tx: Transaction, place: Here) -> Reply:
    said = "To change one, say for example: settings quiet 22:00 to 07:00, or: settings updates edit"
    blocks = [paragraph(said)]
    if place.declared:
        blocks.append(paragraph(f"Updates, time zone, storm and digest are set in {FILE} for this channel."))
    blocks += await last_changes(tx, place)
    return reply("Settings of this channel", *blocks, facts=_facts(place.destination), menus=_menus(place))


def _menus(place: Here) -> Iterator[Menu]:
    """What can be picked of the settings; what the file declares cannot."""
    it = place.destination
    if not place.declared:
        yield _menu("updates", {manner: f"{manner}: {said}" for manner, said in MANNERS.items()}, it.manner)
        yield _menu("timezone", {zone: zone for zone in (it.timezone, *USUAL_ZONES)}, it.timezone)
    quiet = _hours(it) or "off"
    hours = {said: said for said in (quiet, *USUAL_QUIET)}
    yield _menu("quiet", hours | {"off": "no quiet hours"}, quiet)
    yield _menu("who", {changers: f"{changers}: {said}" for changers, said in WHO.items()}, it.changers)


def _menu(setting: str, said: Mapping[str, str], today: str) -> Menu:
    options = tuple(Option(label, value, value == today) for value, label in said.items())
    return Menu(LABELS[setting], "settings", setting, options)


def _hours(place: Destination) -> str:
    return f"{place.quiet.start:%H:%M} to {place.quiet.end:%H:%M}" if place.quiet else ""


def _facts(place: Destination) -> Iterator[Fact]:
    yield Fact(LABELS["updates"], f"{place.manner}: {MANNERS[place.manner]}")
    yield Fact(LABELS["timezone"], place.timezone)
    yield Fact(LABELS["quiet"], _hours(place) or "none")
    mentions = [f"from {mention.impact} impact on {mention.whom}" for mention in place.mentions]
    yield Fact("Mentions", ", ".join(mentions) or "nobody")
    more = f"{place.storm}: more new incidents within {WITHIN} share one message"
    yield Fact("Storm", more if place.storm else "off: every incident has a message of its own")
    yield Fact(LABELS["who"], f"{place.changers}: {WHO[place.changers]}")
    yield Fact("Digest", rhythm.told(place))


SETTINGS = Command(
    "settings",
    "How this channel is told, and who may change it; without a word, as it is now.",
    settings,
    params=(
        Param(
            "updates",
            "In a thread, as replies in the channel, or by edits alone.",
            kind=Fits.CHOICE,
            choices=tuple(Manner),
            aliases=("manner", "threads"),
        ),
        Param("timezone", "The zone in which times are written.", kind=Fits.ZONE, aliases=("zone", "tz")),
        Param("quiet", "From when to when nothing is posted, or off.", aliases=("quiet-hours", "dnd")),
        Param("mention", "From which impact on whom to call, as in: critical @oncall; or off.", aliases=("mentions",)),
        Param(
            "storm",
            f"How many new incidents within {WITHIN} have messages of their own; more share one. Or off.",
            aliases=("flood",),
        ),
        Param(
            "who",
            "Who may change what is followed here, and how.",
            kind=Fits.CHOICE,
            choices=tuple(Changers),
            aliases=("changes", "changers"),
        ),
    ),
    changes=True,
    shows_without=("updates", "timezone", "quiet", "mention", "storm", "who"),
    aliases=("setting", "config", "set"),
    examples=(
        "settings",
        "settings updates edit",
        "settings quiet 22:00 to 07:00 timezone Europe/Berlin",
        "settings mention critical @oncall",
        "settings storm 10",
        "settings who admins",
    ),
)
