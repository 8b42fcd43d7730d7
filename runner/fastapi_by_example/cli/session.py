"""What commands that run examples set up: the corpus, an interpreter, the cache, and progress."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.corpus.selection import select
from fastapi_by_example.environments.resolution import find_python
from fastapi_by_example.execution.verify import Options, Session
from fastapi_by_example.render.console import Progress, console_for, live
from fastapi_by_example.run.remembered import recall
from fastapi_by_example.store.cache import default_cache


@contextmanager
def live_session(
    corpus: Path | None, python: str | None, options: Options, words: Sequence[str] = (), *, quiet: bool = False
) -> Iterator[tuple[Session, Progress]]:
    """A session with its progress on standard error until the exit."""
    found, cache = discover(corpus), default_cache()
    progress = Progress(console_for(stderr=True), len(select(found, words)))
    interpreter = find_python(python, cache, offline=options.offline)
    with live(progress.console, progress, quiet=quiet):
        yield Session(found, interpreter, cache, recall(cache, found.root), options, progress), progress
