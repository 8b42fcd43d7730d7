"""Trials are cached as long as nothing that they depend on changes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path

import pytest

from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.environments.build import Resolved
from fastapi_by_example.environments.resolution import Python, Resolution, Resolver, UnresolvableError
from fastapi_by_example.execution import trials as under_test
from fastapi_by_example.execution.interpreter import Limits, not_run
from fastapi_by_example.execution.trials import Trials
from fastapi_by_example.execution.verify import Options, Session
from fastapi_by_example.run.document import ExampleResult, Outcome, Run
from fastapi_by_example.run.remembered import recall
from fastapi_by_example.store.cache import Cache
from fastapi_by_example.targets.target import Target
from tests.corpora import CorpusWriter

LATEST = Target("latest")
SOMEWHEN = Target("2026-03-01", as_of="2026-03-02T00:00:00Z")


@dataclass
class Stage:
    """A fake for running examples, each of which gets a given outcome."""

    outcome: Outcome = Outcome.PASSED
    message: str = "as told"
    reason: str = ""
    options: list[Options] = field(default_factory=list)
    resolved: list[tuple[str, ...]] = field(default_factory=list)

    def verify(self, session: Session, concepts: Sequence[Concept], source: Resolved) -> Run:
        self.options.append(session.options)
        return Run(
            runner_version="0",
            target=source.spelled,
            python=session.python.version,
            platform="none",
            started="2026-03-01T00:00:00Z",
            duration=0,
            tables=[],
            environments=[],
            examples=[not_run(concept, session.corpus.root, self.outcome, self.message) for concept in concepts],
        )

    def resolve(self, dependencies: Sequence[str], _target: Target) -> Resolution:
        self.resolved.append(tuple(dependencies))
        if self.reason:
            raise UnresolvableError(self.reason)
        return Resolution(tuple(dependencies), ())


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    made = Stage()
    monkeypatch.setattr(under_test, "verify", made.verify)
    monkeypatch.setattr(Resolver, "resolve", lambda _, *question: made.resolve(*question))
    monkeypatch.setattr(Resolver, "compile", lambda *_: [])
    return made


@pytest.fixture
def trial(corpus: CorpusWriter, tmp_path: Path, python: Python, stage: Stage) -> Callable[..., ExampleResult]:
    """Try the only example of the corpus, in a new session unless one is given."""
    corpus.example("sample", assets={"sample_data/inner/text.txt": "one"})
    cache = Cache(tmp_path / "cache")

    def run(options: Options | None = None, session: Trials | None = None, twice: bool = False) -> ExampleResult:
        found = corpus.discover()
        session = session or Trials(Session(found, python, cache, recall(cache, found.root), options or Options()))
        return session.run([found.concepts["sample"]], SOMEWHEN, twice=twice)["sample"]

    return run


Trial = Callable[..., ExampleResult]


@pytest.mark.parametrize("outcome", list(Outcome))
def test_only_outcomes_of_tests_are_cached_for_the_next_search(trial: Trial, stage: Stage, outcome: Outcome) -> None:
    stage.outcome = outcome
    assert trial().outcome is outcome
    stage.outcome = Outcome.PASSED
    kept = outcome in (Outcome.PASSED, Outcome.FAILED, Outcome.SKIPPED, Outcome.NOT_APPLICABLE)
    assert trial().outcome is (outcome if kept else Outcome.PASSED)
    assert len(stage.options) == (1 if kept else 2)


def test_failure_of_a_full_disk_is_not_cached(trial: Trial, stage: Stage) -> None:
    stage.outcome, stage.message = Outcome.FAILED, "OSError: [Errno 28] No space left on device"
    trial()
    stage.outcome, stage.message = Outcome.PASSED, "as told"
    assert trial().outcome is Outcome.PASSED


def test_timeout_is_cached_within_one_search(
    trial: Trial, stage: Stage, corpus: CorpusWriter, tmp_path: Path, python: Python
) -> None:
    cache = Cache(tmp_path / "cache")
    session = Trials(Session(corpus.discover(), python, cache, recall(cache, corpus.root)))
    stage.outcome = Outcome.TIMEOUT
    assert trial(session=session) == trial(session=session)
    assert len(stage.options) == 1


@pytest.mark.parametrize(
    "other",
    [
        Options(limits=Limits(timeout=30)),
        Options(limits=Limits(memory=2**20)),
        Options(limits=Limits(watch_timeout=1)),
    ],
)
def test_other_conditions_are_tried_again(trial: Trial, stage: Stage, other: Options) -> None:
    trial(Options(limits=Limits(timeout=0.3)))
    trial(replace(other, jobs=3, offline=True))
    trial(other)
    assert len(stage.options) == 2


def test_other_runner_version_tries_again(trial: Trial, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    trial()
    monkeypatch.setattr(metadata, "version", lambda name: "999")
    trial()
    assert len(stage.options) == 2


@pytest.mark.parametrize("change", ["content", "name", "bytes"])
def test_file_in_an_asset_folder_belongs_to_the_example(
    trial: Trial, stage: Stage, corpus: CorpusWriter, change: str
) -> None:
    file = corpus.table() / "sample_data" / "inner" / "text.txt"
    file.write_bytes(b"\xfe")
    trial()
    if change == "name":
        file.rename(file.with_name("other.txt"))
    else:
        file.write_bytes(b"\xff" if change == "bytes" else b"two")
    trial()
    assert len(stage.options) == 2
    (file.parent / "__pycache__").mkdir()
    (file.parent / "__pycache__" / "text.pyc").write_bytes(b"compiled")
    trial()
    assert len(stage.options) == 2


def test_unresolvable_trial_gives_the_reason(trial: Trial, stage: Stage) -> None:
    stage.reason = "because a==1 depends on b<1"
    result = trial()
    assert (result.outcome, result.message) == (Outcome.UNRESOLVABLE, "because a==1 depends on b<1")
    assert stage.options == []


def test_repeated_trial_is_remembered(trial: Trial, stage: Stage) -> None:
    assert trial().repeated is None
    assert trial(twice=True).repeated is not None
    assert trial(twice=True).repeated is not None
    assert len(stage.options) == 2


def test_run_of_trials_has_environments(stage: Stage, corpus: CorpusWriter, tmp_path: Path, python: Python) -> None:
    corpus.example("sample")
    found, cache = corpus.discover(), Cache(tmp_path / "cache")
    session = Session(found, python, cache, recall(cache, found.root))
    run = Trials(session).as_run(list(found.concepts.values()), SOMEWHEN)
    assert [one.slug for one in run.examples] == ["sample"]
    assert [one.error for one in run.environments] == [""]
    stage.reason = "they do not fit"
    run = Trials(session).as_run(list(found.concepts.values()), SOMEWHEN)
    assert [one.error for one in run.environments] == ["they do not fit"]


@pytest.mark.parametrize("reason", ["", "they do not fit"])
def test_each_set_is_resolved_once(
    stage: Stage, corpus: CorpusWriter, tmp_path: Path, python: Python, reason: str
) -> None:
    for slug in ("one", "two", "three"):
        corpus.example(slug, dependencies=["idna"] if slug == "three" else [])
    stage.reason = reason
    found, cache = corpus.discover(), Cache(tmp_path / "cache")
    trials = Trials(Session(found, python, cache, recall(cache, found.root)))
    for target in (LATEST, LATEST):
        trials.as_run(list(found.concepts.values()), target)
    assert sorted(stage.resolved) == [(), ("idna",)]


def test_missing_examples_can_be_resolved_and_have_no_result(
    trial: Trial, stage: Stage, corpus: CorpusWriter, tmp_path: Path, python: Python
) -> None:
    cache, found = Cache(tmp_path / "cache"), corpus.discover()
    concepts = list(found.concepts.values())
    trials = Trials(Session(found, python, cache, recall(cache, found.root)))
    assert trials.missing(concepts, SOMEWHEN) == concepts
    trial()
    assert trials.missing(concepts, SOMEWHEN) == []
    assert trials.missing(concepts, LATEST) == []  # the same versions
    stage.reason = "conflict"
    fresh = Trials(Session(found, python, Cache(tmp_path / "other"), recall(cache, found.root)))
    assert fresh.missing(concepts, SOMEWHEN) == []
