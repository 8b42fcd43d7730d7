"""Small helpers for texts that several rooms share."""


def first_line(text: str) -> str:
    """The first line of a text."""
    return text.strip().partition("\n")[0]
