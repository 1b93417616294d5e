"""Why a platform refused a message."""

from alembic import op
from sqlalchemy import Column, Text

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add to the posts."""
    op.add_column("posts", Column("why", Text))
