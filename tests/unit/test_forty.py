"""The numbers of forty incidents, worked out by hand in tests/forty.py."""

import random

import pytest

from bot.core.destination import Subscription
from bot.core.digest import compose
from bot.core.edition import Span
from bot.core.history import Totals, totals
from bot.core.period import Period
from tests.forty import (
    FORTY,
    LAST_30_DAYS,
    LAST_DAY,
    MARCH,
    NOW,
    OF_LAST_30_DAYS,
    OF_LAST_DAY,
    OF_MARCH,
    OF_PROVIDERS,
    OF_WEEK_BEFORE,
    PROVIDERS,
)


def test_there_are_forty() -> None:
    assert [record.incident.id for record in FORTY] == [str(number) for number in range(1, 41)]


@pytest.mark.parametrize("provider", OF_PROVIDERS)
def test_the_numbers_of_a_providers_month_are_those_worked_out_by_hand(provider: str) -> None:
    of_provider = [record for record in FORTY if record.incident.provider == provider]

    assert totals(of_provider, MARCH) == OF_PROVIDERS[provider]


@pytest.mark.parametrize(
    ("period", "expected"), [(MARCH, OF_MARCH), (LAST_30_DAYS, OF_LAST_30_DAYS), (LAST_DAY, OF_LAST_DAY)]
)
def test_the_numbers_of_all_are_those_worked_out_by_hand_in_any_order(period: Period, expected: Totals) -> None:
    shuffled = random.Random(40).sample(FORTY, len(FORTY))  # noqa: S311 - an order, and no secret

    assert totals(FORTY, period) == totals(shuffled, period) == expected
    assert sum((time for _, time in expected.by_impact), start=expected.open_for * 0) == expected.open_for


def test_a_digest_of_all_tells_the_same_numbers_of_its_day_and_of_the_week_before() -> None:
    wishes = [Subscription("slack:C1", provider) for provider in PROVIDERS]

    digest = compose(FORTY, (), wishes, Span(LAST_DAY.since), now=NOW, muted={})

    assert digest.totals == OF_LAST_DAY
    assert digest.before == OF_WEEK_BEFORE
    assert [record.incident.id for record in digest.open] == ["34"]
    assert [record.incident.id for record in digest.stale] == ["31", "21", "14"]  # without a word for days
