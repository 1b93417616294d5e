"""The tables of statuswire.toml: which keys there are, what may stand behind them, and what to say when it does not."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, InstanceOf, ValidationInfo, field_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from rapidfuzz import process
from rapidfuzz.distance import OSA

from adapters.address import Address
from adapters.catalogue import Catalogue, Meant
from adapters.clouds import unknown_part, vocabulary_of
from adapters.errors import UnknownPartError, UnknownProviderError
from adapters.model import Feed, Impact, Kind, Provider
from adapters.parts import Parts
from bot.core.destination import STORMS, USUAL_STORM, Manner
from bot.core.occasion import Rhythm

PLATFORMS = ("slack", "discord", "console")
# A filter asks for a least impact; `unknown` and `maintenance` are no steps between none and critical.
IMPACTS = (Impact.NONE, Impact.MINOR, Impact.MAJOR, Impact.CRITICAL)
# The least likeness, from 0 to 1, at which a word is taken for a mistyped other.
LIKENESS = 0.6

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# A snowflake: https://docs.discord.com/developers/reference#snowflakes
_DISCORD_ID = re.compile(r"[0-9]+")
_SLACK_NAME = re.compile(r"[#@]|.*[a-z\s]")


@dataclass(frozen=True, slots=True)
class Known:
    """Who can be named: the catalogue with the file's own providers, and every slug that the file declares."""

    catalogue: Catalogue
    declared: frozenset[str] = frozenset()


