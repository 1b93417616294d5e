from pathlib import Path

from adapters.catalogue import Catalogue, load
from adapters.catalogue_page import page
from adapters.model import Feed, Provider

FILE = Path(__file__).parents[2] / "docs" / "providers.md"


def test_the_list_of_providers_is_as_the_catalogue_is() -> None:
    written = FILE.read_text(encoding="utf-8")

    assert written == page(load()), "run: python -m adapters.catalogue_page > docs/providers.md"


def test_every_provider_has_a_row_under_its_category() -> None:
    feed = Feed("acme", "https://status.acme.example/history.atom", "statuspage")
    acme = Provider("acme", "Acme", "https://status.acme.example", (feed,), ("acme cloud", "ac"), "cloud")
    bare = Provider("bare", "Bare | [Co]", None, ())

    lines = page(Catalogue.of([acme, bare])).splitlines()

    assert "2 providers are known by name, 1 of them with a feed." in " ".join(lines)
    assert lines[lines.index("## cloud") + 4] == (
        "| [Acme](https://status.acme.example) | `acme` | acme cloud, ac | statuspage "
        "| <https://status.acme.example/history.atom> |"
    )
    assert lines[lines.index("## other") + 4] == r"| Bare \| \[Co\] | `bare` |  |  | none |"
