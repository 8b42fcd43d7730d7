"""The cache may be pruned while others use it, and one that cannot be used is said to be so."""

from pathlib import Path

from fastapi_by_example.environments.build import prune
from fastapi_by_example.store.cache import Cache


def test_a_scratch_folder_in_use_survives_a_prune(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    with cache.scratch() as used, cache.scratch() as other:
        (used / "constraint.txt").write_text("fastapi==1\n")
        prune(cache)
        assert other.is_dir()
        assert (used / "constraint.txt").read_text() == "fastapi==1\n"
    assert list(used.parent.iterdir()) == []


def test_what_killed_runners_left_in_scratch_is_pruned(tmp_path: Path) -> None:
    left = tmp_path / "scratch" / "left"
    left.mkdir(parents=True)
    (left / "large").write_bytes(b"x" * 2**20)
    assert prune(Cache(tmp_path)) >= 2**20
    assert not left.exists()
