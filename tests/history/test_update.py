"""The command that updates the history, over fake releases."""

from pathlib import Path

import pytest

from fastapi_by_example.history import keeper
from fastapi_by_example.history.document import load
from tests.calling import Caller
from tests.corpora import CorpusWriter
from tests.fake_index import FakeIndex


def test_update_writes_the_history_and_prints_progress(
    corpus: CorpusWriter, index: FakeIndex, call: Caller, tmp_path: Path
) -> None:
    output = tmp_path / "history.json"
    asked = ("history", "update", "answer", "--from", "0.103.0", "--python", "3.11", "--output", output, "--jobs", "1")
    done = call(*asked)
    assert done.code == 0, done
    assert "3 of 3 releases complete, 0 gaps to bisect, about 0 min left" in done.err
    assert "the history is complete" in done.err
    history = load(output)
    assert [step.new for one in history.causes for step in one.steps] == ["0.104.0"]
    assert (history.provenance.left_out, history.provenance.whole) == (["reply", "calm"], 3)
    found = call("changes", "fastapi", "0.103.0", "0.105.0", "--history", output)
    assert (found.code, "since fastapi 0.103.0 → 0.104.0, released 2026-03-12" in found.out) == (1, True)
    assert " ran (" not in call(*asked).err  # everything is known


def test_update_deletes_environments_that_it_no_longer_needs(
    corpus: CorpusWriter, index: FakeIndex, call: Caller, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(keeper, "FEW_ENVIRONMENTS", 2)
    call("history", "update", "--python", "3.11", "--output", tmp_path / "history.json", "--jobs", "1")
    assert len(list((tmp_path / "cache" / "history" / "environments").glob("*.json"))) == 2


def test_unwritable_output_is_rejected_before_anything_runs(
    corpus: CorpusWriter, index: FakeIndex, call: Caller, tmp_path: Path
) -> None:
    before = tmp_path / "before.json"
    before.write_text("kept")
    assert "'new' is not a version" in call.refused("history", "update", "--from", "new", "--output", before)
    assert "no release of fastapi since 9.9" in call.refused("history", "update", "--from", "9.9", "--output", before)
    assert before.read_text() == "kept"
    assert "its folder does not exist" in call.refused("history", "update", "--output", tmp_path / "no" / "h.json")
    assert "no Dask cluster" in call.refused("history", "update", "--dask", "nowhere", "--output", tmp_path / "h.json")
