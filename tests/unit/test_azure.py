"""Azure's items: known by guid and year, dated by one date, about the services and regions of their categories."""

from datetime import datetime

import pytest

from adapters.dialects.azure import read
from adapters.model import Incident, Phase
from tests.entries import entry, feed, utc

BODY = "<p>Traffic is lost.</p>"


def incident(**told: object) -> Incident:
    item = entry(**{"id": "front-door-issues", "title": "Front Door issues", "body": BODY, **told})
    (found,) = read(feed(item, title="Azure Status"), "azure").incidents
    return found


def test_the_same_guid_in_another_year_is_another_incident() -> None:  # P2
    first, again = incident(published=utc(8, 2, 9, year=2022)), incident(published=utc(10, 29, 16, year=2025))

    assert first.id != again.id


def test_a_date_that_moves_over_new_year_leaves_the_id_that_it_had_among_the_former() -> None:  # P2
    before, after = incident(published=utc(12, 31, 23, year=2025)), incident(published=utc(1, 1, 1, year=2026))

    assert before.id in after.formerly
    assert incident().id in after.formerly


def test_what_came_back_after_years_has_no_former_id_of_then() -> None:  # P2
    first, again = incident(published=utc(8, 2, 9, year=2022)), incident(published=utc(10, 29, 16, year=2025))

    assert first.id not in again.formerly


@pytest.mark.parametrize("published", [utc(10, 29, 16), utc(10, 29, 18)])
def test_a_date_that_moves_moves_neither_the_incident_nor_what_was_said(published: datetime) -> None:  # P2
    moved = incident(published=published)

    assert (moved.id, moved.updates[0].id) == (
        incident(published=utc(10, 29, 16)).id,
        incident(published=utc(10, 29, 16)).updates[0].id,
    )


def test_services_and_regions_are_its_components_each_once() -> None:
    assert incident(categories=("Storage", "West US", "Storage")).components == ("Storage", "West US")


def test_a_review_is_no_open_incident() -> None:
    review = incident(title="Preliminary Post Incident Review (PIR) - Front Door")

    assert (review.phase, review.is_open) == (Phase.UPDATE, False)
    assert review.updates[0].phase is Phase.POSTMORTEM


def test_an_item_without_a_name_costs_only_itself() -> None:  # P7
    reading = read(feed(entry(title="", body=BODY), entry(title="Storage", body=BODY)), "azure")

    assert [each.title for each in reading.incidents] == ["Storage"]
    assert len(reading.skipped) == 1
