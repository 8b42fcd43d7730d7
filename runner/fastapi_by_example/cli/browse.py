"""`list`, `search`, `show`, `copy` and `run`: find an example, read it, take it, try it."""

import json
import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.syntax import Syntax
from rich.text import Text

from fastapi_by_example.cli.options import CorpusOption, JsonOption, OfflineOption, PythonOption, complete_slug
from fastapi_by_example.corpus.concept import Concept, Corpus
from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.corpus.search import search as search_corpus
from fastapi_by_example.corpus.selection import one, select
from fastapi_by_example.environments.build import environment
from fastapi_by_example.environments.resolution import UnresolvableError, find_python, resolve
from fastapi_by_example.errors import NothingVerifiedError, UsageError
from fastapi_by_example.render.console import console_for
from fastapi_by_example.store.cache import default_cache
from fastapi_by_example.targets.target import parse_target

SlugArgument = Annotated[str, typer.Argument(metavar="SLUG", autocompletion=complete_slug, help="The concept.")]


def as_data(corpus: Corpus, concept: Concept) -> dict[str, object]:
    """A concept for another program."""
    return {
        "slug": concept.slug,
        "table": concept.table,
        "table_title": next(table.title for table in corpus.tables if table.number == concept.table),
        "title": concept.title,
        "summary": concept.summary,
        "script": str(concept.script),
        "test": str(concept.test),
        "assets": [str(asset) for asset in concept.assets],
        "watch": str(concept.watch) if concept.watch else None,
        "dependencies": list(concept.declared.dependencies),
        "requires_python": concept.declared.requires_python,
    }


def list_command(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="CONCEPT", help="Slugs, table numbers or titles, paths.", autocompletion=complete_slug),
    ] = None,
    as_json: JsonOption = False,
    corpus: CorpusOption = None,
) -> None:
    """List the tables and their concepts."""
    found = discover(corpus)
    concepts = select(found, words or [])
    if as_json:
        typer.echo(json.dumps([as_data(found, concept) for concept in concepts], indent=1))
        return
    console = console_for()
    chosen = {concept.slug for concept in concepts}
    width = max((len(concept.slug) for concept in concepts), default=0)
    for table in found.tables:
        rows = [concept for concept in table.concepts if concept.slug in chosen]
        if rows:
            console.print(Text(f"{table.number:>2} {table.title}", "bold"))
        for concept in rows:
            console.print(Text.assemble("   ", (f"{concept.slug:<{width}}", "cyan"), f"  {concept.title}"))


def search(
    words: Annotated[list[str], typer.Argument(metavar="WORD", help="Words that must all stand in an example.")],
    as_json: JsonOption = False,
    corpus: CorpusOption = None,
) -> None:
    """Search titles, docstrings and code, the best first. Exits 1 where nothing is found."""
    found = discover(corpus)
    hits = search_corpus(found, words)
    if as_json:
        typer.echo(
            json.dumps(
                [{**as_data(found, hit.concept), "score": hit.score, "line": hit.line} for hit in hits], indent=1
            )
        )
    elif hits:
        width = max(len(hit.concept.slug) for hit in hits)
        for hit in hits:
            told = hit.concept.summary if hit.line.startswith(('"', "'")) else hit.line
            line = Text.assemble((f"{hit.concept.slug:<{width}}", "cyan"), f"  {hit.concept.title}  ", (told, "dim"))
            console_for().print(line, no_wrap=True, overflow="ellipsis", crop=sys.stdout.isatty())
    else:
        console_for(stderr=True).print(f"Nothing has all of: {' '.join(words)}.")
    raise typer.Exit(0 if hits else 1)


def show(
    slug: SlugArgument,
    test: Annotated[bool, typer.Option("--test", help="The test in place of the script.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="The file's exact text.")] = False,
    corpus: CorpusOption = None,
) -> None:
    """Show an example's script, highlighted on a terminal."""
    concept = one(discover(corpus), slug)
    source = concept.test_source if test else concept.source
    console = console_for()
    if plain or not console.is_terminal:
        sys.stdout.write(source)
        return
    console.print(Syntax(source, "python", theme="ansi_dark", background_color="default", word_wrap=True))


def copy(
    slug: SlugArgument,
    destination: Annotated[
        Path, typer.Argument(metavar="DEST", help="A folder, or for the script alone a file.")
    ] = Path(),
    test: Annotated[bool, typer.Option("--test", help="The test too, and the fixtures that it needs.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite what is there.")] = False,
    corpus: CorpusOption = None,
) -> None:
    """Copy an example's script, with its assets, into a folder; nothing is overwritten without --force."""
    concept = one(discover(corpus), slug)
    plan = copies(concept, destination, test=test)
    taken = [target for _, target in plan if target.exists()]
    if taken and not force:
        raise UsageError(f"{', '.join(map(str, taken))} exists already; --force overwrites it.")
    console = console_for()
    for source, target in plan:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, dirs_exist_ok=True)
            else:
                shutil.copyfile(source, target)
        except OSError as error:
            raise UsageError(f"Cannot write {target}: {error.strerror or error}.") from error
        console.print(str(target), soft_wrap=True)
    folder = plan[0][1].parent
    where = "" if folder == Path() else f"cd {shlex.quote(str(folder))} && "
    script = shlex.quote(plan[0][1].name)
    tool = f"--with pytest pytest test_{slug}.py" if test else f"fastapi dev {script}"
    console.print(f"try it: {where}uv run --with-requirements {script} {tool}", style="dim", soft_wrap=True)


def copies(concept: Concept, destination: Path, *, test: bool) -> list[tuple[Path, Path]]:
    """What to copy, and where to, the script first."""
    as_file = destination.suffix == ".py" and not destination.is_dir()
    if as_file and test:
        raise UsageError(f"With --test the destination is a folder; {destination} is the name of a file.")
    folder = destination.parent if as_file else destination
    script = destination if as_file else folder / concept.script.name
    others = concept.files if test else (concept.script, *concept.assets)
    return [(concept.script, script), *((file, folder / file.name) for file in others if file != concept.script)]


def run(
    slug: SlugArgument,
    port: Annotated[int, typer.Option(min=0, max=65535, envvar="PORT", help="The port to serve on.")] = 8000,
    target: Annotated[str, typer.Option("--target", "-t", help="The versions to run with.")] = "known-good",
    python: PythonOption = None,
    offline: OfflineOption = False,
    corpus: CorpusOption = None,
) -> None:
    """Serve an example with `fastapi dev`, with reload, in an environment of its own."""
    found = discover(corpus)
    concept = one(found, slug)
    cache = default_cache()
    interpreter = find_python(python, cache, offline=offline)
    try:
        chosen = resolve(concept.declared.bare, parse_target(target, found.root), interpreter, cache, offline=offline)
        with environment(chosen, interpreter, cache, offline=offline, kept=True) as made:
            # Neither is what stands in the current folder imported, nor is it watched in place of the example's.
            os.chdir(concept.script.parent)
            command = [str(made.python), "-P", "-m", "fastapi", "dev", concept.script.name, "--port", str(port)]
            os.execv(command[0], command)  # noqa: S606  # Ctrl-C is the server's from here on
    except UnresolvableError as error:
        raise NothingVerifiedError(f"{slug} has no environment on {target}: {error.reason}") from error
