"""Links to the pages of FastAPI's and other projects' documentation about a concept."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

FASTAPI = "https://fastapi.tiangolo.com/"


@dataclass(frozen=True)
class Page:
    """A page of another site."""

    title: str
    address: str


@lru_cache(maxsize=1)
def listed() -> dict[str, Any]:
    """The content of `documentation.toml`."""
    return tomllib.loads(Path(__file__).with_name("documentation.toml").read_text(encoding="utf-8"))


def pages_on(slug: str) -> tuple[Page, ...]:
    """The pages about a concept; empty for concepts of another corpus."""
    titles = listed()["titles"]
    return tuple(
        Page(titles[page], page) if page.startswith("https://") else Page(f"FastAPI: {titles[page]}", FASTAPI + page)
        for page in listed()["concepts"].get(slug, ())
    )
