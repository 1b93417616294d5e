"""How the schema came to be: Alembic runs these at start, in one transaction."""