def _wrong(what: str, instead: str) -> PydanticCustomError:
    return PydanticCustomError("statuswire", "{what}", {"what": what, "instead": instead})


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that was perhaps meant."""
    found = process.extractOne(
        word, tuple(choices), scorer=OSA.normalized_similarity, processor=str.casefold, score_cutoff=LIKENESS
    )
    return found[0] if found else None


def _choice(choices: Mapping[str, object], called: str) -> BeforeValidator:
    words = ", ".join(f'"{choice}"' for choice in choices)

    def choose(value: object) -> object:
        if not isinstance(value, str):
            raise _wrong("This is no text.", f"Write one of {words}.")
        if value not in choices:
            likely = nearest(value, choices)
            meant = f'Did you mean "{likely}"? ' if likely else ""
            raise _wrong(f'"{value}" is no {called}.', f"{meant}Write one of {words}.")
        return choices[value]

    return BeforeValidator(choose)


def _one_of(members: tuple[StrEnum, ...], called: str) -> BeforeValidator:
    return _choice({member.value: member for member in members}, called)


def _text(check: Callable[[str], None]) -> BeforeValidator:
    """A check of a text; what is no text is left to pydantic."""

    def checked(value: object) -> object:
        if isinstance(value, str):
            check(value)
        return value

    return BeforeValidator(checked)


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        likely = nearest(name, sorted(available_timezones()))
        raise _wrong(f'"{name}" is no time zone.', f'Write an IANA name like "{likely or "Europe/Berlin"}".') from None


def _check_rhythm(written: str) -> None:
    try:
        Rhythm.of(written)
    except ValueError:
        raise _wrong(
            f'"{written}" is no time for a digest.',
            'Write it like "09:00", "weekdays 09:00", "mon,thu 16:30" or "09:00 unless quiet".',
        ) from None


def _check_slug(slug: str) -> None:
    if not _SLUG.fullmatch(slug):
        better = re.sub(r"[^a-z0-9]+", "-", slug.casefold()).strip("-") or "acme"
        raise _wrong(f'"{slug}" is no slug: small letters, digits and single hyphens.', f'Write "{better}".')


def _check_address(url: str) -> None:
    if "://" not in url or Address.of(url) is None:
        raise _wrong(f'"{url}" is no web address.', "Write one that begins with https://.")


def _storm(value: object) -> object:
    """How many new incidents have messages of their own; with "off" all of them."""
    if value == "off":
        return None
    if type(value) is not int or value not in STORMS:
        raise _wrong(
            f"{json.dumps(value, default=str)} is no number of incidents.",
            f'Write a number from {STORMS.start} to {STORMS[-1]} without quotes, or "off".',
        )
    return value


def _check_said(text: str) -> None:
    if not text.strip():
        raise _wrong("This is empty.", "Write something, or leave the key out.")


def _base(value: object, info: ValidationInfo[Known]) -> object:
    """The slug of a provider that another depends on."""
    known = info.context
    if not isinstance(value, str) or value in known.declared:
        return value
    try:
        return known.catalogue.find(value).slug
    except UnknownProviderError as error:
        raise _unknown(value, error) from None


def _provider(value: object, info: ValidationInfo[Known]) -> object:
    if not isinstance(value, str):
        raise _wrong("This is no text.", 'Write a provider in quotes, like "cloudflare".')
    try:
        meant = meant_by(value, info.context.catalogue)
    except UnknownPartError as error:
        raise _no_such_part(error) from None
    except UnknownProviderError as error:
        if value in info.context.declared:  # its own table has a mistake, which is told
            return Meant(Provider(value, value, None, ()))
        raise _unknown(value, error) from None
    found = meant.provider
    if not found.feeds:
        raise _wrong(
            f"No feed of {found.name} is known.",
            f"Write the address of one here, or as `feed` in a [[providers]] table with the slug {found.slug}.",
        )
    return meant


def meant_by(word: str, catalogue: Catalogue) -> Meant:
    """The provider that a subscription names and its parts, or a new one where it gives an address that is nobody's.

    Raises UnknownProviderError.
    """
    try:
        return catalogue.meant(word)
    except UnknownProviderError:
        address = Address.of(word) if "://" in word else None
        if address is None:
            raise
        return Meant(Provider(address.slug, address.host, address.url, (Feed(address.slug, address.url),)))


def _no_such_part(error: UnknownPartError) -> PydanticCustomError:
    what, _, hint = str(error).partition("; ")
    return _wrong(f"{what}.", f"{hint[0].upper()}{hint[1:]}")


def _unknown(word: str, error: UnknownProviderError) -> PydanticCustomError:
    likely = ", ".join(f'"{slug}"' for slug in error.nearest)
    meant = f"Did you mean {likely}? " if likely else ""
    return _wrong(f'No provider is called "{word}".', f"{meant}An address, with https://, works too.")


Said = Annotated[str, _text(_check_said)]
Url = Annotated[str, _text(_check_address)]


class Table(BaseModel):
    """A table of statuswire.toml: no key but these, no type but these."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ProviderTable(Table):
    """`[[providers]]`: an own provider, or corrections to a known one."""

    slug: Annotated[str, _text(_check_slug)] = Field(examples=["acme"])
    name: Said | None = Field(None, examples=["Acme"])
    page: Url | None = Field(None, examples=["https://status.acme.example"])
    feed: Url | None = Field(None, examples=["https://status.acme.example/history.atom"])
    aliases: list[Said] | None = Field(None, examples=[["acme cloud"]])
    depends_on: list[Annotated[str, BeforeValidator(_base)]] | None = Field(None, examples=[["aws"]])


class SubscriptionTable(Table):
    """`[[channels.subscriptions]]`: one provider that a channel follows."""

    provider: Annotated[InstanceOf[Meant], BeforeValidator(_provider)] = Field(examples=["cloudflare"])
    components: list[Said] = Field([], examples=[["DNS"]])
    regions: list[Said] = Field([], examples=[["us-east-1"]])
    impact: Annotated[InstanceOf[Impact] | None, _one_of(IMPACTS, "impact")] = Field(None, examples=["minor"])
    kinds: list[Annotated[InstanceOf[Kind], _one_of(tuple(Kind), "kind")]] = Field([], examples=[["incident"]])

    @field_validator("regions")
    @classmethod
    def _check_regions(cls, regions: list[str], info: ValidationInfo) -> list[str]:
        meant: Meant | None = info.data.get("provider")
        slug = meant.provider.slug if meant else ""
        strange = vocabulary_of(slug).fit((), regions).strange
        if strange:
            raise _no_such_part(unknown_part(slug, strange[0]))
        return regions

    @property
    def parts(self) -> Parts:
        """The parts that are followed, in the words of the provider."""
        named = self.provider.parts
        components, regions = (*named.services, *self.components), (*named.regions, *self.regions)
        return vocabulary_of(self.provider.provider.slug).fit(components, regions)


