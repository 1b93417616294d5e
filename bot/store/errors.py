"""What can go wrong with the database."""


class StoreError(Exception):
    """The database could not be opened, read or written; the message says what to do about it."""
