"""`test`: a harmless sample in this channel, posted as an incident would be, to prove that news can come."""

from collections.abc import Coroutine
from dataclasses import replace
from hashlib import blake2b

from adapters.model import Phase, Text
from bot.chat.base import Chat, ChatError
from bot.commands.prose import item, paragraph, reply
from bot.commands.request import Command, Desk, Place, Reply, Request
from bot.core.message import Message, Part

KEY_BYTES = 12  # 24 hexadecimal characters, as the keys of all posts
_TITLE = "Only a test of Statuswire"
_ROOT = Message(
    Part.ROOT,
    _TITLE,
    status="Test",
    provider="Statuswire",
    phase=Phase.UPDATE,
    body=Text.of("Nothing is wrong. News of the providers that are followed here will look like this."),
)
_UPDATE = replace(_ROOT, part=Part.UPDATE, body=Text.of("An update of an incident comes here."))
_AFTER = replace(
    _ROOT, status="Test passed", phase=Phase.RESOLVED, body=Text.of("Nothing was wrong. This message can be deleted.")
)


async def test(request: Request, desk: Desk) -> Reply:
    """Ask the platform to post the sample."""
    now = desk.clock.now()
    asked = reply("A sample is posted here", paragraph(f"Asked for by {request.asker.name}. It takes a moment."))
    return replace(asked, sample=tuple(replace(message, at=now) for message in (_ROOT, _UPDATE, _AFTER)))


async def prove(chat: Chat, place: Place, asked: Reply) -> Reply:
    """Carry out what a reply asks for: post the sample, reply to it, edit it; and say what of it works.

    The three are tried in this order, and each only where it can be: without the post there is nothing to edit.
    """
    root, update, after = asked.sample
    try:
        ref = await chat.post(place.channel, root, key=_key(place, root, "root"))
    except ChatError as error:
        said = paragraph(f"No news can come to this channel: {error}")
        return reply("Nothing can be posted here", said, paragraph("Mend this, and say test again."))
    steps = {
        "updates in its thread": chat.reply(ref, update, key=_key(place, root, "update")),
        "editing it": chat.edit(ref, after),
    }
    refused = {name: why for name, step in steps.items() if (why := await _refused(step))}
    lines = [item("Works: posting a message."), *(item(_found(name, refused.get(name))) for name in steps)]
    return reply("News can come here, but not all of it" if refused else "All is well: news can come here", *lines)


async def _refused(step: Coroutine[object, object, object]) -> str | None:
    """Why the platform did not do it, or None."""
    try:
        await step
    except ChatError as error:
        return str(error)
    return None


def _found(name: str, refused: str | None) -> str:
    return f"Does not work: {name}. {refused}" if refused else f"Works: {name}."


def _key(place: Place, root: Message, part: str) -> str:
    """One test is one sample: its key is made of the place and the time."""
    name = f"test|{place.id}|{root.at}|{part}"
    return blake2b(name.encode(), digest_size=KEY_BYTES).hexdigest()


TEST = Command("test", "Post a harmless sample here, to prove that news can come.", test, examples=("test",))
