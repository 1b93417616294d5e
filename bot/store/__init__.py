"""What we remember, in SQLite or PostgreSQL; one file for each aggregate."""
