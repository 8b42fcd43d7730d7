"""Run the sweep on a Dask cluster: each task is one run and returns one run document.

The workers need the same version of this package, the same Python, and the corpus in the same folder. If a worker dies,
Dask reassigns its task.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.environments.build import Resolved
from fastapi_by_example.environments.resolution import find_python
from fastapi_by_example.errors import UsageError
from fastapi_by_example.execution.verify import Options, Session
from fastapi_by_example.history.keeper import run_patiently
from fastapi_by_example.history.sweep import Sweep, Task
from fastapi_by_example.history.timeline import State
from fastapi_by_example.run.document import Run
from fastapi_by_example.run.remembered import Remembered
from fastapi_by_example.store.cache import Cache, default_cache

if TYPE_CHECKING:
    from distributed import Client

LOCAL = "local"
"""The address that starts a cluster on this machine."""

PER_WORKER = 4
"""Tasks per worker to hand out at once. Their results decide which tasks come next."""


@dataclass(frozen=True)
class Order:
    """The work of one task: some examples of a corpus, in a state, on a Python."""

    corpus: str
    python: str
    state: State
    slugs: tuple[str, ...]
    options: Options


def carry_out(order: Order) -> str:
    """Run an order on this machine and return the run document. Raises RunnerError if nothing can be run."""
    cache = Cache(default_cache().root / "history")
    python = find_python(order.python, cache, offline=order.options.offline)
    corpus = discover(Path(order.corpus))
    session = Session(corpus, python, cache, Remembered(cache.root / "durations.json"), order.options)
    source = Resolved(order.state.target, python, cache, order.options.offline)
    concepts = [corpus.concepts[slug] for slug in order.slugs]
    return run_patiently(session, concepts, source, lambda _: None).model_dump_json()


@contextmanager
def cluster(address: str) -> Iterator["Client"]:
    """A client of the cluster at an address, or of a new one on this machine.

    Raises UsageError if Dask is not installed or the cluster does not answer.
    """
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise UsageError(
            "Dask is not installed", hint='install it with `pip install "fastapi-by-example[dask]"`'
        ) from error
    try:
        if address == LOCAL:
            # Each task starts processes of its own, so a worker takes one at a time.
            with LocalCluster(threads_per_worker=1, dashboard_address=None) as local, Client(local) as client:
                yield client
        else:
            with Client(address, timeout=30) as client:
                yield client
    except (OSError, TimeoutError, ValueError) as error:
        raise UsageError(f"no Dask cluster at {address}: {error}", hint="write it like tcp://10.0.0.1:8786") from error


def run_on(client: "Client", sweep: Sweep, tasks: Sequence[Task]) -> Iterator[tuple[Task, int]]:
    """Run the first tasks on a cluster and keep their results; yield each with its number of runs when it is done."""
    from distributed import as_completed

    keeper, futures = sweep.keeper, {}
    for task in tasks[: PER_WORKER * len(client.nthreads())]:
        state = sweep.states[task.state]
        missing = tuple(one.slug for one in keeper.missing(state, task.concepts, task.serial))
        if not missing:
            yield task, 0
            continue
        session = keeper.session
        order = Order(str(session.corpus.root), session.python.path, state, missing, session.options)
        futures[client.submit(carry_out, order, pure=False)] = task
    for future, text in as_completed(futures, with_results=True):
        task = futures.pop(future)
        concepts = {one.slug: one for one in task.concepts}
        run = Run.model_validate_json(text)
        for result in run.examples:
            keeper.take(concepts[result.slug], sweep.states[task.state], task.serial, result)
        yield task, len(run.examples)
