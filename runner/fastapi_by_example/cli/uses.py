"""`uses`: the concepts that a project uses, and how `compare` sorts causes by them."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from fastapi_by_example.cli.options import CorpusOption, JsonOption
from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.diff.changes import Comparison
from fastapi_by_example.diff.relevance import sorted_by_use
from fastapi_by_example.errors import UsageError
from fastapi_by_example.render.comparison import plural
from fastapi_by_example.render.console import console_for
from fastapi_by_example.render.escape import one_line
from fastapi_by_example.uses.concepts import known_signs, used_concepts
from fastapi_by_example.uses.project import read_signs, uses_fastapi

MOST_PLACES = 3
"""Most places printed per concept."""


def uses(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A folder or a file.")] = Path(),
    as_json: JsonOption = False,
    signs: Annotated[
        bool, typer.Option("--signs", hidden=True, help="Show the signs found in the sources instead.")
    ] = False,
    corpus: CorpusOption = None,
) -> None:
    """Show which concepts your code uses, and where. The sources are read, not imported.

    Exits 3 if they use none.
    """
    read = read_signs(path)
    found = read.places if signs else used_concepts(read, list(discover(corpus).concepts))
    if as_json:
        places = {name: [{"file": one.file, "line": one.line} for one in lines] for name, lines in found.items()}
        sys.stdout.write(json.dumps({"concepts": places, "files": read.files, "unread": read.unread}, indent=1) + "\n")
    else:
        console = console_for()
        width = max((len(name) for name in found), default=0)
        for name, lines in found.items():
            more = f" and {len(lines) - MOST_PLACES} more" if len(lines) > MOST_PLACES else ""
            where = one_line(f"{', '.join(map(str, lines[:MOST_PLACES]))}{more}", 600)
            console.print(f"{one_line(name):<{width}}  {where}")
        console.print(f"{plural(len(found), 'concept')} in {plural(read.files, 'file')}", style="dim")
        for problem in read.unread:
            console_for(stderr=True).print(f"note: {one_line(problem)}", style="yellow")
    raise typer.Exit(0 if found else 3)


def relevant(found: Comparison, path: Path | None, corpus: Path | None) -> Comparison:
    """The comparison, starting with the causes that affect the concepts that the code in a folder uses.

    Without `path`, the current folder is read if its sources use FastAPI and it is not a corpus.
    """
    if not found.causes:
        return found
    if path is None:
        here = Path()
        if corpus is not None or (here / "examples").is_dir() or not uses_fastapi(here):
            return found
        path = here
    try:
        signs = read_signs(path)
    except UsageError:
        if path == Path():
            return found
        raise
    known = known_signs()
    used = used_concepts(signs, known)
    places = {slug: [str(place) for place in where] for slug, where in used.items()}
    return sorted_by_use(found, places, known.keys())
