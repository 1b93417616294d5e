"""What people say to the bot: their settings, mutes and playbooks, the providers they bring, and who changed what."""

from alembic import op
from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Integer, Text

revision = "0002"
down_revision = "0001"

NUMBER = BigInteger().with_variant(Integer, "sqlite")
INSTANT = DateTime(timezone=True)


def upgrade() -> None:
    """Add to the destinations, and make the new tables."""
    op.add_column("destinations", Column("changers", Text, nullable=False, server_default="managers"))
    op.add_column("destinations", Column("quiet", Text))
    op.add_column("destinations", Column("mentions", Text, nullable=False, server_default="[]"))
    op.create_table(
        "providers",
        Column("slug", Text, primary_key=True),
        Column("provider", Text, nullable=False),
    )
    op.create_table(
        "mutes",
        Column("destination", Text, ForeignKey("destinations.id", ondelete="CASCADE"), primary_key=True),
        Column("provider", Text, primary_key=True),
        Column("incident", Text, primary_key=True),
        Column("until", INSTANT, nullable=False),
        Column("muted_by", Text, nullable=False),
    )
    op.create_table(
        "playbooks",
        Column("destination", Text, ForeignKey("destinations.id", ondelete="CASCADE"), primary_key=True),
        Column("provider", Text, primary_key=True),
        Column("text", Text, nullable=False),
    )
    op.create_table(
        "audit",
        Column("number", NUMBER, primary_key=True),
        Column("at", INSTANT, nullable=False),
        Column("destination", Text, ForeignKey("destinations.id", ondelete="CASCADE"), nullable=False),
        Column("asker", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("command", Text, nullable=False),
        Column("provider", Text),
        Column("what", Text, nullable=False),
    )
    op.create_index("ix_audit_destination_provider", "audit", ["destination", "provider"])
