"""Render the site: every file by path, as bytes. Equal corpora and runs give equal files."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from fastapi_by_example.site.outcome_page import reports
from fastapi_by_example.site.outcomes import MEANINGS, Standing
from fastapi_by_example.site.prose import capital, inline, plain
from fastapi_by_example.site.search_index import search_index
from fastapi_by_example.site.views import ConceptView, Site, TableView, around, lines_of

HERE = Path(__file__).parent
LARGEST_PAGE = 100_000
"""Largest page, in bytes before compression."""
ROOM = (40, 20, 8, 0)
"""Limits of reasons on the page of outcomes: the first one that keeps the page small enough is used."""


def environment_of(site: Site) -> Environment:
    """The templates with their filters and globals; output is escaped."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(capital=capital, inline=inline, plain=plain, message=lines_of)
    environment.globals.update(site=site, meanings=MEANINGS, Standing=Standing)
    return environment


def render(site: Site) -> dict[str, bytes]:
    """All files of the site by path."""
    environment = environment_of(site)
    files = {f"static/{path.name}": path.read_bytes() for path in sorted((HERE / "static").iterdir())}
    files["search-index.js"] = search_index(site).encode()
    files["index.html"] = page(environment, "index.html", root="")
    files["outcomes.html"] = outcome_page(environment, site)
    for table in site.tables:
        before, after = around(site.tables, table)
        files[_unquoted_page(table)] = page(environment, "table.html", table=table, before=before, after=after)
    for view in site.concepts.values():
        files[_unquoted_page(view)] = concept_page(environment, site, view)
        files.update((f"files/{view.slug}/{file.name}", file.source.read_bytes()) for file in view.files)
    return files


def page(environment: Environment, template: str, root: str = "../", **views: Any) -> bytes:
    """One page; `root` is the relative path to the root of the site."""
    return environment.get_template(template).render(root=root, **views).encode()


def _unquoted_page(view: ConceptView | TableView) -> str:
    """The path of a page in the file system, without URL quoting."""
    if isinstance(view, ConceptView):
        return f"concepts/{view.slug}.html"
    return f"tables/{view.table.folder.name}.html"


def concept_page(environment: Environment, site: Site, view: ConceptView) -> bytes:
    """The page of a concept. Files are omitted until it is small enough; they can still be downloaded."""
    before, after = site.neighbours(view.slug)
    for files in _shrinking(view):
        made = page(environment, "concept.html", view=view, files=files, before=before, after=after)
        if len(made) <= LARGEST_PAGE:
            break
    return made


def _shrinking(view: ConceptView) -> Iterator[list[str]]:
    """The names of the files shown on the page: all of them, then fewer, but always the script."""
    names = [file.name for file in view.files if file.code is not None]
    for count in range(len(names), 0, -1):
        yield names[:count]


def outcome_page(environment: Environment, site: Site) -> bytes:
    """The page of outcomes, with as many reasons as fit."""
    for most in ROOM:
        made = page(environment, "outcomes.html", root="", reports=reports(site, most))
        if len(made) <= LARGEST_PAGE:
            break
    return made
