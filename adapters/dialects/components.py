"""Names of components, as platforms list them in the body of an entry."""


def names_in(line: str) -> tuple[str, ...]:
    """The names in "A, B", each once. A name that holds a comma itself cannot be told from two names."""
    return unique(line.split(","))


def unique(names: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """The names that are not empty, each once, in their order."""
    return tuple(dict.fromkeys(stripped for name in names if (stripped := name.strip())))


def without_state(written: str) -> str | None:
    """The name in "Name (State)"; it may hold parentheses itself. None where no state stands behind it."""
    name, parenthesis, state = written.strip().rpartition(" (")
    return name.strip() if parenthesis and state.endswith(")") else None
