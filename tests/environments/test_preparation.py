"""Dependency sets are resolved together, with few requests."""

from collections.abc import Mapping, Sequence

import pytest

from fastapi_by_example.environments import resolution
from fastapi_by_example.environments.build import DependencyKey, Resolved
from fastapi_by_example.environments.resolution import Python
from fastapi_by_example.environments.uv import UvError
from fastapi_by_example.store.cache import Cache
from fastapi_by_example.targets.target import parse_target

KNOWN_GOOD = parse_target("known-good")
TWO_SETS: list[DependencyKey] = [(("iniconfig",), ()), (("pluggy",), ("iniconfig",))]


def asked_of_uv(monkeypatch: pytest.MonkeyPatch, answers: Mapping[str, str]) -> list[tuple[str, bool]]:
    """Replace uv: the answer by what is asked and whether offline. Returns the list of questions to come."""
    asked: list[tuple[str, bool]] = []

    def answer(_arguments: Sequence[str], *, offline: bool, stdin: str) -> str:
        question = " ".join(stdin.split())
        asked.append((question, offline))
        found = answers.get(f"{question}, offline" if offline else question)
        if found is None:
            raise UvError("no solution found")
        return found.replace(" ", "\n")

    monkeypatch.setattr(resolution, "run_uv", answer)
    return asked


def test_sets_that_were_resolved_together_need_no_more_requests(
    own_cache: Cache, python: Python, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = "iniconfig==2.1.0 pluggy==1.6.0"
    answers = {"iniconfig pluggy": both, "iniconfig, offline": "iniconfig==2.1.0", "iniconfig pluggy, offline": both}
    asked = asked_of_uv(monkeypatch, answers)
    source = Resolved(parse_target("latest"), python, own_cache)
    source.prepare(TWO_SETS)
    assert source.resolve(*TWO_SETS[0]).packages == {"iniconfig": "2.1.0"}
    assert source.resolve(*TWO_SETS[1]).packages == {"iniconfig": "2.1.0", "pluggy": "1.6.0"}
    assert asked[0] == ("iniconfig pluggy", False)
    assert sorted(asked[1:]) == [("iniconfig", True), ("iniconfig pluggy", True)]
    source.prepare(TWO_SETS)
    assert len(asked) == 3


def test_set_with_other_versions_than_together_is_resolved_online(
    own_cache: Cache, python: Python, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {
        "iniconfig pluggy": "iniconfig==2.1.0 pluggy==1.6.0",
        "iniconfig, offline": "iniconfig==2.0.0",
        "iniconfig": "iniconfig==2.2.0",
    }
    asked = asked_of_uv(monkeypatch, answers)
    source = Resolved(parse_target("latest"), python, own_cache)
    source.prepare(TWO_SETS)
    assert source.resolve(*TWO_SETS[0]).packages == {"iniconfig": "2.2.0"}
    assert source.resolve(*TWO_SETS[1]).packages == {"iniconfig": "2.1.0", "pluggy": "1.6.0"}
    assert ("iniconfig pluggy", True) in asked


def test_sets_that_conflict_are_resolved_one_by_one(
    own_cache: Cache, python: Python, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {"iniconfig": "iniconfig==2.1.0", "iniconfig<2": "iniconfig==1.1.1"}
    asked = asked_of_uv(monkeypatch, answers)
    sets: list[DependencyKey] = [(("iniconfig",), ()), (("iniconfig<2",), ())]
    source = Resolved(KNOWN_GOOD, python, own_cache)
    source.prepare(sets)
    assert [source.resolve(*one).packages["iniconfig"] for one in sets] == ["2.1.0", "1.1.1"]
    assert not any(offline for _, offline in asked)
    questions = len(asked)
    Resolved(KNOWN_GOOD, python, own_cache).prepare(sets)
    assert len(asked) == questions  # a cached resolution needs no others
