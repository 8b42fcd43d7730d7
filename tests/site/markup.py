"""Parse a page like a browser, as far as the tests need it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(
    ("area", "base", "br", "circle", "col", "hr", "img", "input", "link", "meta", "path", "rect", "source")
)


@dataclass
class Markup:
    """The content of a page: its elements with their attributes, its ids, and the text of each `code` in a `pre`."""

    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    unbalanced: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text of the page, as in the source."""
        return "".join(self.pieces)

    def values(self, *attributes: str) -> list[str]:
        """The values of attributes, over all elements."""
        return [value for _, given in self.elements for name, value in given.items() if name in attributes and value]


class Reader(HTMLParser):
    """Collects a page's markup, and notes unclosed elements."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = Markup()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found.elements.append((tag, given))
        self.found.ids.extend([given["id"] or ""] if "id" in given else [])
        if self.open[-1:] == ["pre"] and tag == "code":
            self.found.codes.append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1:] == [tag]:
            self.open.pop()
        else:
            self.found.unbalanced.append(f"</{tag}> in {self.open[-3:]}")

    def handle_data(self, data: str) -> None:
        self.found.pieces.append(data)
        if {"pre", "code"} <= set(self.open):
            self.found.codes[-1] += data


def read(page: bytes) -> Markup:
    """The markup of a page."""
    reader = Reader()
    reader.feed(page.decode())
    reader.close()
    reader.found.unbalanced.extend(reader.open)
    return reader.found
