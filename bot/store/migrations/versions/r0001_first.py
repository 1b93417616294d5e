"""The first schema."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, DateTime, ForeignKey, Integer, Text

revision = "0001"
down_revision = None

# Written out in plain types: a migration says what the columns were then, whatever bot.store.schema says now.
NUMBER = BigInteger().with_variant(Integer, "sqlite")
INSTANT = DateTime(timezone=True)


def upgrade() -> None:
    """Make every table."""
    _make_what_the_world_said()
    _make_whom_we_tell()
    _make_what_we_owe()


def _make_what_the_world_said() -> None:
    op.create_table(
        "feeds",
        Column("key", Text, primary_key=True),
        Column("url", Text, nullable=False),
        Column("provider", Text, nullable=False),
        Column("dialect", Text),
        Column("etag", Text),
        Column("last_modified", Text),
        Column("body_hash", Text),
        Column("first_good_at", INSTANT),
        Column("last_good_at", INSTANT),
        Column("due_at", INSTANT),
        Column("entries", Integer, nullable=False),
        Column("is_open", Boolean, nullable=False),
        Column("failures", Integer, nullable=False),
        Column("failing_since", INSTANT),
        Column("failure", Text),
        Column("suspect_since", INSTANT),
        Column("suspect", Text),
        Column("told", Boolean, nullable=False),
    )
    op.create_table("acceptances", Column("feed", Text, primary_key=True))
    op.create_table(
        "aliases",
        Column("key", Text, primary_key=True),
        Column("alias", Text, nullable=False),
        Column("provider_id", Text, nullable=False),
    )
    op.create_table(
        "incidents",
        Column("key", Text, primary_key=True),
        Column("provider", Text, nullable=False),
        Column("provider_id", Text, nullable=False),
        Column("feed", Text, nullable=False),
        Column("title", Text, nullable=False),
        Column("url", Text),
        Column("kind", Text, nullable=False),
        Column("impact", Text, nullable=False),
        Column("components", Text, nullable=False),
        Column("window", Text),
        Column("stated_start", INSTANT),
        Column("stated_end", INSTANT),
        Column("revised_at", INSTANT),
        Column("partial", Boolean, nullable=False),
        Column("is_open", Boolean, nullable=False),
        Column("last_word", INSTANT, nullable=False),
        Column("first_seen", INSTANT, nullable=False),
        Column("heard", INSTANT, nullable=False),
        Column("missed", Integer, nullable=False),
        Column("withdrawn", Boolean, nullable=False),
        Column("after_the_fact", Boolean, nullable=False),
        Column("revision", Integer, nullable=False),
    )
    op.create_index("ix_incidents_feed_is_open", "incidents", ["feed", "is_open"])
    op.create_index("ix_incidents_provider_is_open", "incidents", ["provider", "is_open"])
    op.create_index("ix_incidents_last_word", "incidents", ["last_word"])
    op.create_table(
        "updates",
        Column("incident", Text, ForeignKey("incidents.key", ondelete="CASCADE"), primary_key=True),
        Column("position", Integer, primary_key=True, autoincrement=False),
        Column("id", Text, nullable=False),
        Column("at", INSTANT),
        Column("phase", Text, nullable=False),
        Column("text", Text, nullable=False),
        Column("said", Text, nullable=False),
        Column("first_seen_at", INSTANT, nullable=False),
    )


def _make_whom_we_tell() -> None:
    op.create_table(
        "destinations",
        Column("id", Text, primary_key=True),
        Column("platform", Text, nullable=False),
        Column("channel", Text, nullable=False),
        Column("timezone", Text, nullable=False),
        Column("manner", Text, nullable=False),
        Column("notices", Boolean, nullable=False),
        Column("digest", Text),
        Column("paused", Text),
        Column("paused_at", INSTANT),
        Column("declared", Boolean, nullable=False),
        Column("removed", Boolean, nullable=False),
    )
    op.create_table(
        "subscriptions",
        Column("number", NUMBER, primary_key=True),
        Column("destination", Text, ForeignKey("destinations.id", ondelete="CASCADE"), nullable=False),
        Column("provider", Text, nullable=False),
        Column("filters", Text, nullable=False),
        Column("declared", Boolean, nullable=False),
    )
    op.create_index("ix_subscriptions_destination_provider", "subscriptions", ["destination", "provider"])


def _make_what_we_owe() -> None:
    op.create_table(
        "orders",
        Column("number", NUMBER, primary_key=True),
        Column("destination", Text, ForeignKey("destinations.id", ondelete="CASCADE"), nullable=False),
        Column("incident", Text, ForeignKey("incidents.key", ondelete="CASCADE"), nullable=False),
        Column("wanted", Integer, nullable=False),
        Column("done", Integer, nullable=False),
        Column("already_open", Boolean, nullable=False),
        Column("tries", Integer, nullable=False),
        Column("due_at", INSTANT, nullable=False),
    )
    op.create_index("ix_orders_destination_incident", "orders", ["destination", "incident"], unique=True)
    op.create_index("ix_orders_due_at", "orders", ["due_at"])
    op.create_index("ix_orders_incident", "orders", ["incident"])
    op.create_table(
        "posts",
        Column("number", NUMBER, primary_key=True),
        Column("place", Text, nullable=False),
        Column("destination", Text, ForeignKey("destinations.id", ondelete="CASCADE"), nullable=False),
        Column("incident", Text, ForeignKey("incidents.key", ondelete="CASCADE"), nullable=False),
        Column("part", Text, nullable=False),
        Column("key", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("digest", Text, nullable=False),
        Column("at", INSTANT, nullable=False),
        Column("ref", Text),
    )
    op.create_index("ix_posts_place", "posts", ["place"], unique=True)
    op.create_index("ix_posts_destination_incident", "posts", ["destination", "incident"])
    op.create_index("ix_posts_incident", "posts", ["incident"])