class ChannelTable(Table):
    """`[[channels]]`: one channel, and how it wants to be told."""

    platform: Annotated[str, _choice({name: name for name in PLATFORMS}, "platform")] = Field(examples=["slack"])
    id: Said = Field(examples=["C0123ABCD"])
    timezone: Annotated[str, _text(_check_zone)] = Field("UTC", examples=["Europe/Berlin"])
    updates: Annotated[InstanceOf[Manner], _one_of(tuple(Manner), "way to tell updates")] = Field(
        Manner.THREAD, examples=["thread"]
    )
    notices: bool = Field(False, examples=[True])
    digest: Annotated[str, _text(_check_rhythm)] | None = Field(None, examples=["09:00"])
    storm: Annotated[int | None, BeforeValidator(_storm)] = Field(USUAL_STORM, examples=[USUAL_STORM])
    subscriptions: list[SubscriptionTable] = Field([])

    @field_validator("id")
    @classmethod
    def _check_id(cls, channel: str, info: ValidationInfo) -> str:
        platform = info.data.get("platform")
        if platform == "discord" and not _DISCORD_ID.fullmatch(channel):
            raise _wrong(f'"{channel}" is no id of a Discord channel.', 'Copy its id, like "1234567890123456789".')
        if platform == "slack" and _SLACK_NAME.match(channel):
            raise _wrong(
                f'"{channel}" is a name and no id.',
                'Copy the id from the end of the channel\'s details, like "C0123ABCD".',
            )
        return channel


class Document(Table):
    """The whole file."""

    providers: list[dict[str, Any]] = []
    channels: list[ChannelTable] = []


_TABLES: Mapping[tuple[str, ...], type[Table]] = {
    (): Document,
    ("providers",): ProviderTable,
    ("channels",): ChannelTable,
    ("channels", "subscriptions"): SubscriptionTable,
}
_WANTED = {
    "string_type": "This must be text in quotes.",
    "bool_type": "This must be true or false, without quotes.",
    "list_type": "This must be a list in square brackets.",
}


def explain(detail: ErrorDetails) -> tuple[str, str]:
    """What is wrong according to pydantic, and what to write instead, in words for whoever wrote the file."""
    if detail["type"] == "statuswire":
        return detail["ctx"]["what"], detail["ctx"]["instead"]
    names = tuple(part for part in detail["loc"] if isinstance(part, str))
    if names in _TABLES:
        return "This must be a table of its own.", f"Write [[{'.'.join(names)}]], in double brackets, above its keys."
    *around, key = names
    table = _TABLES[tuple(around)]
    if detail["type"] == "extra_forbidden":
        likely = nearest(key, table.model_fields)
        meant = f"Did you mean {likely}? " if likely else ""
        return f"There is no key {key} here.", f"{meant}There are: {', '.join(table.model_fields)}."
    what = f"The key {key} is missing." if detail["type"] == "missing" else _WANTED.get(detail["type"], detail["msg"])
    return what, f"Write {key} = {_example(table, key, detail.get('input'))}."


def _example(table: type[Table], key: str, written: object) -> str:
    """A value as TOML has it; for what examples there are, that is as JSON has it. A number was meant as text."""
    if type(written) is int and table is not Document:
        return json.dumps(str(written))
    examples = table.model_fields[key].examples
    return json.dumps(examples[0] if examples else "...")
