"""docs/providers.md, written from the catalogue: `python -m adapters.catalogue_page` prints it."""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator

from adapters.catalogue import Catalogue, load
from adapters.model import Provider

HEAD = """\
# Providers

{providers} providers are known by name, {feeds} of them with a feed. This file is written by
`python -m adapters.catalogue_page > docs/providers.md` from `adapters/catalogue.toml`; change that.

Write the slug, the name or an alias wherever Statuswire asks for a provider. Whoever is not listed can be followed by
the address of a status page or feed. The platform is the one expected; each feed is recognised anew at every look.
Of those without a feed none is sure: `subscribe` looks for one on their page, and says so if there is none. Services
and regions of AWS, Azure, Google and Salesforce stand in `adapters/clouds.py`, and are said behind the name:
`aws ec2 us-east-1`.
"""
_SPECIAL = re.compile(r"([\\`*_\[\]|<>])")


def page(catalogue: Catalogue) -> str:
    """The whole document, in Markdown."""
    by_category: defaultdict[str, list[Provider]] = defaultdict(list)
    for provider in catalogue:
        by_category[provider.category or "other"].append(provider)
    followed = sum(bool(provider.feeds) for provider in catalogue)
    head = HEAD.format(providers=len(catalogue), feeds=followed)
    sections = ("\n".join(_section(category, by_category[category])) for category in sorted(by_category))
    return "\n".join((head, *sections))


def _section(category: str, providers: list[Provider]) -> Iterator[str]:
    yield f"## {category}\n"
    yield "| name | slug | also called | platform | feed |"
    yield "| --- | --- | --- | --- | --- |"
    yield from map(_row, providers)
    yield ""


def _row(provider: Provider) -> str:
    feed = provider.feeds[0] if provider.feeds else None
    name = f"[{_plain(provider.name)}]({provider.page})" if provider.page else _plain(provider.name)
    aliases = ", ".join(map(_plain, provider.aliases))
    platform, address = (feed.dialect or "", f"<{feed.url}>") if feed else ("", "none")
    return f"| {name} | `{provider.slug}` | {aliases} | {platform} | {address} |"


def _plain(words: str) -> str:
    return _SPECIAL.sub(r"\\\1", words)


if __name__ == "__main__":
    sys.stdout.write(page(load()))
