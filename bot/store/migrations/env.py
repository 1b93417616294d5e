"""What Alembic runs to migrate over the connection that `bot.store.upgrade` gives it."""

from alembic import context

from bot.store.schema import metadata
from bot.store.upgrade import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,  # SQLite alters few things in place
)
with context.begin_transaction():
    context.run_migrations()
