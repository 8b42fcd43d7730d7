"""What may be due to a busy machine is run again before it is kept."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.environments.build import Resolved
from fastapi_by_example.environments.resolution import Python
from fastapi_by_example.execution.verify import Session
from fastapi_by_example.history import keeper as under_test
from fastapi_by_example.run.document import ExampleResult, Observations, Outcome, Run, WatchResult
from fastapi_by_example.run.events import Event
from fastapi_by_example.run.remembered import recall
from fastapi_by_example.store.cache import Cache
from fastapi_by_example.targets.target import Target
from tests.corpora import CorpusWriter
from tests.runs import example, run_of

HANGING = Observations(watches=[WatchResult(name="watch_it", how="timeout")])


@pytest.mark.parametrize(
    "suspect",
    [
        example("one", outcome=Outcome.FAILED),
        example("one", outcome=Outcome.TIMEOUT),
        example("one", observations=HANGING),
    ],
)
def test_suspect_result_is_kept_only_from_a_second_run(
    corpus: CorpusWriter, tmp_path: Path, python: Python, monkeypatch: pytest.MonkeyPatch, suspect: ExampleResult
) -> None:
    for slug in ("one", "two"):
        corpus.example(slug)
    found, cache = corpus.discover(), Cache(tmp_path / "cache")
    results = {"one": [suspect, example("one")], "two": [example("two")]}

    def verify(session: Session, concepts: Sequence[Concept], source: Resolved) -> Run:
        run = run_of(*(results[concept.slug].pop(0) for concept in concepts))
        for result in run.examples:
            session.watch(Event("finished", result.slug, result))
        return run

    monkeypatch.setattr(under_test, "verify", verify)
    session = Session(found, python, cache, recall(cache, found.root))
    kept: list[ExampleResult] = []
    source = Resolved(Target("latest"), python, cache)
    run = under_test.run_patiently(session, [found.concepts[slug] for slug in results], source, kept.append)
    assert kept == [example("two"), example("one")]
    assert {one.slug: one for one in run.examples} == {"one": example("one"), "two": example("two")}
