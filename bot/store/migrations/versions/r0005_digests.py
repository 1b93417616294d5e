"""The digests that channels wait for, and what became of those before."""

from alembic import op
from sqlalchemy import Column, Date, DateTime, ForeignKey, Integer, Text

revision = "0005"
down_revision = "0004"

INSTANT = DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "digests",
        Column("destination", Text, ForeignKey("destinations.id", ondelete="CASCADE"), primary_key=True),
        Column("day", Date, primary_key=True),
        Column("plan", Text, nullable=False),
        Column("at", INSTANT, nullable=False),
        Column("due_at", INSTANT, nullable=False),
        Column("key", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("tries", Integer, nullable=False),
        Column("told_at", INSTANT),
        Column("ref", Text),
    )
