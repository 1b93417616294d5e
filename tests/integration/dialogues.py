"""What people say to the bot, over sixty times: the words on Slack, and the same as the fields of Discord's commands.

Each dialogue begins in a channel of its own that follows nobody. One incident is open at Acme, and none at Beta Cloud.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

OPEN = "Lifts are stuck"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that is said: the words on Slack, whose first is the command, and what fills Discord's fields.

    `told` are words that the answer must have.
    """

    words: str
    fields: Mapping[str, str] = field(default_factory=dict)
    told: str = ""

    @property
    def command(self) -> str:
        """The name of the command."""
        return self.words.split()[0]


def follow(said: str = "", **filters: str) -> Said:
    """Acme is followed, with these filters."""
    return Said(f"subscribe acme {said}".strip(), {"provider": "acme", **filters}, "Acme is followed here now")


FOLLOWED = follow()


def _settings(words: str, told: str, **fields: str) -> Said:
    return Said(f"settings {words}", fields, told)


DIALOGUES: dict[str, tuple[Said, ...]] = {
    # Following
    "by name": (Said("subscribe Acme", {"provider": "Acme"}, "Acme is followed here now"),),
    "by slug": (FOLLOWED,),
    "by alias": (Said("subscribe the acme company", {"provider": "the acme company"}, "Acme is followed here now"),),
    "by page": (Said("subscribe status.acme.example", {"provider": "status.acme.example"}, "Acme is followed"),),
    "mistyped": (Said("subscribe amce", {"provider": "amce"}, "Acme"),),
    "nobody": (Said("subscribe zzqqxx", {"provider": "zzqqxx"}, 'No provider is called "zzqqxx"'),),
    "twice": (FOLLOWED, Said("subscribe acme", {"provider": "acme"}, "followed here already")),
    "from major impact": (follow("impact major", impact="major"), Said("subscriptions", {}, "at least major impact")),
    "one component": (follow("components Lifts", components="Lifts"), Said("subscriptions", {}, "in Lifts")),
    "two components": (
        follow("components Lifts, Doors", components="Lifts, Doors"),
        Said("subscriptions", {}, "in Doors or Lifts"),
    ),
    "only maintenance": (follow("kinds maintenance", kinds="maintenance"), Said("status", {}, "nothing is open")),
    "by a word": (follow("words stuck", words="stuck"), Said("status", {}, OPEN)),
    "by another word": (follow("words flooded", words="flooded"), Said("status", {}, "nothing is open")),
    "narrowed later": (
        FOLLOWED,
        Said("subscribe acme impact critical", {"provider": "acme", "impact": "critical"}, "critical"),
        Said("subscriptions", {}, "at least critical impact"),
    ),
    "no such impact": (
        Said("subscribe acme impact=huge", {"provider": "acme", "impact": "huge"}, '"huge" is no impact'),
        Said("subscriptions", {}, "follows nobody yet"),
    ),
    "two providers": (
        FOLLOWED,
        Said("subscribe beta", {"provider": "beta"}, "Beta Cloud is followed here now"),
        Said("subscriptions", {}, "Followed here: 2"),
    ),
    # Leaving
    "left again": (
        FOLLOWED,
        Said("unsubscribe acme", {"provider": "acme"}, "Acme"),
        Said("subscriptions", {}, "follows nobody yet"),
    ),
    "left by its full name": (FOLLOWED, Said("unsubscribe Acme", {"provider": "Acme"}, "Acme")),
    "left without being followed": (Said("unsubscribe acme", {"provider": "acme"}, "follows nobody yet"),),
    "left another": (FOLLOWED, Said("unsubscribe beta", {"provider": "beta"}, "Beta Cloud is not followed here")),
    # Looking
    "the board": (FOLLOWED, Said("status", {}, OPEN)),
    "the board of one": (FOLLOWED, Said("status acme", {"provider": "acme"}, OPEN)),
    "the board of a quiet one": (
        Said("subscribe beta", {"provider": "beta"}, "Beta Cloud"),
        Said("status beta", {"provider": "beta"}, "nothing is open"),
    ),
    "the board of another": (FOLLOWED, Said("status beta", {"provider": "beta"}, "Beta Cloud is not followed here")),
    "the board of nobody": (Said("status", {}, "follows nobody yet"),),
    "the list of nobody": (Said("subscriptions", {}, "follows nobody yet"),),
    "the list": (FOLLOWED, Said("subscriptions", {}, "Followed here: 1")),
    "the past": (FOLLOWED, Said("history", {}, "Acme: the last 30 days")),
    "the past of one": (FOLLOWED, Said("history acme", {"provider": "acme"}, "Acme: the last 30 days")),
    "the past week": (
        FOLLOWED,
        Said("history acme 7 days", {"provider": "acme", "days": "7 days"}, "the last 7 days"),
    ),
    "the past of nobody": (Said("history", {}, "follows nobody yet"),),
    "the past of no time": (
        FOLLOWED,
        Said("history acme last whenever", {"provider": "acme", "days": "whenever"}, "is no number of days"),
    ),
    # Quiet
    "muted": (
        FOLLOWED,
        Said("mute acme", {"what": "acme"}, "Acme is muted"),
        Said("status", {}, "Acme is muted until"),
    ),
    "muted for an hour": (FOLLOWED, Said("mute acme for 1 hour", {"what": "acme", "for": "1 hour"}, "Acme is muted")),
    "one incident muted": (FOLLOWED, Said("mute lifts", {"what": "lifts"}, f'"{OPEN}" is muted')),
    "muted too long": (FOLLOWED, Said("mute acme for 2 years", {"what": "acme", "for": "2 years"}, "30 days")),
    "muted for no time": (
        FOLLOWED,
        Said("mute acme for ever", {"what": "acme", "for": "ever"}, '"ever" is no length of time'),
    ),
    "nothing to mute": (Said("mute acme", {"what": "acme"}, "follows nobody yet"),),
    "heard again": (
        FOLLOWED,
        Said("mute acme", {"what": "acme"}, "Acme is muted"),
        Said("unmute acme", {"what": "acme"}, "muted no more"),
    ),
    "all heard again": (
        FOLLOWED,
        Said("mute acme", {"what": "acme"}, "Acme is muted"),
        Said("mute lifts", {"what": "lifts"}, "is muted"),
        Said("unmute", {}, "muted no more"),
        Said("status", {}, OPEN),
    ),
    "nothing muted": (FOLLOWED, Said("unmute", {}, "Nothing is muted here.")),
    # Playbooks
    "a playbook": (
        FOLLOWED,
        Said("playbook acme Take the stairs.", {"provider": "acme", "text": "Take the stairs."}, "Take the stairs."),
        Said("playbook acme", {"provider": "acme"}, "Take the stairs."),
    ),
    "no playbook": (FOLLOWED, Said("playbook acme", {"provider": "acme"}, "playbook")),
    "a playbook thrown away": (
        FOLLOWED,
        Said("playbook acme Wait.", {"provider": "acme", "text": "Wait."}, "Wait."),
        Said("playbook acme off", {"provider": "acme", "text": "off"}, "Acme"),
        Said("playbook acme", {"provider": "acme"}, "playbook"),
    ),
    "a playbook for nobody": (
        Said("playbook zzqqxx Wait.", {"provider": "zzqqxx", "text": "Wait."}, "No provider is called"),
    ),
    # Settings
    "edits alone": (_settings("updates edit", "edited, and nothing else", updates="edit"),),
    "a zone": (_settings("timezone Europe/Berlin", "Europe/Berlin", timezone="Europe/Berlin"),),
    "a city": (_settings("timezone tokyo", "Asia/Tokyo", timezone="tokyo"),),
    "no such zone": (_settings("timezone Berln", "is no time zone", timezone="Berln"),),
    "quiet hours": (
        _settings("quiet 22:00 to 07:00", "22:00 to 07:00", quiet="22:00 to 07:00"),
        _settings("quiet off", "none", quiet="off"),
    ),
    "no such hours": (_settings("quiet 25:00 to 26:00", "is no part of a day", quiet="25:00 to 26:00"),),
    "two settings": (
        _settings(
            "timezone Asia/Tokyo updates reply", "as replies in the channel", timezone="Asia/Tokyo", updates="reply"
        ),
    ),
    "called at critical": (
        _settings("mention critical @here", "from critical impact on @here", mention="critical @here"),
        _settings("mention off", "nobody", mention="off"),
    ),
    "called at nothing": (_settings("mention @here", "names no impact", mention="@here"),),
    "anyone may": (_settings("who anyone", "anyone", who="anyone"), FOLLOWED),
    # The digest
    "a digest": (
        FOLLOWED,
        Said("digest at 09:00", {"when": "at 09:00"}, "09:00"),
        Said("digest", {}, "09:00"),
    ),
    "a weekly digest": (FOLLOWED, Said("digest weekly on monday at 8", {"when": "weekly on monday at 8"}, "Mondays")),
    "no digest": (FOLLOWED, Said("digest off", {"when": "off"}, "Off")),
    "a digest at no time": (FOLLOWED, Said("digest noonish", {"when": "noonish"}, "is no time for a digest")),
    # Help
    "help": (Said("help", {}, "subscribe"),),
    "help with one": (Said("help mute", {"command": "mute"}, "How to say mute"),),
    "help with none": (Said("help subscrib", {"command": "subscrib"}, "Did you mean subscribe?"),),
    "a sample": (Said("test", {}, "All is well"),),
}
