"""The pages of FastAPI's documentation, and of other projects', that explain a concept at length."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

FASTAPI = "https://fastapi.tiangolo.com/"


@dataclass(frozen=True)
class Page:
    """A page elsewhere."""

    title: str
    address: str


@lru_cache(maxsize=1)
def listed() -> dict[str, Any]:
    """What `documentation.toml` has."""
    return tomllib.loads(Path(__file__).with_name("documentation.toml").read_text(encoding="utf-8"))


def pages_on(slug: str) -> tuple[Page, ...]:
    """The pages on a concept; none for one that is not listed, as in a corpus of another team."""
    titles = listed()["titles"]
    return tuple(
        Page(titles[page], page) if page.startswith("https://") else Page(f"FastAPI: {titles[page]}", FASTAPI + page)
        for page in listed()["concepts"].get(slug, ())
    )
