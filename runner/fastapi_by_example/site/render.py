"""Render the site: every file by path, as bytes. The same corpus and runs give the same files."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from fastapi_by_example.history.document import History
from fastapi_by_example.site.outcome_page import reports
from fastapi_by_example.site.outcomes import MEANINGS, Standing
from fastapi_by_example.site.prose import capital, inline, plain
from fastapi_by_example.site.releases import Releases
from fastapi_by_example.site.search_index import search_index
from fastapi_by_example.site.views import ConceptView, Site, around, lines_of

HERE = Path(__file__).parent
LARGEST_PAGE = 100_000
"""Largest page, in bytes before compression."""
ROOM = (40, 20, 8, 3, 0)
"""Limits of reasons per run on "What works where": the first limit that keeps the page small enough is used."""


def environment_of(site: Site, releases: Releases | None = None) -> Environment:
    """The templates with their filters and globals; output is escaped."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(capital=capital, inline=inline, plain=plain, message=lines_of, address=_address)
    environment.globals.update(site=site, releases=releases, meanings=MEANINGS, Standing=Standing)
    return environment


def render(site: Site, history: History | None = None) -> dict[str, bytes]:
    """All files of the site by path, with pages for the releases if there is a history."""
    releases = Releases(history) if history else None
    environment = environment_of(site, releases)
    files = {f"static/{path.name}": path.read_bytes() for path in sorted((HERE / "static").iterdir())}
    files["search-index.js"] = search_index(site).encode()
    files["index.html"] = page(environment, "index.html", "index.html")
    files["what-works-where.html"] = outcome_page(environment, site)
    for table in site.tables:
        before, after = around(site.tables, table)
        path = f"tables/{table.table.folder.name}.html"
        files[path] = page(environment, "table.html", path, table=table, before=before, after=after)
    for view in site.concepts.values():
        files[f"concepts/{view.slug}.html"] = concept_page(environment, site, view)
        files.update((f"files/{view.slug}/{file.name}", file.source.read_bytes()) for file in view.files)
    if releases:
        files.update(release_pages(environment, releases))
    if site.url:
        files.update(_for_the_web(environment, site, [path for path in files if is_page(path)]))
    return files


def release_pages(environment: Environment, releases: Releases) -> dict[str, bytes]:
    """A page per release, an overview, and the page that compares two releases, with its data."""
    files = {"history-data.js": releases.data().encode()}
    for name in ("releases.html", "upgrade.html"):
        files[name] = page(environment, name, name)
    for view in releases.views:
        before, after = around(releases.views, view)
        files[view.address] = page(environment, "release.html", view.address, view=view, before=before, after=after)
    return files


def is_page(path: str) -> bool:
    """Whether a file of the site is a page, and not an example's file."""
    return path.endswith(".html") and not path.startswith("files/")


def page(environment: Environment, template: str, path: str, **views: Any) -> bytes:
    """The page at a path, with relative links to the root of the site."""
    root = "../" * path.count("/")
    return environment.get_template(template).render(**{"root": root, "path": path, **views}).encode()


def _for_the_web(environment: Environment, site: Site, pages: list[str]) -> dict[str, bytes]:
    """The additional files of a published site: sitemap, robots.txt, feeds and the 404 page."""
    lines = "".join(f"<url><loc>{site.url}{_address(path)}</loc></url>\n" for path in pages)
    sitemap = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</urlset>\n'
    feeds = {"feed.xml": page(environment, "feed.xml", "feed.xml")}
    if environment.globals["releases"]:
        feeds["releases.xml"] = page(environment, "releases-feed.xml", "releases.xml")
    return {
        **feeds,
        "sitemap.xml": sitemap.encode(),
        "robots.txt": f"User-agent: *\nAllow: /\nSitemap: {site.url}sitemap.xml\n".encode(),
        "404.html": page(environment, "404.html", "404.html", root=site.url),
    }


def _address(path: str) -> str:
    """The address of a page below the root; the start page is the root itself."""
    return "" if path == "index.html" else quote(path)


def concept_page(environment: Environment, site: Site, view: ConceptView) -> bytes:
    """The page of a concept. The code of edge cases, then files, are omitted until the page is small enough."""
    before, after = site.neighbours(view.slug)
    path = f"concepts/{view.slug}.html"
    for with_cases, files in _shrinking(view):
        views = {"view": view, "files": files, "with_cases": with_cases, "before": before, "after": after}
        made = page(environment, "concept.html", path, **views)
        if len(made) <= LARGEST_PAGE:
            break
    return made


def _shrinking(view: ConceptView) -> Iterator[tuple[bool, list[str]]]:
    """Whether to show the code of edge cases, and the names of the files to show, always including the script."""
    names = [file.name for file in view.files if file.code is not None]
    yield True, names
    for count in range(len(names), 0, -1):
        yield False, names[:count]


def outcome_page(environment: Environment, site: Site) -> bytes:
    """The page "What works where", with as many reasons per run as fit."""
    for most in ROOM:
        made = page(environment, "what-works-where.html", "what-works-where.html", reports=reports(site, most))
        if len(made) <= LARGEST_PAGE:
            break
    return made
