"""A provider on this machine: the story, served as a Statuspage of 2026 writes its feed."""

import asyncio
import hashlib
from datetime import datetime
from html import escape
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.clock import Clock
from bot.demo import story
from bot.demo.story import Said, Told

_HOST = "127.0.0.1"
_TITLE = "Cloudflare Status (demo)"
_HEADERS = {"Cache-Control": "max-age=10, public"}


class DemoProvider:
    """Serves, from `async with` to its end, what the story had told by the clock's now.

    `looked` is set once the feed has been looked at, and `finished` once somebody who had seen the whole story came
    back: whoever looks at a feed again has dealt with what was there the last time.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._runner: web.AppRunner | None = None
        self.page_url = ""
        self.feed_url = ""
        self.looked = asyncio.Event()
        self.finished = asyncio.Event()
        self._told_all = False

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.add_routes(
            [
                web.get("/", self._page),
                web.get("/history.atom", self._feed),
                web.get("/incidents/{code}", self._page),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, _HOST, 0).start()
        port = self._runner.addresses[0][1]
        self.page_url = f"http://{_HOST}:{port}"
        self.feed_url = f"{self.page_url}/history.atom"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _page(self, _: web.Request) -> web.Response:
        return web.Response(text=page(self.feed_url), content_type="text/html")

    async def _feed(self, request: web.Request) -> web.Response:
        now = self._clock.now()
        self._note_look(now)
        body = feed(now, self.page_url)
        tag = hashlib.sha256(body.encode()).hexdigest()[:32]
        headers = _HEADERS | {"ETag": f'W/"{tag}"'}
        if any(known.value == tag for known in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        return web.Response(text=body, content_type="application/atom+xml", headers=headers)

    def _note_look(self, now: datetime) -> None:
        self.looked.set()
        if self._told_all:
            self.finished.set()
        self._told_all = story.told_by(now) == story.told_by(story.END)


def page(feed_url: str) -> str:
    """The status page: little more than the link from which a feed is found."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(_TITLE)}</title>'
        f'<link rel="alternate" type="application/atom+xml" title="Atom Feed" href="{escape(feed_url)}"></head>'
        f"<body><h1>{escape(_TITLE)}</h1><p>A replay of 18 November 2025, served by Statuswire.</p></body></html>"
    )


def feed(now: datetime, page_url: str) -> str:
    """The Atom feed as it stood at `now` (UTC)."""
    told = story.told_by(now)
    entries = "".join(_entry(incident, len(told) - place, page_url) for place, incident in enumerate(told))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<feed xml:lang="en-US" xmlns="http://www.w3.org/2005/Atom">\n'
        f"  <id>tag:{_HOST},2005:/history</id>\n"
        f'  <link rel="alternate" type="text/html" href="{escape(page_url)}"/>\n'
        f'  <link rel="self" type="application/atom+xml" href="{escape(page_url)}/history.atom"/>\n'
        f"  <title>{escape(_TITLE)} - Incident History</title>\n"
        f"  <updated>{_stamp(story.last_word(told))}</updated>\n"
        "  <author>\n    <name>Cloudflare</name>\n  </author>\n"
        f"{entries}</feed>\n"
    )


def _entry(incident: Told, number: int, page_url: str) -> str:
    newest = _stamp(incident.said[-1].at)
    link = incident.link or f"{page_url}/incidents/{incident.code}"
    body = " ".join(_paragraph(said) for said in reversed(incident.said))
    return (
        "  <entry>\n"
        f"    <id>tag:{_HOST},2005:Incident/{number}</id>\n"
        f"    <published>{newest}</published>\n"
        f"    <updated>{newest}</updated>\n"
        f'    <link rel="alternate" type="text/html" href="{escape(link)}"/>\n'
        f"    <title>{escape(incident.title)}</title>\n"
        f'    <content type="html">{escape(body)}</content>\n'
        "  </entry>\n"
    )


def _paragraph(said: Said) -> str:
    """One update in the markup of 2026, with its blanks; the day is padded with one."""
    return (
        f"<p> <small>{said.at:%b} <var data-var='date'>{said.at.day:>2}</var>, "
        f"<var data-var='time'>{said.at:%H:%M}</var> UTC</small><br> "
        f"<strong>{escape(said.state)}</strong> - {escape(said.text)} </p>"
    )


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}Z"
