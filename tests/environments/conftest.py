"""A cache whose environments a test can count and delete."""

from pathlib import Path

import pytest

from fastapi_by_example.store.cache import Cache


@pytest.fixture
def own_cache(tmp_path: Path) -> Cache:
    """A cache that no other test uses."""
    return Cache(tmp_path / "cache")
