"""Resolutions: bounds, extras, the cache, and dependency sets that are resolved together."""

from collections.abc import Mapping, Sequence

import pytest

from fastapi_by_example.environments import resolution
from fastapi_by_example.environments.build import DependencyKey, Resolved
from fastapi_by_example.environments.resolution import Python, Resolver, UnresolvableError
from fastapi_by_example.environments.uv import UvError
from fastapi_by_example.store.cache import Cache
from fastapi_by_example.targets.target import parse_target
from tests.corpora import FASTAPI

KNOWN_GOOD = parse_target("known-good")
TWO_SETS: list[DependencyKey] = [(("iniconfig",), ()), (("pluggy",), ("iniconfig",))]
SMALL = ("iniconfig",)


def test_old_fastapi_gets_the_all_extra_for_standard(cache: Cache, python: Python) -> None:
    old = Resolver(python, cache).resolve(FASTAPI, parse_target("known-good,fastapi<0.112"))
    assert old.packages["fastapi"].startswith("0.111.")
    assert old.notes == ("this FastAPI has no `standard` extra; its `all` extra was installed instead",)
    assert "itsdangerous" in old.packages  # it comes with `all` only
    new = Resolver(python, cache).resolve(FASTAPI, KNOWN_GOOD)
    assert new.notes == ()
    assert "itsdangerous" not in new.packages


def test_bounds_of_an_extra_do_not_make_versions_unresolvable(cache: Cache, python: Python) -> None:
    found = Resolver(python, cache).resolve(
        FASTAPI, parse_target("known-good,fastapi==0.115.14,python-multipart==0.0.6")
    )
    assert found.packages["python-multipart"] == "0.0.6"
    assert {"httpx", "jinja2", "uvicorn"} <= found.packages.keys()
    assert found.notes == (
        "these versions are outside the bounds of fastapi[standard]; its packages were installed all the same",
    )
    with pytest.raises(UnresolvableError, match="starlette"):
        Resolver(python, cache).resolve(FASTAPI, parse_target("known-good,fastapi==0.115.14,starlette==0.20.0"))


def test_reason_has_no_advice_on_options_of_uv(cache: Cache, python: Python) -> None:
    with pytest.raises(UnresolvableError) as error:
        Resolver(python, cache).resolve(["iniconfig>=2.1"], parse_target("2025-01-01"))
    assert "iniconfig>=2.1" in error.value.reason
    assert "exclude-newer-package" not in error.value.reason


def test_latest_is_resolved_every_time(own_cache: Cache, python: Python, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["iniconfig==2.0.0\n", "iniconfig==2.1.0\n"])
    monkeypatch.setattr(resolution, "run_uv", lambda *_, **__: next(answers))
    chosen = [Resolver(python, own_cache).resolve(SMALL, parse_target("latest")).packages for _ in range(2)]
    assert chosen == [{"iniconfig": "2.0.0"}, {"iniconfig": "2.1.0"}]


def test_damaged_cached_resolution_is_resolved_again(own_cache: Cache, python: Python) -> None:
    first = Resolver(python, own_cache).resolve(SMALL, KNOWN_GOOD)
    (known,) = (own_cache.root / "resolutions").iterdir()
    for text in ("", "{", "[]", '{"requirements": 1}', '{"requirements": ["= ="], "notes": []}'):
        known.write_text(text)
        assert Resolver(python, own_cache).resolve(SMALL, KNOWN_GOOD) == first


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
