"""Who said of an incident that they have seen it."""

from alembic import op
from sqlalchemy import Column, DateTime, ForeignKey, Text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "acknowledgements",
        Column("destination", Text, ForeignKey("destinations.id", ondelete="CASCADE"), primary_key=True),
        Column("incident", Text, ForeignKey("incidents.key", ondelete="CASCADE"), primary_key=True),
        Column("name", Text, nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_acknowledgements_incident", "acknowledgements", ["incident"])
