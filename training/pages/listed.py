"""Word lists, written as one text."""


def listed(text: str) -> tuple[str, ...]:
    """Return the words of a text that stand between white space."""
    return tuple(text.split())
