"""Text helpers that several packages share."""


def first_line(text: str) -> str:
    """The first line of a text, without surrounding whitespace."""
    return text.strip().partition("\n")[0]
