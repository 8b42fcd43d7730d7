"""The sweep on a local Dask cluster: what comes out is the same, also if a worker dies in the middle."""

import os
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from fastapi_by_example.errors import UsageError
from fastapi_by_example.history import cluster as under_test
from fastapi_by_example.history.derive import derive
from fastapi_by_example.history.document import History
from fastapi_by_example.history.update import Progress, update
from tests.corpora import CorpusWriter
from tests.history.conftest import Sweeper

distributed = pytest.importorskip("distributed")

# The test is run in the worker's grandchild; it notes each run, and may have the worker killed.
NOTING_TEST = """
import os
from pathlib import Path

from {slug} import ask

FOLDER = Path({folder!r})


def test_an_answer_comes():
    name = f"{slug}-{{os.getpid()}}"
    (FOLDER / "begun" / name).touch()
    if {deadly!r}:
        wait_for_the_end()
    assert ask()[0]["status"] == 200
    (FOLDER / "ended" / name).touch()


def wait_for_the_end():
    try:
        os.rename(FOLDER / "armed", FOLDER / "fired")
    except FileNotFoundError:
        return
    os.kill(int((FOLDER / "fired").read_text()), 9)
"""
