"""`list`, `search`, `show`, `copy` and `run`: find, read, copy and serve an example."""

import json
import os
import secrets
import shlex
import shutil
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.syntax import Syntax
from rich.text import Text

from fastapi_by_example.cli.options import (
    CorpusOption,
    JsonOption,
    OfflineOption,
    PythonOption,
    complete_slug,
    complete_target,
)
from fastapi_by_example.corpus.concept import Concept, Corpus
from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.corpus.howto import command_to_serve, command_to_test, file_name
from fastapi_by_example.corpus.search import search as search_corpus
from fastapi_by_example.corpus.selection import one, select
from fastapi_by_example.environments.build import Resolved, environment
from fastapi_by_example.environments.resolution import UnresolvableError, find_python
from fastapi_by_example.errors import NothingVerifiedError, UsageError
from fastapi_by_example.render.console import console_for
from fastapi_by_example.store.cache import default_cache
from fastapi_by_example.targets.target import parse_target

SlugArgument = Annotated[str, typer.Argument(metavar="SLUG", autocompletion=complete_slug, help="The concept.")]


def _to_json(corpus: Corpus, concept: Concept) -> dict[str, object]:
    return {
        "slug": concept.slug,
        "table": concept.table,
        "table_title": next(table.title for table in corpus.tables if table.number == concept.table),
        "addition": concept.slug in corpus.additions,
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
        typer.Argument(metavar="CONCEPT", help="Slugs, tables or paths. [default: all]", autocompletion=complete_slug),
    ] = None,
    as_json: JsonOption = False,
    corpus: CorpusOption = None,
) -> None:
    """List the tables and their concepts."""
    found = discover(corpus)
    concepts = select(found, words or [])
    if as_json:
        typer.echo(json.dumps([_to_json(found, concept) for concept in concepts], indent=1))
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
    if found.additions:
        additions = len(chosen & found.additions)
        console.print(f"seed: {len(chosen) - additions}; additions: {additions}", style="dim", highlight=False)


def search(
    words: Annotated[list[str], typer.Argument(metavar="WORD", help="Words, an API name, or an error message.")],
    as_json: JsonOption = False,
    corpus: CorpusOption = None,
) -> None:
    """Search titles, docstrings, code and error messages, best match first. Exits 1 if nothing matches."""
    found = discover(corpus)
    hits = search_corpus(found, words)
    if as_json:
        typer.echo(
            json.dumps(
                [{**_to_json(found, hit.concept), "score": hit.score, "line": hit.line} for hit in hits],
                indent=1,
            )
        )
    elif hits:
        width = max(len(hit.concept.slug) for hit in hits)
        for hit in hits:
            shown = hit.concept.summary if hit.line.startswith(('"', "'")) else hit.line
            line = Text.assemble((f"{hit.concept.slug:<{width}}", "cyan"), f"  {hit.concept.title}  ", (shown, "dim"))
            console_for().print(line, no_wrap=True, overflow="ellipsis", crop=sys.stdout.isatty())
    else:
        console_for(stderr=True).print(f"no example matches: {' '.join(words)}")
    raise typer.Exit(0 if hits else 1)


def show(
    slug: SlugArgument,
    test: Annotated[bool, typer.Option("--test", help="Show the promises instead of the script.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Show the watches instead of the script.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Print the file as it is.")] = False,
    corpus: CorpusOption = None,
) -> None:
    """Print an example's script, highlighted on a terminal."""
    concept = one(discover(corpus), slug)
    if test and watch:
        raise UsageError("--test and --watch cannot be used together")
    if watch and not concept.watch:
        raise UsageError(f"{concept.slug} has no watches")
    source = concept.watch_source if watch else concept.test_source if test else concept.source
    console = console_for()
    if plain or not console.is_terminal:
        sys.stdout.write(source)
        return
    console.print(Syntax(source, "python", theme="ansi_dark", background_color="default", word_wrap=True))


def copy(
    slug: SlugArgument,
    destination: Annotated[
        Path, typer.Argument(metavar="DEST", help="A folder, or a file if only the script is copied.")
    ] = Path(),
    test: Annotated[bool, typer.Option("--test", help="Also copy the test and the fixtures it uses.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Also copy the watches.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite existing files.")] = False,
    corpus: CorpusOption = None,
) -> None:
    """Copy an example's script and assets into a folder. Existing files are kept unless --force is given."""
    concept = one(discover(corpus), slug)
    plan = copies(concept, destination, test=test, watch=watch)
    taken = [file.target for file in plan if file.target.exists() and not file.is_there()]
    if taken and not force:
        raise UsageError(f"file already exists: {', '.join(map(str, taken))}", hint="overwrite it with --force")
    console = console_for()
    for file in plan:
        try:
            file.write()
        except OSError as error:
            raise UsageError(f"cannot write {file.target}: {error.strerror or error}") from error
        console.print(str(file.target), soft_wrap=True)
    if destination.suffix == ".py" and not destination.is_dir():
        return
    where = "" if destination == Path() else f"cd {shlex.quote(str(destination))} && "
    hints = [command_to_serve(concept), command_to_test(concept) if test else ""]
    for hint in filter(None, hints):
        console.print(f"try it: {where}{hint}", style="dim", soft_wrap=True)


