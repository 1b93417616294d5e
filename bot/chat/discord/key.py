"""Where the key of a post stands in what Discord shows, so that the post can be found again.

Discord keeps no metadata with a message, and its history tells no nonce: what is visible is all that remains. The
least visible place that survives is the fragment of an embed's address. Without a title nobody sees that address at
all; behind a title it must lead where it led, so what has none, or a fragment of its own, is signed in the footer.
"""

from collections.abc import Mapping
from typing import Any

import discord

MARK = "sw-"


def sign(embed: Mapping[str, Any], key: str, *, url: str | None) -> dict[str, Any]:
    """The embed with the key in it; `url` is the address that it is about, http or https, if there is one."""
    mark = f"{MARK}{key}"
    if url and "title" not in embed:
        return {**embed, "url": f"{url.partition('#')[0]}#{mark}"}
    if embed.get("url") and "#" not in embed["url"]:
        return {**embed, "url": f"{embed['url']}#{mark}"}
    footer = embed.get("footer", {})
    words = footer.get("text")
    return {**embed, "footer": {**footer, "text": f"{words} · {mark}" if words else mark}}


def carries(message: discord.Message, key: str) -> bool:
    """Whether `sign` has put this very key in the message."""
    mark = f"{MARK}{key}"
    return any(mark in (_fragment(embed.url), _last_word(embed.footer.text)) for embed in message.embeds)


def _fragment(url: str | None) -> str:
    return (url or "").partition("#")[2]


def _last_word(text: str | None) -> str:
    return (text or "").rpartition(" ")[2]
