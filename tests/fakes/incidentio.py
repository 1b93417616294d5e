"""A status page of incident.io that tests write on: its feed shows the newest update of each incident, its JSON all."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Self

from tests.incidents import at

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

Said = tuple[datetime, str, str]  # the time, the phase as the page writes it, the words


@dataclass
class IncidentIoPage:
    """Incidents by the ids that the page gives them, each with its title and its updates, oldest first."""

    host: str = "status.orbit.example"
    incidents: dict[str, tuple[str, list[Said]]] = field(default_factory=dict)

    def open(self, title: str, when: datetime, words: str, *, phase: str = "Investigating") -> str:
        """Say that something is wrong; returns the id, in which the time stands."""
        identity = ulid(when, len(self.incidents))
        self.incidents[identity] = (title, [(when, phase, words)])
        return identity

    def say(self, identity: str, when: datetime, phase: str, words: str) -> None:
        """Say more about it."""
        self.incidents[identity][1].append((when, phase, words))

    @classmethod
    def with_story(cls) -> tuple[Self, str]:
        """A page on which three things were said of one incident, and the incident's id."""
        page = cls()
        identity = page.open("Logins fail", at("09:00"), "We look into it.")
        page.say(identity, at("09:10"), "Identified", "It is the cache.")
        page.say(identity, at("09:20"), "Monitoring", "We watch.")
        return page, identity

    def atom(self) -> bytes:
        """The feed, what was spoken of last first."""
        shown = sorted(self.incidents, key=lambda identity: self.incidents[identity][1][-1][0], reverse=True)
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
            f"<id>https://{self.host}/</id><title>Orbit status</title><generator>incident.io</generator>\n"
            f"{''.join(map(self._entry, shown))}</feed>\n"
        ).encode()

    def own(self, identity: str) -> bytes:
        """What the page asks for to show one incident."""
        return json.dumps({"incident": self._told(identity)}).encode()

    def listed(self, *, with_words: bool = True) -> bytes:
        """The list in Statuspage's form; some pages leave out the words."""
        incidents = [self._in_form_of_statuspage(identity, with_words=with_words) for identity in self.incidents]
        return json.dumps({"page": {"id": "orbit", "url": f"https://{self.host}"}, "incidents": incidents}).encode()

    def _entry(self, identity: str) -> str:
        title, updates = self.incidents[identity]
        when, phase, words = updates[-1]
        link = f"https://{self.host}//incidents/{identity}"
        return (
            f'<entry><title type="html">{escape(title)}</title><id>{link}</id><link href="{link}"/>'
            f"<updated>{when:%Y-%m-%dT%H:%M:%S.%fZ}</updated>"
            f'<content type="html"><![CDATA[<b>Status: {phase}</b><br/><br/>{escape(words)}]]></content></entry>\n'
        )

    def _told(self, identity: str) -> Mapping[str, object]:
        title, updates = self.incidents[identity]
        return {
            "id": identity,
            "name": title,
            "status": _state(updates[-1][1]),
            "status_page_id": "01JMXBRMFE6N2NNT7DG6XZQ6PW",
            "published_at": _stamp(updates[0][0]),
            "type": "incident",
            "updates": _updates(updates, state="to_status", words="message_string", time="published_at"),
        }

    def _in_form_of_statuspage(self, identity: str, *, with_words: bool) -> Mapping[str, object]:
        title, updates = self.incidents[identity]
        said = _updates(updates, state="status", words="body" if with_words else "title", time="display_at")
        return {
            "id": identity,
            "name": title,
            "status": _state(updates[-1][1]),
            "impact": "minor",
            "created_at": _stamp(updates[0][0]),
            "updated_at": _stamp(updates[-1][0]),
            "incident_updates": said[::-1],
        }


def _updates(said: Sequence[Said], *, state: str, words: str, time: str) -> list[Mapping[str, object]]:
    """The updates under these names of their fields, oldest first."""
    return [
        {"id": ulid(when, number), time: _stamp(when), state: _state(phase), words: text}
        for number, (when, phase, text) in enumerate(said)
    ]


def ulid(when: datetime, number: int = 0) -> str:
    """An id that says when it was given, to a thousandth of a second."""
    rest = round(when.timestamp() * 1000)
    digits = ""
    for _ in range(10):
        rest, digit = divmod(rest, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return f"{digits}{number:016d}"


def _state(phase: str) -> str:
    return phase.lower().replace(" ", "_")


def _stamp(when: datetime) -> str:
    return f"{when:%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"
