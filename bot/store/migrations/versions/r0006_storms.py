"""Which incidents share a message in a channel, and from how many on."""

from alembic import op
from sqlalchemy import Column, DateTime, ForeignKey, Integer, Text

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add to the destinations, and make the table."""
    op.add_column("destinations", Column("storm", Integer, server_default="5"))
    op.create_table(
        "openings",
        Column("destination", Text, ForeignKey("destinations.id", ondelete="CASCADE"), primary_key=True),
        Column("incident", Text, ForeignKey("incidents.key", ondelete="CASCADE"), primary_key=True),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("storm", Text, ForeignKey("incidents.key", ondelete="SET NULL")),
    )
    op.create_index("ix_openings_destination_at", "openings", ["destination", "at"])
    op.create_index("ix_openings_incident", "openings", ["incident"])
    op.create_index("ix_openings_storm", "openings", ["storm"])
