"""The cache can be pruned while others use it."""

from pathlib import Path

from fastapi_by_example.environments.build import prune
from fastapi_by_example.store.cache import Cache


def test_scratch_folder_in_use_survives_a_prune(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    with cache.scratch() as used, cache.scratch() as other:
        (used / "constraint.txt").write_text("fastapi==1\n")
        prune(cache)
        assert other.is_dir()
        assert (used / "constraint.txt").read_text() == "fastapi==1\n"
    assert list(used.parent.iterdir()) == []


def test_scratch_folders_of_killed_runners_are_pruned(tmp_path: Path) -> None:
    left = tmp_path / "scratch" / "left"
    left.mkdir(parents=True)
    (left / "large").write_bytes(b"x" * 2**20)
    assert prune(Cache(tmp_path)) >= 2**20
    assert not left.exists()
