"""Render the site: every file of it by its path, as bytes, and the same ones for the same corpus and runs."""

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
"""Bytes of a page, before compression."""
ROOM = (40, 20, 8, 0)
"""How many reasons the page of outcomes has, at most: the first number with which it is not too large."""


def environment_of(site: Site) -> Environment:
    """The templates, with what all of them may use; whatever they write is escaped."""
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
    """All files of the site by their paths."""
    environment = environment_of(site)
    files = {f"static/{path.name}": path.read_bytes() for path in sorted((HERE / "static").iterdir())}
    files["search-index.js"] = search_index(site).encode()
    files["index.html"] = page(environment, "index.html", root="")
    files["outcomes.html"] = outcome_page(environment, site)
    for table in site.tables:
        before, after = around(site.tables, table)
        files[unquoted_page(table)] = page(environment, "table.html", table=table, before=before, after=after)
    for view in site.concepts.values():
        files[unquoted_page(view)] = concept_page(environment, site, view)
        files.update((f"files/{view.slug}/{file.name}", file.source.read_bytes()) for file in view.files)
    return files


def page(environment: Environment, template: str, root: str = "../", **views: Any) -> bytes:
    """One page; `root` leads from it to the root of the site."""
    return environment.get_template(template).render(root=root, **views).encode()


def unquoted_page(view: ConceptView | TableView) -> str:
    """The path of a page as a file system has it."""
    if isinstance(view, ConceptView):
        return f"concepts/{view.slug}.html"
    return f"tables/{view.table.folder.name}.html"


def concept_page(environment: Environment, site: Site, view: ConceptView) -> bytes:
    """The page of a concept; what can be downloaded too is taken off it until it is small enough."""
    before, after = site.neighbours(view.slug)
    for files in shrinking(view):
        made = page(environment, "concept.html", view=view, files=files, before=before, after=after)
        if len(made) <= LARGEST_PAGE:
            break
    return made


def shrinking(view: ConceptView) -> Iterator[list[str]]:
    """The names of the files whose text is on the page: all of them, then fewer, the script always."""
    names = [file.name for file in view.files if file.code is not None]
    for count in range(len(names), 0, -1):
        yield names[:count]


def outcome_page(environment: Environment, site: Site) -> bytes:
    """The page of outcomes, with as many reasons as it has room for."""
    for most in ROOM:
        made = page(environment, "outcomes.html", root="", reports=reports(site, most))
        if len(made) <= LARGEST_PAGE:
            break
    return made
