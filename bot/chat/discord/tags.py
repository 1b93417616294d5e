"""Which tags of a forum fit an incident: those that are named as its phase is, and else those that say open or closed.

Nobody has to set anything: whoever wants tags names some so, and gives a post further ones as they like.
"""

from collections.abc import Iterable, Iterator

import discord

from adapters.model import Phase
from bot.core import words

MOST = 5  # of one post; docs.discord.com/developers/resources/channel, Start Thread in Forum or Media Channel


def tags_for(
    phase: Phase | None, forum: discord.ForumChannel, applied: Iterable[int] = ()
) -> tuple[discord.ForumTag, ...]:
    """The tags of a post whose incident is in `phase`: what people gave it stays, and one says where it stands.

    `applied` are the ids of those that it has. Where the forum wants a tag and none fits, it is the first there is.
    """
    usable = [tag for tag in forum.available_tags if not tag.moderated]
    others = [tag for number in applied if (tag := forum.get_tag(number)) and _word(tag) not in _OURS]
    by_word = {_word(tag): tag for tag in reversed(usable)}
    ours = next((by_word[word] for word in _words(phase) if word in by_word), None)
    if ours is None and not others and forum.flags.require_tag:
        ours = next(iter(usable), None)
    return tuple(others if ours is None or len(others) >= MOST else [*others, ours])


def _word(tag: discord.ForumTag) -> str:
    return tag.name.strip().casefold()


def _words(phase: Phase | None) -> Iterator[str]:
    """What a tag for this phase may be called, the most exact first."""
    if phase is None:
        return
    if phase.names_state:
        yield words.PHASES[phase].casefold()
    if phase is Phase.COMPLETED:
        yield "resolved"
    yield "closed" if phase.is_final else "open"


_OURS = frozenset(word for phase in Phase for word in _words(phase))
