"""The numbers of forty incidents, worked out by hand in tests/forty.py."""

import random

import pytest

from bot.core.history import Totals, totals
from bot.core.period import Period
from tests.forty import FORTY, LAST_30_DAYS, LAST_DAY, MARCH, OF_LAST_30_DAYS, OF_LAST_DAY, OF_MARCH, OF_PROVIDERS


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
