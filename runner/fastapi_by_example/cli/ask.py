"""`changes` and `since`: answers from the history, without running anything."""

from pathlib import Path
from typing import Annotated

import typer

from fastapi_by_example.cli.compare import exit_code, report
from fastapi_by_example.cli.options import JsonOption, complete_slug
from fastapi_by_example.cli.project import UsesOption
from fastapi_by_example.cli.uses import relevant
from fastapi_by_example.errors import NothingVerifiedError
from fastapi_by_example.history import ask
from fastapi_by_example.history.document import SHIPPED, load
from fastapi_by_example.render.console import console_for
from fastapi_by_example.render.emit import Outputs, print_json, write
from fastapi_by_example.render.history import print_since, since_markdown

HistoryOption = Annotated[
    Path, typer.Option("--history", metavar="FILE", help="Use another history, written by `history update --output`.")
]
MarkdownOption = Annotated[Path | None, typer.Option(metavar="FILE", help="Write the answer as Markdown.")]
VerboseOption = Annotated[bool, typer.Option("--verbose", "-v", help="Show everything, with details.")]


def changes(
    package: Annotated[str, typer.Argument(metavar="PACKAGE", help="fastapi, or another package.")],
    old: Annotated[str, typer.Argument(metavar="FROM", help="The older version.")],
    new: Annotated[str, typer.Argument(metavar="TO", help="The newer version.")],
    concepts: Annotated[
        list[str] | None, typer.Argument(metavar="CONCEPT", help="Show only these slugs.", autocompletion=complete_slug)
    ] = None,
    uses: UsesOption = None,
    markdown: MarkdownOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
    history: HistoryOption = SHIPPED,
) -> None:
    """Show what the releases of a package changed between two versions, from the history.

    Nothing is run. Exits 1 if something breaks, and 3 if the history has no runs in this range.
    """
    Outputs(reports={"markdown": markdown}).check()
    found = ask.changes(load(history), package, old, new, concepts or [])
    found = relevant(found, uses, None) if uses else found
    report(found, markdown, as_json=as_json, verbose=verbose)
    if not found.compared:
        raise NothingVerifiedError(f"the history covers no version of {package} from {old} to {new}")
    raise typer.Exit(exit_code(found, set()))


def since(
    slug: Annotated[str, typer.Argument(metavar="CONCEPT", help="The slug.", autocompletion=complete_slug)],
    markdown: MarkdownOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
    history: HistoryOption = SHIPPED,
) -> None:
    """Show on which releases a concept works, and which releases changed it, from the history."""
    Outputs(reports={"markdown": markdown}).check()
    found = ask.since(load(history), slug)
    if markdown:
        write(markdown, since_markdown(found))
    if as_json:
        print_json(found)
    else:
        print_since(console_for(), found, verbose=verbose)
