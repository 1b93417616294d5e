"""Which workspace a channel is in, which of them have removed us, and which channels have another id now."""

from alembic import op
from sqlalchemy import Boolean, Column, DateTime, Text, false

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add to the destinations, and make the new tables."""
    op.add_column("destinations", Column("dismissed", Boolean, nullable=False, server_default=false()))
    op.add_column("destinations", Column("workspace", Text))
    op.create_table(
        "moves",
        Column("id", Text, primary_key=True),
        Column("moved_to", Text, nullable=False),
        Column("channel", Text, nullable=False),
    )
    op.create_table(
        "departures",
        Column("platform", Text, primary_key=True),
        Column("workspace", Text, primary_key=True),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("why", Text, nullable=False),
    )
