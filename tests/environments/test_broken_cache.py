"""A damaged file in the cache only costs a little time."""

import json
from pathlib import Path

import pytest

from fastapi_by_example.environments import resolution
from fastapi_by_example.environments.build import prune
from fastapi_by_example.environments.resolution import Resolver, find_python
from fastapi_by_example.execution.trials import _read_result
from fastapi_by_example.run.remembered import recall
from fastapi_by_example.store.cache import Cache
from fastapi_by_example.targets.target import parse_target

DAMAGED = {
    "empty": b"",
    "not JSON": b"{",
    "not UTF-8": b"\xff\xfe\x00",
    "deep": b"[" * 100_000,
    "another type": b"[]",
    "null": b"null",
    "a text": b'"x"',
    "a long number": b"9" * 10_000,
    "wrong parts": b'{"durations": {"a": NaN}, "failed": [], "requirements": "abc", "notes": []}',
    "infinite": b'{"durations": {"a": 1e999}, "failed": {}, "requirements": [1], "notes": []}',
}


def damage(folder: Path, content: bytes | None) -> None:
    """Replace every file in a folder of the cache, or if there is no content, replace it with a folder."""
    for file in folder.iterdir():
        if file.suffix != ".lock":
            file.unlink()
            file.mkdir() if content is None else file.write_bytes(content)


@pytest.mark.parametrize("kind", [*DAMAGED, "a folder"])
def test_damaged_files_are_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    cache, content, target = Cache(tmp_path / "cache"), DAMAGED.get(kind), parse_target("2025-01-01")
    monkeypatch.setattr(resolution, "run_uv", lambda *_, **__: "iniconfig==2.0.0\n")
    python = find_python(None, cache)
    chosen = Resolver(python, cache).resolve(["iniconfig"], target)
    for name in ("pythons", "resolutions"):
        damage(cache.root / name, content)
    assert find_python(None, cache) == python
    assert Resolver(python, cache).resolve(["iniconfig"], target) == chosen
    remembered = recall(cache, tmp_path).file
    remembered.parent.mkdir(parents=True)
    remembered.mkdir() if content is None else remembered.write_bytes(content)
    assert (recall(cache, tmp_path).durations, recall(cache, tmp_path).failed) == ({}, [])
    result = cache.root / "runs" / "one.json.gz"
    result.parent.mkdir()
    result.mkdir() if content is None else result.write_bytes(content)
    assert _read_result(result) is None


def test_prune_clears_everything(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    for name in ("pythons", "resolutions", "runs", "remembered", "environments", "scratch"):
        (cache.root / name).mkdir(parents=True)
        (cache.root / name / "damaged.json").write_text(json.dumps("x" * 10_000))
        (cache.root / name / ".fastapi-by-example-partial").write_text("x")
    assert prune(cache) > 0
    assert [path for path in cache.root.rglob("*") if path.is_file() and path.suffix != ".lock"] == []
