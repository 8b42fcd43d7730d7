"""`site build` and `site serve`: the corpus as a static site, with what saved runs say about it."""

import contextlib
from pathlib import Path
from typing import Annotated

import typer

from fastapi_by_example.cli.options import CorpusOption
from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.errors import UsageError
from fastapi_by_example.render.console import console_for
from fastapi_by_example.run.document import load

site_commands = typer.Typer(help="The corpus as a static site.", no_args_is_help=True)
FolderArgument = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the site.")]
MOST_RUNS = 8
"""Targets that a matrix of 155 rows can show on one page."""


@site_commands.command("build")
def build(
    folder: FolderArgument = Path("site"),
    runs: Annotated[
        list[Path] | None,
        typer.Option(
            "--run", metavar="FILE", help="A run saved by `verify --output`; the others differ from the first."
        ),
    ] = None,
    url: Annotated[
        str, typer.Option(metavar="URL", help="Where the site will be published, for commands that download from it.")
    ] = "",
    corpus: CorpusOption = None,
) -> None:
    """Build the site: every snippet to find, read and copy, and what works since when.

    The folder is replaced as a whole. One that is not a site built by this command is left as it is.
    """
    from fastapi_by_example.site.render import render  # here, because no other command needs the templates
    from fastapi_by_example.site.views import Site
    from fastapi_by_example.site.write import check_destination, write_site

    paths = runs or []
    if len(paths) > MOST_RUNS:
        raise UsageError(f"{len(paths)} runs are given; a site shows up to {MOST_RUNS}.")
    destination = check_destination(folder)
    base = checked_url(url)
    files = render(Site(discover(corpus), tuple(load(path) for path in paths), base))
    write_site(files, destination)
    pages = sum(name.endswith(".html") and not name.startswith("files/") for name in files)
    console_for().print(f"{folder}: {pages} pages, {sum(map(len, files.values())) / 2**20:.1f} MiB")


@site_commands.command("serve")
def serve(
    folder: FolderArgument = Path("site"),
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = 8000,
) -> None:
    """Show a site that was built, on this machine only, until Ctrl-C."""
    from fastapi_by_example.site.serve import LOOPBACK, server

    with server(folder, port) as listening:
        console_for().print(f"http://{LOOPBACK}:{listening.server_port}/ shows {folder}; Ctrl-C ends it.")
        with contextlib.suppress(KeyboardInterrupt):
            listening.serve_forever()


def checked_url(url: str) -> str:
    """The address of the site with one slash at its end. Raises UsageError for what is not an address of the web."""
    if url and not url.startswith(("https://", "http://")):
        raise UsageError(f"{url!r} is not an address; write it like https://example.org/site/.")
    return f"{url.rstrip('/')}/" if url else ""
