"""Searching the catalogue, and what teams add to it: their own providers and names."""

from typing import Any

import pytest

from adapters.catalogue import Catalogue, load
from adapters.errors import UnknownProviderError
from adapters.model import Feed, Provider


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


def provider(slug: str, **fields: Any) -> Provider:  # noqa: ANN401
    feeds = (Feed(slug, f"https://status.{slug}.example/history.atom"),)
    return Provider(
        **{"slug": slug, "name": slug.title(), "page": f"https://status.{slug}.example", "feeds": feeds} | fields
    )


# Searching


def test_a_search_shows_the_exact_one_first_then_beginnings_then_the_like(catalogue: Catalogue) -> None:
    found = [found.slug for found in catalogue.search("datadog", 10)]

    assert found[:3] == ["datadog", "datadog-eu", "datadog-integrations"]


def test_a_search_shows_no_more_than_asked_and_none_twice(catalogue: Catalogue) -> None:
    found = [found.slug for found in catalogue.search("a", 7)]

    assert len(found) == len(set(found)) == 7


def test_a_search_for_nothing_finds_nothing(catalogue: Catalogue) -> None:
    assert catalogue.search(" - ", 5) == ()


# Own providers


def test_an_own_provider_is_found_beside_the_known(catalogue: Catalogue) -> None:
    own = catalogue.with_own([provider("acme", aliases=("the acme",))])

    assert own.find("The-Acme").slug == own.find("status.acme.example").slug == "acme"
    assert own.find("github").slug == "github"
    assert "acme" not in catalogue
    assert [known.slug for known in own] == sorted(known.slug for known in own)


def test_own_providers_are_not_for_everybody(catalogue: Catalogue) -> None:
    own = catalogue.with_own([provider("acme")]).with_own([provider("github", name="Our GitHub")])

    assert "acme" in own
    assert {"acme", "github"}.isdisjoint(it.slug for it in own.public)
    assert len(own.public) == len(catalogue) - 1
    assert catalogue.public.providers == catalogue.providers


def test_whose_words_the_team_has_chosen_they_stay_whatever_is_added(catalogue: Catalogue) -> None:
    own = catalogue.with_own([provider("zeta", aliases=("gh",))])  # after github, whose alias it is, by the alphabet

    assert [each.find("gh").slug for each in (own, own.with_own([provider("beta")]), own.with_brought([]))] == [
        "zeta"
    ] * 3


def test_whom_somebody_brought_only_those_know_who_follow_it(catalogue: Catalogue) -> None:
    shown = provider("github", name="Our GitHub")
    known = catalogue.with_brought([provider("acme"), provider("beta"), shown]).with_own([provider("gamma")])

    theirs = known.known_to({"acme", "stripe"})

    assert known.brought == {"acme", "beta"}
    assert theirs.find("acme").slug == "acme"
    assert {"github", "gamma"} < {it.slug for it in theirs}
    assert "beta" not in theirs
    assert theirs.own == known.own - {"beta"} | theirs.own
    with pytest.raises(UnknownProviderError, match="No provider is called"):
        theirs.find("status.beta.example")


def test_an_address_is_that_of_a_page_or_of_a_feed(catalogue: Catalogue) -> None:
    known = catalogue.with_brought([provider("acme")])
    page = known.find("acme").page or ""

    assert known.at(f"{page}/") == known.find("acme")
    assert known.at(f"{page}/elsewhere") is known.at("acme") is None


def test_an_own_provider_of_a_known_slug_replaces_it(catalogue: Catalogue) -> None:
    own = catalogue.with_own([provider("github", name="Our GitHub")])

    assert len(own) == len(catalogue)
    assert own.find("github").name == own.find("our github").name == "Our GitHub"
    with pytest.raises(UnknownProviderError):
        own.find("ghcr")


def test_an_own_alias_wins_over_a_known_one_but_over_no_slug(catalogue: Catalogue) -> None:
    own = catalogue.with_own([provider("acme", aliases=("gh", "gitlab"))])

    assert own.find("gh").slug == "acme"
    assert own.find("gitlab").slug == "gitlab"
