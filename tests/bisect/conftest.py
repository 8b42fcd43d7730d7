"""The runner's command line, with an index of fake releases to fill."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bisect.framework import SCRIPT, TEST
from tests.corpora import CorpusWriter
from tests.fake_index import FakeIndex, serving


@pytest.fixture
def index() -> Iterator[FakeIndex]:
    """An index for the tests to fill."""
    with serving(FakeIndex()) as served:
        yield served


class Command:
    """The runner's command line, with the fake index ahead of the real one."""

    def __init__(self, corpus: Path, index: FakeIndex, cache: Path, folder: Path) -> None:
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "UV_"))},
            "FASTAPI_BY_EXAMPLE_CACHE": str(cache),
            "FASTAPI_BY_EXAMPLE_CORPUS": str(corpus),
            "UV_INDEX": f"{index.url}/simple",
            "NO_COLOR": "1",
        }
        self.folder = folder

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command to completion."""
        command = [sys.executable, "-m", "fastapi_by_example", *arguments]
        return subprocess.run(
            command, env=self.environment, cwd=self.folder, capture_output=True, text=True, check=False
        )

    def compare(self, *arguments: str) -> tuple[int, dict[str, object]]:
        """Compare; return the exit code and the comparison."""
        done = self("compare", *arguments, "--json")
        assert done.stdout, done.stderr
        return done.returncode, json.loads(done.stdout)


@pytest.fixture
def command(corpus: CorpusWriter, index: FakeIndex, tmp_path: Path) -> Command:
    """The command line with one example, and its own cache, since fake releases of other tests have the same names."""
    corpus.example("answer", TEST, script=SCRIPT, dependencies=["fastapi"])
    return Command(corpus.root, index, tmp_path / "cache", tmp_path)
