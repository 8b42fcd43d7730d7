"""`site build` and `site serve`: the corpus as a static site, with the outcomes of saved runs."""

import contextlib
from pathlib import Path
from typing import Annotated

import typer

from fastapi_by_example.cli.options import CorpusOption
from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.errors import UsageError
from fastapi_by_example.history.document import SHIPPED
from fastapi_by_example.history.document import load as load_history
from fastapi_by_example.render.console import console_for
from fastapi_by_example.run.document import load

site_commands = typer.Typer(help="Build and serve the corpus as a static site.", no_args_is_help=True)
FolderArgument = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the site.")]
MOST_RUNS = 6
"""Most runs that fit into the matrix."""


@site_commands.command("build")
def build(
    folder: FolderArgument = Path("site"),
    runs: Annotated[
        list[Path] | None,
        typer.Option("--run", metavar="FILE", help="A run saved by `verify --output`; repeatable, in any order."),
    ] = None,
    url: Annotated[
        str,
        typer.Option(
            metavar="URL", help="The site's public address, for downloads, search engines, feeds and the 404 page."
        ),
    ] = "",
    history: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The history to show. [default: the one shipped]", show_default=False),
    ] = None,
    corpus: CorpusOption = None,
) -> None:
    """Build the site: every example to find, read and copy, and the releases on which it works.

    The whole folder is replaced, but only if it is empty or was built by this command.
    """
    from fastapi_by_example.site.render import is_page, render  # imported here: no other command needs the templates
    from fastapi_by_example.site.views import Site
    from fastapi_by_example.site.write import check_destination, write_site

    paths = runs or []
    if len(paths) > MOST_RUNS:
        raise UsageError(f"too many runs: {len(paths)}", hint=f"a site shows at most {MOST_RUNS}")
    destination = check_destination(folder)
    base = _checked_url(url)
    past = load_history(history) if history else load_history() if corpus is None and SHIPPED.exists() else None
    files = render(Site(discover(corpus), tuple(load(path) for path in paths), base), past)
    write_site(files, destination)
    pages = sum(map(is_page, files))
    console_for().print(f"{folder}: {pages} pages, {sum(map(len, files.values())) / 2**20:.1f} MiB")


@site_commands.command("serve")
def serve(
    folder: FolderArgument = Path("site"),
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 for any free one.")] = 8000,
) -> None:
    """Serve a built site on this machine. Stop with Ctrl-C."""
    from fastapi_by_example.site.serve import LOOPBACK, server

    with server(folder, port) as listening:
        console_for().print(f"serving {folder} on http://{LOOPBACK}:{listening.server_port}/ (stop with Ctrl-C)")
        with contextlib.suppress(KeyboardInterrupt):
            listening.serve_forever()


def _checked_url(url: str) -> str:
    """The site's address with one trailing slash. Raises UsageError if it is not an HTTP address."""
    if url and not url.startswith(("https://", "http://")):
        raise UsageError(f"{url!r} is not an address", hint="write it like https://example.org/site/")
    return f"{url.rstrip('/')}/" if url else ""