@dataclass(frozen=True)
class Copied:
    """A file, folder or text to copy, and its destination."""

    target: Path
    source: Path | str

    def is_there(self) -> bool:
        """Whether the target already has this content."""
        if isinstance(self.source, Path):
            return self.source.is_file() and self.target.is_file() and _content(self.source) == _content(self.target)
        return self.target.is_file() and _content(self.target) == self.source.encode()

    def write(self) -> None:
        """Copy the source to the target. Raises OSError."""
        self.target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(self.source, str):
            self.target.write_text(self.source, encoding="utf-8")
        elif self.source.is_dir():
            shutil.copytree(self.source, self.target, dirs_exist_ok=True)
        else:
            shutil.copyfile(self.source, self.target)


def _content(file: Path) -> bytes:
    return file.read_bytes()


def copies(concept: Concept, destination: Path, *, test: bool = False, watch: bool = False) -> list[Copied]:
    """The files to copy, the script first.

    Shared fixtures get their own file, so an existing conftest.py in the folder is not replaced.
    """
    as_file = destination.suffix == ".py" and not destination.is_dir()
    if as_file and (test or watch):
        raise UsageError(f"--test and --watch need a folder, but {destination} is a file name")
    folder = destination.parent if as_file else destination
    plan = [Copied(destination if as_file else folder / file_name(concept), concept.script)]
    if (test or watch) and file_name(concept) != concept.script.name:
        plan.append(Copied(folder / concept.script.name, concept.script))
    plan += [Copied(folder / asset.name, asset) for asset in concept.assets]
    files = [(concept.test, concept.test_source)] if test else []
    files += [(concept.watch, concept.watch_source)] if watch and concept.watch else []
    for file, source in files:
        if concept.conftest:
            source = f'{source.rstrip()}\n\n\npytest_plugins = ["{concept.slug}_fixtures"]\n'
        plan.append(Copied(folder / file.name, source if concept.conftest else file))
    if files and concept.conftest:
        plan.append(Copied(folder / f"{concept.slug}_fixtures.py", concept.conftest))
    return plan


def run(
    slug: SlugArgument,
    port: Annotated[int, typer.Option(min=0, max=65535, envvar="PORT", help="The port to serve on.")] = 8000,
    target: Annotated[
        str, typer.Option("--target", "-t", help="The versions to run with.", autocompletion=complete_target)
    ] = "known-good",
    python: PythonOption = None,
    offline: OfflineOption = False,
    corpus: CorpusOption = None,
) -> None:
    """Serve an example with `fastapi dev` in its own environment, with reload."""
    found = discover(corpus)
    concept = one(found, slug)
    cache = default_cache()
    interpreter = find_python(python, cache, offline=offline)
    console = console_for(stderr=True)
    source = Resolved(parse_target(target, found.root), interpreter, cache, offline)
    held = ExitStack()  # the server inherits the environment's lock
    try:
        with console.status(f"building the environment of {concept.slug}"):
            chosen = source.resolve(concept.declared.bare)
            made = held.enter_context(environment(chosen, interpreter, cache, offline=offline, kept=True))
    except UnresolvableError as error:
        raise NothingVerifiedError(f"cannot build an environment for {slug} on {target}: {error.reason}") from error
    if unmet := concept.declared.unmet(made.packages):
        raise NothingVerifiedError(f"{concept.slug} {unmet}")
    for name in concept.declared.environment:
        os.environ.setdefault(name, secrets.token_urlsafe(32))
    # Otherwise the server would import and watch files in the current folder.
    os.chdir(_served_folder(concept))
    command = [str(made.python), "-P", "-m", "fastapi", "dev", file_name(concept), "--port", str(port)]
    os.execv(command[0], command)  # noqa: S606  # from here on, Ctrl-C goes to the server


def _served_folder(concept: Concept) -> Path:
    """The script's folder, or a copy of it if the script cannot be served under its own name."""
    if not concept.declared.copy_as:
        return concept.script.parent
    folder = Path(tempfile.mkdtemp(prefix="fastapi-by-example-"))
    for file in copies(concept, folder):
        file.write()
    return folder
