"""People on Slack, and somebody who answers them."""

from collections.abc import AsyncIterator

import pytest

from bot.chat.slack.listening import SlackListener
from tests.fakes.slack_clerk import Clerk, listening
from tests.fakes.slack_socket import ListeningSlack


@pytest.fixture
def clerk() -> Clerk:
    return Clerk()


@pytest.fixture
async def people() -> AsyncIterator[ListeningSlack]:
    """A Slack whose people speak to us."""
    async with ListeningSlack() as slack:
        slack.scopes |= {"users:read"}
        yield slack


@pytest.fixture
async def heard(people: ListeningSlack, clerk: Clerk) -> AsyncIterator[SlackListener]:
    """A listener that hears them, and has the clerk answer."""
    async with listening(people, clerk) as listener:
        yield listener
