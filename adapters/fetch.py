"""Asking a provider for its feed: politely, briefly, and never anybody who is not public.

The only user of aiohttp's client. One request at a time goes to one host; redirects are followed here, hop by hop, so
that each hop is guarded, and the bodies are unpacked here, so that none unfolds further than it may.
"""

import asyncio
import functools
import hashlib
import re
import ssl
import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from socket import AddressFamily
from typing import Self
from weakref import WeakValueDictionary

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from adapters.errors import FetchError, TooLargeError
from adapters.guard import Guard
from adapters.model import Validators
from adapters.unpack import ACCEPTED, PIECE, UnpackError, unpacker

# docs/design.md, section 7.
TIMEOUT = timedelta(seconds=20)
MAX_REDIRECTS = 5
BODY_LIMIT = 5 * 1024 * 1024
CONCURRENCY = 50

# Longer than the usual interval of a poll: a new TLS handshake costs eight times what an unchanged answer does.
KEEP_ALIVE = timedelta(seconds=75)
# A page that may be kept for a day is still to be looked at while it tells of an outage.
LONGEST_FRESHNESS = timedelta(minutes=5)
# One mistaken header must not make a status page dark for good.
LONGEST_RETRY_AFTER = timedelta(hours=1)

_PERMANENT = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})
_REDIRECTS = _PERMANENT | {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT}
_TELLS_WHEN = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.5, */*;q=0.1"
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})\"?\s*(?:,|$)", re.IGNORECASE)
_SECONDS = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Fetched:
    """A good answer.

    `url` is where it came from in the end. `body` is None if it is what `validators` already described. `wait` is how
    long the server calls the answer fresh. `moved_to` is the address to use from now on, after permanent redirects.
    `content_type` is the whole header, `charset` the one that it names.
    """

    url: str
    body: bytes | None
    validators: Validators
    content_type: str | None = None
    charset: str | None = None
    wait: timedelta | None = None
    moved_to: str | None = None

    @property
    def is_unchanged(self) -> bool:
        """Whether nothing is new since the answer that the validators came from."""
        return self.body is None


@dataclass(frozen=True, slots=True)
class _Redirect:
    location: str
    is_permanent: bool


class GuardedResolver(AbstractResolver):
    """Resolves a name only if every address of it may be connected to: what is checked is what is used."""

    def __init__(self, guard: Guard, inner: AbstractResolver) -> None:
        self._guard = guard
        self._inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: AddressFamily = AddressFamily.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a host; raises ForbiddenAddressError, or OSError where there are none."""
        try:
            found = await self._inner.resolve(host, port, family)
        except UnicodeError as error:  # a label that is too long
            raise OSError(f"no possible host name: {error}") from error
        for result in found:
            self._guard.check_address(host, result["host"])
        return found

    async def close(self) -> None:
        """Let go of the resolver inside."""
        await self._inner.close()


class Fetcher:
    """The one client for all feeds; an async context manager.

    `fetch_allow` lists hosts and networks that may be fetched although they are not public; ValueError if it cannot be
    understood. `timeout` is for all hops of one fetch together, without the time that it waits for its turn. `tls` says
    whose certificates count; without it, those count that the system trusts.
    """

    def __init__(
        self,
        fetch_allow: Collection[str] = (),
        *,
        timeout: timedelta = TIMEOUT,
        keep_alive: timedelta = KEEP_ALIVE,
        concurrency: int = CONCURRENCY,
        resolver: AbstractResolver | None = None,
        tls: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._guard = Guard.allowing(fetch_allow)
        self._timeout = timeout
        self._keep_alive = keep_alive
        self._resolver = resolver
        self._tls = tls or True
        self._clock = clock
        self._slots = asyncio.Semaphore(concurrency)
        self._slots_apart = asyncio.Semaphore(concurrency)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._left_alone: dict[str, float] = {}

    async def __aenter__(self) -> Self:
        self._names = GuardedResolver(self._guard, self._resolver or aiohttp.DefaultResolver())
        connector = aiohttp.TCPConnector(
            resolver=self._names, ssl=self._tls, keepalive_timeout=self._keep_alive.total_seconds()
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            headers={"User-Agent": user_agent(), "Accept": _ACCEPT, "Accept-Encoding": ACCEPTED},
            timeout=aiohttp.ClientTimeout(total=None),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        await self._names.close()

    async def get(self, url: str, validators: Validators | None = None) -> Fetched:
        """What `url` has to say, if that is not what `validators` describe already; raises FetchError."""
        return await self._get(url, validators or Validators())

    async def get_apart(self, url: str, validators: Validators | None = None) -> Fetched:
        """As `get`; but where it is asked to wait, this one address is left alone, and not the host.

        For what is asked beside a feed, and must not make the feed dark: nor does it take the room of feeds.
        """
        return await self._get(url, validators or Validators(), apart=True)

    async def _get(self, url: str, known: Validators, *, apart: bool = False) -> Fetched:
        address = _address(url)
        left = self._timeout.total_seconds()
        moved_to: str | None = None
        moving = True
        for _ in range(MAX_REDIRECTS + 1):
            self._guard.check_url(address)
            async with self._turn(address, self._slots_apart if apart else self._slots):
                began = self._clock()
                answer = await self._ask(address, known, left, apart=apart)
                left -= self._clock() - began
            if isinstance(answer, Fetched):
                return replace(answer, moved_to=moved_to)
            target = _address(answer.location, base=address)
            moving = moving and answer.is_permanent and not (address.scheme == "https" and target.scheme == "http")
            moved_to = str(target) if moving else moved_to
            address = target
        raise FetchError(f"{_host(_address(url))} redirects more than {MAX_REDIRECTS} times. Check the feed's address.")

    @asynccontextmanager
    async def _turn(self, address: URL, slots: asyncio.Semaphore) -> AsyncIterator[None]:
        """Wait until no other request is under way to this host, and not too many among those that share `slots`."""
        host = _host(address)
        turn = self._turns.setdefault(host, asyncio.Lock())
        async with turn:
            for whom in (host, str(address)):
                self._respect(host, whom)
            async with slots:
                yield

    def _respect(self, host: str, whom: str) -> None:
        """Raise FetchError while a host, or one address of it, wants to be left alone."""
        left = self._left_alone.get(whom, 0.0) - self._clock()
        if left > 0:
            wait = timedelta(seconds=left)
            raise FetchError(f"{host} asked to be left alone for another {round(left)} s.", wait=wait)
        self._left_alone.pop(whom, None)

    async def _ask(self, address: URL, known: Validators, seconds: float, *, apart: bool) -> Fetched | _Redirect:
        """One request; raises FetchError whatever goes wrong."""
        host = _host(address)
        try:
            async with (
                asyncio.timeout(max(seconds, 0)),
                self._session.get(address, headers=_conditions(known), allow_redirects=False) as response,
            ):
                self._note_retry_after(str(address) if apart else host, response)
                return await _read(host, response, known)
        except TimeoutError as error:
            limit = self._timeout.total_seconds()
            raise FetchError(f"{host} gave no whole answer within {limit:g} s.") from error
        except UnpackError as error:
            raise FetchError(f"The answer of {host} cannot be unpacked: {error}.") from error
        except aiohttp.ClientError as error:
            raise FetchError(_explain(error, host)) from error

    def _note_retry_after(self, whom: str, response: aiohttp.ClientResponse) -> None:
        """Remember how long a host, for every feed of it, or one address wants to be left alone."""
        wait = _retry_after(response)
        if wait is None:
            return
        now = self._clock()
        self._left_alone = {other: until for other, until in self._left_alone.items() if until > now}
        self._left_alone[whom] = now + wait.total_seconds()


@functools.cache
def user_agent() -> str:
    """Who asks, with an address where we can be found."""
    try:
        number = version("statuswire")
    except PackageNotFoundError:  # run from a tree that was never installed
        number = "0"
    return f"Statuswire/{number} (+https://github.com/statuswire/statuswire)"


def freshness(headers: Mapping[str, str]) -> timedelta | None:
    """How much longer an answer is fresh by its Cache-Control and Age, at most `LONGEST_FRESHNESS` (RFC 9111, 4.2)."""
    match = _MAX_AGE.search(headers.get("Cache-Control", ""))
    if match is None:
        return None
    age = headers.get("Age", "")
    seconds = int(match[1]) - (int(age) if _SECONDS.fullmatch(age) else 0)
    return min(timedelta(seconds=seconds), LONGEST_FRESHNESS) if seconds > 0 else None


def retry_after(headers: Mapping[str, str], *, now: datetime) -> timedelta | None:
    """How long a server wants to be left alone (RFC 9110, 10.2.3); None if it does not say, or nothing sensible.

    A date is compared with the server's own, where it tells one: our clocks need not agree. `now` is UTC.
    """
    value = headers.get("Retry-After", "").strip()
    if _SECONDS.fullmatch(value):
        wait = timedelta(seconds=int(value))
    elif (until := _http_date(value)) is not None:
        wait = until - (_http_date(headers.get("Date", "")) or now)
    else:
        return None
    return min(wait, LONGEST_RETRY_AFTER) if wait > timedelta(0) else None


def _retry_after(response: aiohttp.ClientResponse) -> timedelta | None:
    if response.status not in _TELLS_WHEN:
        return None
    return retry_after(response.headers, now=datetime.now(UTC))


def _http_date(value: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _address(text: str, base: URL | None = None) -> URL:
    try:
        address = URL(text.strip())
        return (base.join(address) if base else address).with_fragment(None)
    except ValueError as error:
        whose = f"{_host(base)} redirects to something that" if base else "That"
        raise FetchError(f"{whose} is no address. Check the feed's address.") from error


def _host(address: URL) -> str:
    """A host and, where it is not the usual one, its port; nothing that could be secret."""
    host = address.raw_host or "the address"
    return host if address.is_default_port() else f"{host}:{address.port}"


def _conditions(known: Validators) -> dict[str, str]:
    conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in conditions.items() if value}


async def _read(host: str, response: aiohttp.ClientResponse, known: Validators) -> Fetched | _Redirect:
    """Make sense of an answer; its body is only read if it can be a feed."""
    url, wait = str(response.url), freshness(response.headers)
    if response.status == HTTPStatus.NOT_MODIFIED and _conditions(known):
        return Fetched(url, None, known, wait=wait)
    if response.status in _REDIRECTS and "Location" in response.headers:
        return _Redirect(response.headers["Location"], response.status in _PERMANENT)
    if response.status != HTTPStatus.OK:
        raise FetchError(_refusal(host, response.status), wait=_retry_after(response), status=response.status)
    body = await _body(host, response)
    validators = Validators(
        etag=_repeatable(response.headers.get("ETag")),
        last_modified=_repeatable(response.headers.get("Last-Modified")),
        body_hash=hashlib.sha256(body).hexdigest(),
    )
    return Fetched(
        url=url,
        body=None if validators.body_hash == known.body_hash else body,
        validators=validators,
        content_type=response.headers.get("Content-Type"),
        charset=response.charset,
        wait=wait,
    )


async def _body(host: str, response: aiohttp.ClientResponse) -> bytes:
    """The whole body, unpacked; raises TooLargeError before it takes more memory than it may."""
    too_large = TooLargeError(f"The answer of {host} is larger than {BODY_LIMIT // 2**20} MB: that is no feed.")
    if (response.content_length or 0) > BODY_LIMIT:
        raise too_large
    encoded = unpacker(", ".join(response.headers.getall("Content-Encoding", [])))
    body = bytearray()
    received = 0
    async for chunk in response.content.iter_chunked(PIECE):
        received += len(chunk)
        if received > BODY_LIMIT:
            raise too_large
        for piece in encoded.feed(chunk):
            body += piece
            if len(body) > BODY_LIMIT:
                raise too_large
    if received:
        encoded.finish()
    return bytes(body)


def _repeatable(validator: str | None) -> str | None:
    """A validator that can be sent back as it came; one with strange characters cannot."""
    return validator if validator and validator.isascii() and validator.isprintable() else None


def _refusal(host: str, status: int) -> str:
    """What a status that brings no feed means for the one who wants the feed."""
    match status:
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            said = "does not let us in: the page is private, or a firewall takes us for an attacker"
        case HTTPStatus.NOT_FOUND | HTTPStatus.GONE:
            said = "has nothing at this address. Check the feed's address"
        case HTTPStatus.TOO_MANY_REQUESTS:
            said = "wants fewer requests"
        case _ if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            said = "is in trouble itself; we keep trying"
        case _:
            said = "gave an answer that cannot be a feed"
    return f"{host} {said} (HTTP {status})."


def _explain(error: aiohttp.ClientError, host: str) -> str:
    """What went wrong on the way to a host, in words for a person."""
    match error:
        case aiohttp.ClientConnectorDNSError():
            said = "has no address: its name is wrong, or no name server answers. Check the feed's address"
        case aiohttp.ClientConnectorCertificateError():
            said = f"shows a certificate that cannot be trusted ({error.certificate_error})"
        case aiohttp.ClientSSLError():
            said = f"lets no secure connection be made ({error.os_error})"
        case aiohttp.ClientConnectorError() if isinstance(error.os_error, ConnectionRefusedError):
            said = "refuses connections: nothing listens there now"
        case aiohttp.ClientConnectorError():
            said = f"cannot be reached ({error.strerror or error.os_error})"
        case aiohttp.InvalidURL():
            said = "is written in a way that cannot be fetched. Check the feed's address"
        case aiohttp.ClientResponseError():
            said = "does not answer in proper HTTP"
        case aiohttp.ClientConnectionError() | aiohttp.ClientPayloadError():
            said = "broke off the connection before its answer was whole"
        case _:
            said = f"could not be fetched ({type(error).__name__})"
    return f"{host} {said}."
