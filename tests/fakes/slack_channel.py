"""What the fake Slack keeps of a conversation: messages, threads, and what is left of deleted ones."""

from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack_blocks import readable
from tests.fakes.slack_files import SlackFile


@dataclass
class SlackPost:
    """A message as Slack keeps it. `called` is everybody whom its text has pinged so far."""

    ts: str
    text: str
    blocks: list[dict[str, Any]]
    user: str
    bot: str | None
    metadata: dict[str, Any] | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    edits: int = 0
    called: list[str] = field(default_factory=list)
    files: list[SlackFile] = field(default_factory=list)
    is_tombstone: bool = False

    @property
    def readable(self) -> str:
        """What a reader sees."""
        return readable(self.text, self.blocks)

    @property
    def in_channel(self) -> bool:
        """Whether it is seen without opening a thread."""
        return self.thread_ts is None or self.broadcast

    def as_json(self, *, with_metadata: bool) -> dict[str, Any]:
        """The message as the API shows it; metadata only for those who ask."""
        shown: dict[str, Any] = {"type": "message", "ts": self.ts, "text": self.text, "user": self.user}
        shown |= {"blocks": self.blocks} if self.blocks else {}
        shown |= {"bot_id": self.bot} if self.bot else {}
        shown |= {"files": [file.as_json() for file in self.files]} if self.files else {}
        shown |= {"thread_ts": self.thread_ts} if self.thread_ts else {}
        shown |= {"subtype": "thread_broadcast"} if self.broadcast else {}
        shown |= {"subtype": "tombstone"} if self.is_tombstone else {}
        return shown | ({"metadata": self.metadata} if with_metadata and self.metadata else {})


@dataclass
class SlackChannel:
    """A conversation and its messages, oldest first."""

    id: str
    name: str
    private: bool = False
    member: bool = True
    archived: bool = False
    posts: list[SlackPost] = field(default_factory=list)
    last_post_at: float = 0.0

    def post(self, ts: object) -> SlackPost | None:
        """The message of that time, tombstones among them."""
        return next((post for post in self.posts if post.ts == ts), None)

    def replies(self, ts: str) -> list[SlackPost]:
        """The replies in the thread of a message."""
        return [post for post in self.posts if post.thread_ts == ts]

    def delete(self, ts: str) -> None:
        """Delete as a person would: a root that has replies leaves a tombstone behind."""
        post = self.post(ts)
        if post is None:
            return
        if not self.replies(ts):
            self.posts.remove(post)
        post.is_tombstone, post.text, post.blocks, post.metadata = True, "This message was deleted.", [], None
