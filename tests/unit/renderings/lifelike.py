"""Incidents as real providers tell them, in invented words: what a channel sees on an ordinary bad day."""

from dataclasses import replace

from adapters.model import Block, BlockKind, Impact, IncidentUpdate, Phase, Run, Text
from bot.core import compose
from bot.core.message import Message
from bot.core.record import Record
from tests.incidents import at, identified, incident, investigating, monitoring, resolved, said


def _told(*blocks: Block) -> Text:
    return Text(blocks)


def _paragraph(*runs: Run) -> Block:
    return Block(BlockKind.PARAGRAPH, runs)


def _items(*words: str) -> tuple[Block, ...]:
    return tuple(Block(BlockKind.ITEM, (Run(word),)) for word in words)


def _record(title: str, *updates: IncidentUpdate, impact: Impact, components: tuple[str, ...] = ()) -> Record:
    known = replace(incident(*updates, title=title), impact=impact, components=components)
    return Record(known, at("09:01"), at("09:01"))


def _root(record: Record, provider: str, *, playbook: str | None = None, acknowledged: str | None = None) -> Message:
    return compose.root(record, provider=provider, key="k1", playbook=playbook, acknowledged=acknowledged)


_OUTAGE = _record(
    "Global network experiencing issues",
    investigating("11:48", "We are aware of errors for customers that use several of our services, and look into it."),
    impact=Impact.CRITICAL,
    components=("CDN", "DNS", "Bot management", "Dashboard", "Access", "Workers KV", "Turnstile", "WARP"),
)
_DELAYED = _record(
    "Delayed webhooks",
    investigating("14:02", "Webhook deliveries are late by up to 20 minutes."),
    identified(
        "14:40",
        "A queue in the region us-east has grown faster than it is read. More readers are being started.",
    ),
    impact=Impact.MINOR,
    components=("Webhooks",),
)
_BACK_AGAIN = _record(
    "Elevated error rates for uploads",
    investigating("06:10", "Uploads of more than 100 MB fail for some."),
    resolved("07:05", "Uploads work again."),
    investigating("07:40", "We see the same errors once more and have taken the change back."),
    impact=Impact.MAJOR,
    components=("Uploads", "API"),
)
_LIST = _record(
    "Degraded performance of builds",
    replace(
        identified("08:15"),
        text=_told(
            _paragraph(Run("Builds wait longer than usual. ", bold=True), Run("Affected are:")),
            *_items("Linux runners with 4 cores", "macOS runners", "Caches in eu-west"),
            _paragraph(
                Run("Until then set "),
                Run("RUNNER_SIZE=8", code=True),
                Run("; see "),
                Run("the guide", link="https://docs.builds.example/runners"),
                Run("."),
            ),
        ),
    ),
    impact=Impact.MINOR,
    components=("Hosted runners",),
)

LIFELIKE: dict[str, Message] = {
    "outage": _root(_OUTAGE, "Cloudsky"),
    "outage_calls": replace(_root(_OUTAGE, "Cloudsky"), mentions=("<!subteam^S012AB3CD>", "<@&123456789012345678>")),
    "acknowledged": _root(
        _DELAYED, "Payrail", acknowledged="mia", playbook="Pause the nightly export: https://wiki.acme.example/payrail"
    ),
    "back_again": _root(_BACK_AGAIN, "Filehouse"),
    "list_and_code": _root(_LIST, "Buildbarn"),
    "raised": compose.raised(_OUTAGE, provider="Cloudsky"),
    "no_impact": _root(
        _record(
            "Dashboard shows old numbers",
            monitoring("17:30", "Usage numbers lag by an hour. Nothing is lost, and requests are served as ever."),
            impact=Impact.NONE,
            components=("Dashboard",),
        ),
        "Metricmill",
    ),
    "phase_unknown": _root(
        _record(
            "Informational message",
            said(Phase.UPDATE, "05:55", "Some instances in one availability zone have lost power."),
            impact=Impact.UNKNOWN,
            components=("Compute, Frankfurt",),
        ),
        "Bigcloud",
    ),
    "japanese": _root(
        _record(
            "一部のお客様でログインできない事象",
            investigating("01:20", "一部のお客様がログインできない事象を確認しており、原因を調査しています。"),
            impact=Impact.MAJOR,
            components=("ログイン",),
        ),
        "Sakura Mail",
    ),
    "german": _root(
        _record(
            "Störung beim Versand von E-Mails",
            identified("10:05", "Die Ursache ist gefunden: ein abgelaufenes Zertifikat. Es wird gerade ersetzt."),
            impact=Impact.MAJOR,
            components=("E-Mail-Versand",),
        ),
        "Postwerk",
    ),
    "resolved_soon": _root(
        _record(
            "Sign-in with single sign-on fails",
            investigating("13:00", "Some people cannot sign in."),
            identified("13:10", "A certificate of one identity provider has changed."),
            monitoring("13:25", "The new certificate is in place."),
            resolved("13:45", "Signing in works for everybody again."),
            impact=Impact.MAJOR,
            components=("Sign-in",),
        ),
        "Doorman",
    ),
}
