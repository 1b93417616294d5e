"""What we call a message of ours on Discord."""

from dataclasses import dataclass
from typing import Self

from bot.chat.base import MessageGoneError


@dataclass(frozen=True, slots=True)
class Reference:
    """A message in a channel, or in a thread of it; written "channel/message#key" or "channel/thread/message#key".

    The key belongs to it because an edit must write it again: Discord forgets what is not sent anew. A thread has
    the id of the message that it starts at, and a post in a forum is a thread that this message stands in.
    """

    channel: int
    message: int
    key: str
    thread: int | None = None

    def __str__(self) -> str:
        path = (self.channel, self.message) if self.thread is None else (self.channel, self.thread, self.message)
        return f"{'/'.join(map(str, path))}#{self.key}"

    @property
    def place(self) -> int:
        """Where Discord keeps the message: to it, a thread is a channel of its own."""
        return self.channel if self.thread is None else self.thread

    @property
    def begins_post(self) -> bool:
        """Whether it is the first message of a post in a forum."""
        return self.thread == self.message

    @classmethod
    def of(cls, written: str) -> Self:
        """The reference that was written so; raises MessageGoneError for what is none."""
        path, _, key = written.partition("#")
        match [int(part) if part.isdecimal() else None for part in path.split("/")]:
            case [int(channel), int(message)]:
                return cls(channel, message, key)
            case [int(channel), int(thread), int(message)]:
                return cls(channel, message, key, thread)
            case _:
                raise MessageGoneError(f"{written!r} is no reference to a Discord message")
