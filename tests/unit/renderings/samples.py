"""The messages whose renderings are kept beside this file, one of every kind and the worst that a feed can hold.

`python -m tests.unit.renderings.samples` writes the files anew; what changed is then to be read, line by line.
"""

import json
from dataclasses import replace
from pathlib import Path

from adapters.model import Block, BlockKind, Impact, Incident, IncidentUpdate, Kind, Phase, Run, Text, Window
from bot.core import compose
from bot.core import compose_storm as storm
from bot.core.message import Message
from bot.core.record import Record
from bot.core.storm import Member
from bot.render import discord, slack
from tests.incidents import at, identified, incident, investigating, monitoring, resolved, said
from tests.unit.renderings.lifelike import LIFELIKE

FOLDER = Path(__file__).parent
LONG = " ".join(f"Region {number} answers slowly and we do not know why." for number in range(240))
HOSTILE = (
    "<!channel> @everyone <@U1> <@&42> [x](http://evil.example) **bold** _italic_ `code` ~~gone~~ ||hidden|| "
    "javascript:alert(1) </b><script> https://bank.example@evil.example/ \x1b[31m\u202egnp.exe"
)


def root(known: Incident, *, already_open: bool = False, late: bool = False, withdrawn: bool = False) -> Message:
    record = Record(known, at("09:01"), at("09:01"), withdrawn=withdrawn)
    return compose.root(record, provider="Acme", already_open=already_open, late=late)


def update(*updates: IncidentUpdate) -> Message:
    return compose.update(Record(incident(*updates), at("09:01"), at("09:01")), updates[-1], provider="Acme")


def announcement(*updates: IncidentUpdate) -> Message:
    return compose.announcement(Record(incident(*updates), at("09:01"), at("09:01")), updates[-1], provider="Acme")


def in_storm(provider: str, title: str, *updates: IncidentUpdate, impact: Impact = Impact.UNKNOWN) -> Member:
    known = replace(incident(*updates, provider=provider.lower(), title=title, id_=str(len(title))), impact=impact)
    return Member(f"{provider} {title}", Record(known, at("09:01"), at("09:01")), provider)


def paragraph(*runs: Run) -> Block:
    return Block(BlockKind.PARAGRAPH, runs)


def item(text: str, *, level: int = 0, number: int | None = None) -> Block:
    return Block(BlockKind.ITEM, (Run(text),), level=level, number=number)


MAINTENANCE = replace(
    incident(
        said(Phase.SCHEDULED, "09:00", "The database moves to new machines."),
        title="Database move",
        kind=Kind.MAINTENANCE,
    ),
    window=Window(at("22:00"), at("02:00", day=3)),
    components=("Database",),
)
UNDER_WAY = replace(
    MAINTENANCE, updates=(*MAINTENANCE.updates, said(Phase.IN_PROGRESS, "22:04", "The move has begun."))
)
RICH_TEXT = Text(
    (
        Block(BlockKind.HEADING, (Run("What we know"),)),
        paragraph(
            Run("Requests to "),
            Run("api.acme.example", code=True),
            Run(" fail. "),
            Run("This is serious.", bold=True),
            Run(" See "),
            Run("our blog", link="https://blog.acme.example/outage?a=1&b=(2)"),
            Run(", "),
            Run("this page", link="https://status.acme.example/"),
            Run(" or "),
            Run("https://bank.example/login", link="https://evil.example/x"),
            Run(", or "),
            Run("click", link="javascript:alert(1)"),
            Run(" (https://docs.acme.example/a_b_c)."),
        ),
        item("Europe"),
        item("Frankfurt", level=1),
        item("Paris", level=1),
        item("Asia"),
        paragraph(Run("Until then:")),
        item("Wait", number=3),
        item("Try again", number=4),
        Block(BlockKind.QUOTE, (Run("We are sorry.\nTruly."),)),
        Block(BlockKind.CODE, (Run("curl --retry 3 \\\n  https://api.acme.example # ```@everyone```"),)),
    )
)

