"""`statuswire providers`: who is known, and what is meant by a few words."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from adapters.catalogue import load
from adapters.model import Provider
from bot.cli.terminal import QUIET, Ending, complain, literal, print_json, print_rows, results

_RESULTS = 20


def providers(words: str, *, as_json: bool) -> Ending:
    """Show the whole catalogue, or what fits the words, best first."""
    catalogue = load()
    found = catalogue.search(words, _RESULTS) if words else catalogue.providers
    if as_json:
        print_json([_plain(provider) for provider in found])
        return Ending.DONE
    if not found:
        complain(
            f"No known provider is like {words!r}.",
            "The address of a feed can be followed as well: try `statuswire poll https://...`.",
        )
        return Ending.FAILED
    _show(found, results())
    return Ending.DONE


def _plain(provider: Provider) -> dict[str, str | None]:
    feed = provider.feeds[0] if provider.feeds else None
    return {
        "slug": provider.slug,
        "name": provider.name,
        "page": provider.page,
        "feed": feed.url if feed else None,
        "dialect": feed.dialect if feed else None,
        "category": provider.category,
    }


def _show(found: Sequence[Provider], console: Console) -> None:
    """A table for eyes; lines with tabs for a pipe."""
    rows = [tuple(value or "" for value in _plain(provider).values()) for provider in found]
    if not console.is_terminal:
        print_rows(rows)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("provider", "name", "page", "dialect", "category"):
        table.add_column(heading, overflow="fold" if heading == "page" else "ellipsis", no_wrap=heading != "page")
    for slug, name, page, _, dialect, category in rows:
        shown = (slug, name, page.removeprefix("https://"), dialect, category)
        table.add_row(*map(literal, shown))
    console.print(table)
    console.print(f"{len(found)} providers. `statuswire poll {found[0].slug}` shows what one says now.", style=QUIET)
