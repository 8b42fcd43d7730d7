"""Shared memory that an example left behind is deleted; that of other programs is not."""

import multiprocessing
import os
import sys
from pathlib import Path

import pytest

from fastapi_by_example.probe.shared_memory import SHARED, clear, present

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="shared memory has names only on Linux")


def test_semaphore_in_use_is_kept() -> None:
    before = present()
    semaphore = multiprocessing.get_context("spawn").Semaphore()
    (name,) = (name for name in present() - before if name.startswith("sem.mp-"))
    clear(before)
    assert (SHARED / name).exists()
    assert semaphore.acquire(block=False)


def test_open_file_is_kept_until_it_is_closed() -> None:
    before = present()
    path = Path(SHARED, f"test-{os.getpid()}")
    with path.open("w"):
        clear(before)
        assert path.exists()
    clear(before)
    assert not path.exists()
