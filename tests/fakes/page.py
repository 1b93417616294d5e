"""A status page that tests write on: it serves what was said so far, as Atlassian Statuspage does in 2026."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape


@dataclass
class Page:
    """Incidents by code, each with its updates oldest first: (time, phase as the page writes it, words)."""

    host: str = "status.acme.example"
    incidents: dict[str, tuple[str, list[tuple[datetime, str, str]]]] = field(default_factory=dict)

    def open(self, code: str, title: str, at: datetime, words: str) -> None:
        """Say that something is wrong."""
        self.incidents[code] = (title, [(at, "Investigating", words)])

    def say(self, code: str, at: datetime, phase: str, words: str) -> None:
        """Say more about it."""
        self.incidents[code][1].append((at, phase, words))

    def reword(self, code: str, place: int, words: str) -> None:
        """Write an update anew, as if it had always read so."""
        at, phase, _ = self.incidents[code][1][place]
        self.incidents[code][1][place] = (at, phase, words)

    def atom(self, codes: Sequence[str] | None = None) -> bytes:
        """The feed, newest incident first; with `codes` only these of them."""
        shown = [code for code in reversed(self.incidents) if codes is None or code in codes]
        entries = "".join(self._entry(code) for code in shown)
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<feed xml:lang="en-US" xmlns="http://www.w3.org/2005/Atom">\n'
            f"  <id>tag:{self.host},2005:/history</id>\n"
            f'  <link rel="alternate" type="text/html" href="https://{self.host}"/>\n'
            f"  <title>Acme Status - Incident History</title>\n{entries}</feed>\n"
        ).encode()

    def incidentio(self) -> bytes:
        """The feed as incident.io writes it, of each incident under another id and with its newest update alone."""
        entries = "".join(
            f"<entry><title>{escape(title)}</title>"
            f"<id>https://{self.host}//incidents/{_ulid(code)}</id>"
            f'<link href="https://{self.host}//incidents/{_ulid(code)}"/>'
            f"<updated>{at:%Y-%m-%dT%H:%M:%S.000Z}</updated>"
            f'<content type="html">{escape(f"<b>Status: {phase}</b><br/><br/>{escape(words)}")}</content></entry>'
            for code, (title, [*_, (at, phase, words)]) in reversed(self.incidents.items())
        )
        return (
            f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
            f"<id>https://{self.host}/</id><title>Acme status</title><generator>incident.io</generator>{entries}</feed>"
        ).encode()

    def _entry(self, code: str) -> str:
        title, updates = self.incidents[code]
        newest = updates[-1][0]
        number = int.from_bytes(code.encode()[:4], "big")
        body = escape("".join(map(_paragraph, reversed(updates))))
        return (
            f"  <entry><id>tag:{self.host},2005:Incident/{number}</id>"
            f"<published>{newest:%Y-%m-%dT%H:%M:%SZ}</published><updated>{newest:%Y-%m-%dT%H:%M:%SZ}</updated>"
            f'<link rel="alternate" type="text/html" href="https://{self.host}/incidents/{code}"/>'
            f'<title>{escape(title)}</title><content type="html">{body}</content></entry>\n'
        )


def _ulid(code: str) -> str:
    """The id that incident.io gives an incident: 26 capitals and digits."""
    return f"01{code.upper():0>24}"


def _paragraph(update: tuple[datetime, str, str]) -> str:
    at, phase, words = update
    day, clock = f"<var data-var='date'>{at.day:2}</var>", f"<var data-var='time'>{at:%H:%M}</var>"
    return f"<p> <small>{at:%b} {day}, {clock} UTC</small><br> <strong>{phase}</strong> - {escape(words)} </p> "


def with_parts(title: str, at: datetime, words: str, parts: Sequence[str]) -> bytes:
    """The feed of a page that names its components: one incident, as incident.io writes it in 2026."""
    link = "https://status.acme.example//incidents/01KQZ3W2M8VNWS146V0S09MF29"
    named = "".join(f"<li>{escape(part)} (Degraded performance)</li>" for part in parts)
    body = f"<b>Status: Investigating</b><br/><br/>{escape(words)}<br/><br/><b>Affected components</b> <ul>{named}</ul>"
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><id>https://status.acme.example/</id><title>Acme status</title>'
        f'<generator>incident.io</generator><entry><title type="html">{escape(title)}</title><id>{link}</id>'
        f'<link href="{link}"/><updated>{at:%Y-%m-%dT%H:%M:%SZ}</updated>'
        f'<content type="html">{escape(body)}</content></entry></feed>'
    ).encode()


def minutes_ago(minutes: float) -> datetime:
    """A time just now, to the minute, UTC."""
    return (datetime.now(UTC) - timedelta(minutes=minutes)).replace(second=0, microsecond=0)


def past(now: datetime | None = None) -> dict[str, tuple[str, list[tuple[datetime, str, str]]]]:
    """Three incidents that are over, as a page has them in its history."""
    history = Page()
    for days in (5, 4, 3):
        began = (now or minutes_ago(0)) - timedelta(days=days)
        history.open(f"old00000000{days}", "An old story", began, "Old words.")
        history.say(f"old00000000{days}", began + timedelta(hours=1), "Resolved", "Old end.")
    return history.incidents
