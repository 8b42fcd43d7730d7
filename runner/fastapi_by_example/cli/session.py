"""Set-up that commands share: the corpus, an interpreter, the cache and progress."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from rich.console import Console

from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.corpus.selection import select
from fastapi_by_example.environments.build import Resolved
from fastapi_by_example.environments.resolution import Python, UnresolvableError, find_python
from fastapi_by_example.errors import NothingVerifiedError
from fastapi_by_example.execution.verify import Options, Session
from fastapi_by_example.render.console import Progress, console_for, live
from fastapi_by_example.run.remembered import recall
from fastapi_by_example.store.cache import default_cache
from fastapi_by_example.targets.pins import pinned_names
from fastapi_by_example.targets.target import Target


def print_notes(target: Target, python: Python) -> None:
    """Print the notes of a target before anything runs."""
    console = console_for(stderr=True)
    for note in target.notes:
        console.print(f"note: {note}", style="yellow")
    if target.requires_python and not SpecifierSet(target.requires_python).contains(python.version, prereleases=True):
        console.print(
            f"note: {target.spelled} requires Python {target.requires_python}, but this is {python.version};"
            " choose another one with --python",
            style="yellow",
        )


def check_pins(source: Resolved) -> None:
    """Raise NothingVerifiedError if the pins of a target conflict or name a version that does not exist."""
    names = sorted(pinned_names(source.spelled))
    if source.given:  # anything else in a file matters only to the examples that need it
        pinned = {canonicalize_name(Requirement(one).name) for one in source.target.constraints}
        names = sorted({"fastapi"} & pinned)
    if names:
        try:
            source.resolve(names)
        except UnresolvableError as error:
            raise NothingVerifiedError(f"cannot resolve {source.spelled}: {error.reason}") from error


def progress_for(concepts: Sequence[Concept], console: Console, *, verbose: bool = False) -> Progress:
    """A progress display for verifying some concepts."""
    return Progress(console, len(concepts), tables=Counter(concept.table for concept in concepts), verbose=verbose)


@contextmanager
def live_session(
    corpus: Path | None, python: str | None, options: Options, words: Sequence[str] = (), *, quiet: bool = False
) -> Iterator[tuple[Session, Progress]]:
    """A session whose progress is shown on standard error during the block."""
    found, cache = discover(corpus), default_cache()
    progress = progress_for(select(found, words), console_for(stderr=True))
    interpreter = find_python(python, cache, offline=options.offline)
    with live(progress.console, progress, quiet=quiet):
        yield Session(found, interpreter, cache, recall(cache, found.root), options, progress), progress