STORM = (
    in_storm("GitHub", "Actions start late", investigating("11:58"), identified("12:20"), impact=Impact.MINOR),
    in_storm("Cloudflare", "Global network experiencing issues", investigating("11:48"), impact=Impact.CRITICAL),
    in_storm("OpenAI", "Elevated error rates", investigating("11:52")),
    in_storm("Discord", "Messages are not sent", investigating("11:50"), resolved("12:10"), impact=Impact.MAJOR),
    in_storm("OpenAI", "Sora does not load", investigating("11:53"), monitoring("12:30")),
    in_storm("Shopify", "Checkouts fail", investigating("11:55"), impact=Impact.MAJOR),
    in_storm("Statuswire", "Canva: the status page cannot be read", investigating("12:04")),
)
PLAYBOOKS = {"Cloudflare": "Switch the DNS: https://wiki.example/dns"}
ENDING = (investigating("11:48"), resolved("13:10"))
FLOOD = tuple(
    in_storm(
        f"Provider {number}", f"Trouble {number} {HOSTILE}", investigating("11:48"), impact=list(Impact)[number % 6]
    )
    for number in range(60)
)

SAMPLES: dict[str, Message] = {
    "investigating": root(
        replace(
            incident(investigating("09:00")),
            impact=Impact.MAJOR,
            components=("API", "Console", "DNS", "Logs", "Mail", "Queues", "Storage"),
        )
    ),
    "identified_already_open": root(incident(investigating("09:00"), identified("09:30")), already_open=True),
    "monitoring": root(incident(investigating("09:00"), monitoring("10:15"))),
    "resolved": root(incident(investigating("09:00"), resolved("16:40"))),
    "resolved_late": root(incident(investigating("09:00"), resolved("09:45")), late=True),
    "withdrawn": root(incident(investigating("09:00")), withdrawn=True),
    "postmortem": root(
        incident(investigating("09:00"), resolved("16:40"), said(Phase.POSTMORTEM, "12:00", "It was DNS.", day=4))
    ),
    "scheduled": root(MAINTENANCE),
    "under_way": root(UNDER_WAY),
    "verifying": root(
        replace(UNDER_WAY, updates=(*UNDER_WAY.updates, said(Phase.VERIFYING, "23:30", "We look at the result.")))
    ),
    "completed": root(
        replace(UNDER_WAY, updates=(*UNDER_WAY.updates, said(Phase.COMPLETED, "00:10", "All is moved.", day=3)))
    ),
    "cancelled": root(
        replace(MAINTENANCE, updates=(*MAINTENANCE.updates, said(Phase.CANCELLED, "12:00", "We do it another day.")))
    ),
    "no_text": root(incident(investigating("09:00", ""), title="")),
    "long": root(incident(investigating("09:00", LONG), title="Errors " * 60)),
    "hostile": replace(
        root(replace(incident(investigating("09:00", HOSTILE), title=HOSTILE), components=(HOSTILE,))),
        provider="<!here> @everyone",
    ),
    "right_to_left": root(
        incident(investigating("09:00", "אנחנו בודקים תקלה בממשק. תודה על הסבלנות."), title="תקלה בממשק")
    ),
    "emoji": root(incident(investigating("09:00", "🔥 We are on it 🚒 :fire: 10:30:00 👍🏽"), title="🔥 API :fire:")),
    "rich": root(incident(replace(investigating("09:00"), text=RICH_TEXT))),
    "update": update(investigating("09:00"), identified("09:30", "A bad release. It is being taken back.")),
    "update_without_time": update(replace(said(Phase.UPDATE, None, "Still at it."), said="13th of Smarch")),
    "announcement": announcement(investigating("09:00"), resolved("16:40")),
    "storm": storm.root(tuple(replace(member, playbook=PLAYBOOKS.get(member.provider)) for member in STORM)),
    "storm_over": storm.root([in_storm(it.provider, it.record.incident.title, *ENDING) for it in STORM[:3]]),
    "storm_told": storm.over([in_storm(it.provider, it.record.incident.title, *ENDING) for it in STORM[:3]]),
    "storm_of_sixty": storm.root(FLOOD),
    "notice": compose.notice("Acme's status page does not answer", "Since 09:00 UTC: HTTP 503.\n\nIt is asked again."),
    **LIFELIKE,
}


def write() -> None:
    """Write every rendering anew."""
    for name, message in SAMPLES.items():
        shown = slack.render(message)
        _keep(f"{name}.slack.json", {"text": shown.text, "blocks": list(shown.blocks)})
        _keep(f"{name}.discord.json", discord.render(message))


def _keep(name: str, content: object) -> None:
    (FOLDER / name).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
