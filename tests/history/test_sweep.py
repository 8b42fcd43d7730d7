"""The sweep, end to end with fake releases: each change gets its release, and nothing is run twice."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.environments.build import EnvironmentSource
from fastapi_by_example.environments.resolution import Resolution, Resolver, UnresolvableError
from fastapi_by_example.errors import NothingVerifiedError
from fastapi_by_example.execution.verify import Session, verify
from fastapi_by_example.history import keeper as under_test
from fastapi_by_example.history.derive import derive
from fastapi_by_example.history.document import History, PastCause, load, save
from fastapi_by_example.history.sweep import Sweep
from fastapi_by_example.history.timeline import State
from fastapi_by_example.history.update import update
from fastapi_by_example.run.document import Outcome, Run
from tests.fake_index import FakeIndex
from tests.history.conftest import Sweeper, day, framework


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The examples that are run, each with its state."""
    noted: list[str] = []

    def noting(session: Session, concepts: Sequence[Concept], source: EnvironmentSource) -> Run:
        noted.extend(f"{concept.slug} on {source.spelled}" for concept in concepts)
        return verify(session, concepts, source)

    monkeypatch.setattr(under_test, "verify", noting)
    return noted


def swept(sweep: Sweep) -> History:
    """The history after a whole sweep."""
    assert update(sweep, lambda _: None)
    return derive(sweep, "0" * 40)


def told(history: History) -> list[tuple[str, str, str, list[str]]]:
    """A summary of the causes: kind, values before and after, and the packages that changed."""
    return [(one.kind, one.old, one.new, [step.package for step in one.steps]) for one in history.causes]


def at(history: History, cause: PastCause) -> tuple[str, str]:
    """The names of the states between which a cause occurred."""
    return history.points[cause.before].name, history.points[cause.after].name


def test_each_change_has_its_release(sweeper: Sweeper) -> None:
    history = swept(sweeper())
    assert told(history) == [
        ("behaviour", "42", '"another"', ["fastapi"]),
        ("behaviour", "first", "second", ["starlette"]),
        ("broken", "200", '500 ({"answer": "another"})', ["fastapi"]),
    ]
    assert [at(history, one) for one in history.causes] == [
        ("before fastapi 0.102.0", "fastapi 0.102.0"),
        ("before starlette 0.31.0", "starlette 0.31.0"),
        ("before fastapi 0.104.0", "fastapi 0.104.0"),
    ]
    assert all(one.exact and list(one.places) == ["answer", "reply"] for one in history.causes)


def test_intervals_have_the_first_and_last_release_of_an_outcome(sweeper: Sweeper) -> None:
    history = swept(sweeper())
    spans = [
        (one.outcome, history.points[one.first].name, history.points[one.last].name)
        for one in history.concepts["answer"].intervals
    ]
    assert spans == [
        (Outcome.PASSED, "fastapi 0.100.0", "before fastapi 0.104.0"),
        (Outcome.FAILED, "fastapi 0.104.0", "fastapi 0.105.0"),
    ]
    assert [one.outcome for one in history.concepts["calm"].intervals] == [Outcome.PASSED]


def test_nothing_is_run_twice(sweeper: Sweeper, verified: list[str]) -> None:
    swept(sweeper())
    assert verified
    before = list(verified)
    history = swept(sweeper())
    assert verified == before
    assert len(history.causes) == 3


def test_new_release_adds_only_its_own_runs(sweeper: Sweeper, index: FakeIndex, verified: list[str]) -> None:
    swept(sweeper())
    verified.clear()
    index.releases.append(framework("0.106.0", day(16), body='{"answer": "third"}'))
    history = swept(sweeper())
    assert {one.partition(" on ")[2][:10] for one in verified} == {"2026-03-16"}
    assert [step.new for step in history.causes[-1].steps] == ["0.106.0"]


def test_stopped_sweep_resumes(sweeper: Sweeper, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = told(swept(sweeper("whole.sqlite3")))
    states: list[State] = []
    run = under_test.Keeper.run

    def stopping(keeper: under_test.Keeper, state: State, concepts: Sequence[Concept], serial: int = 0) -> int:
        states.append(state)
        if len(states) == 4:
            raise KeyboardInterrupt
        return run(keeper, state, concepts, serial)

    monkeypatch.setattr(under_test.Keeper, "run", stopping)
    sweep = sweeper("stopped.sqlite3")
    with pytest.raises(KeyboardInterrupt):
        update(sweep, lambda _: None)
    assert told(swept(sweeper("stopped.sqlite3"))) == whole


def test_rebuilt_part_is_the_same(sweeper: Sweeper, tmp_path: Path) -> None:
    history = swept(sweeper())
    save(history, tmp_path / "history.json")
    kept = load(tmp_path / "history.json")
    assert kept.model_dump(exclude={"provenance"}) == history.model_dump(exclude={"provenance"})
    again = swept(sweeper("another.sqlite3"))
    assert again.model_dump(exclude={"provenance"}) == history.model_dump(exclude={"provenance"})


def test_unresolvable_state_is_kept_as_unresolvable(sweeper: Sweeper, index: FakeIndex, verified: list[str]) -> None:
    lost = framework("0.106.0", day(16))
    index.releases.append(type(lost)(lost.name, lost.version, lost.source, lost.uploaded, ("no-such-package-at-all",)))
    history = swept(sweeper())
    assert history.concepts["calm"].intervals[-1].outcome is Outcome.UNRESOLVABLE
    assert "no-such-package-at-all" in history.points[-1].reason
    before = list(verified)
    swept(sweeper())
    assert verified == before


def test_failed_network_is_not_kept_as_unresolvable(sweeper: Sweeper, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object, **__: object) -> Resolution:
        raise UnresolvableError("error sending request for url (https://a.example/simple/fastapi)")

    with monkeypatch.context() as patched:
        patched.setattr(Resolver, "resolve", unreachable)
        with pytest.raises(NothingVerifiedError, match=r"cannot resolve .*: error sending request"):
            swept(sweeper())
    assert Outcome.UNRESOLVABLE not in {one.outcome for one in swept(sweeper()).concepts["calm"].intervals}


def test_result_on_a_full_disk_is_not_kept(sweeper: Sweeper, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(under_test, "machine_failure", lambda _: "No space left on device")
        with pytest.raises(NothingVerifiedError, match=r"fastapi .*: No space left on device"):
            swept(sweeper())
    sweep = sweeper()
    assert not any(sweep.keeper.is_known(one, state) for one in sweep.concepts for state in sweep.states)


def test_nondeterministic_example_has_no_cause(sweeper: Sweeper, index: FakeIndex) -> None:
    varying = '{"answer": __import__("time").time_ns()}'
    index.releases[:] = [
        framework("0.100.0", day(2), body=varying),
        framework("0.101.0", day(4), body=varying),
        *(one for one in index.releases if one.name != "fastapi" and one.version != "0.31.0"),
    ]
    assert told(swept(sweeper())) == []
