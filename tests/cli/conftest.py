"""Every test of the command line starts in an empty folder."""

from pathlib import Path

import pytest

from tests.calling import use_small_corpus
from tests.corpora import CorpusWriter


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def small(corpus: CorpusWriter, monkeypatch: pytest.MonkeyPatch) -> CorpusWriter:
    """A corpus with two examples that all commands use."""
    return use_small_corpus(corpus, monkeypatch)
