"""The store of runs."""

from pathlib import Path

import pytest

from fastapi_by_example.errors import UsageError
from fastapi_by_example.history.store import DATA_VARIABLE, Resolved, Store, default_store
from fastapi_by_example.run.document import Outcome
from tests.runs import example, failed


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "runs.sqlite3")


def test_kept_results_are_found_again(store: Store, tmp_path: Path) -> None:
    store.keep_resolution("asked", Resolved({"fastapi": "0.165.0"}))
    store.keep_resolution("in vain", Resolved({}, "no such version"))
    store.keep_result("name", failed())
    store.close()
    again = Store(tmp_path / "runs.sqlite3")
    assert again.resolution("asked") == Resolved({"fastapi": "0.165.0"})
    assert again.resolution("in vain") == Resolved({}, "no such version")
    assert again.result("name") == failed()
    assert again.outcome("name") == (Outcome.FAILED, "test_it: assert 1 == 2")
    assert again.has("name")


def test_unknown_results_are_not_found(store: Store) -> None:
    assert store.resolution("asked") is None
    assert store.result("name") is None
    assert store.outcome("name") is None
    assert not store.has("name")


def test_store_imports_other_stores(store: Store, tmp_path: Path) -> None:
    other = Store(tmp_path / "other.sqlite3")
    other.keep_resolution("asked", Resolved({"fastapi": "0.165.0"}))
    other.keep_result("theirs", example("two"))
    other.keep_result("both", example("two"))
    store.keep_result("both", example("one"))
    other.close()
    store.add([tmp_path / "other.sqlite3"])
    assert store.resolution("asked") == Resolved({"fastapi": "0.165.0"})
    assert store.result("theirs") == example("two")
    assert store.result("both") == example("one")


@pytest.mark.parametrize("content", [b"", b"not a store at all, but long enough to be looked at" * 40])
def test_file_that_is_not_a_store_is_rejected(store: Store, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "wrong").write_bytes(content)
    with pytest.raises(UsageError, match="wrong is not a store of runs"):
        store.add([tmp_path / "wrong"])
    with pytest.raises(UsageError, match="no store of runs"):
        store.add([tmp_path / "missing"])
    store.keep_result("name", example())
    assert store.has("name")


def test_store_is_in_the_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "data"))
    assert default_store().path == tmp_path / "data" / "runs.sqlite3"
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "file"))
    with pytest.raises(UsageError, match="cannot use the store of runs"):
        default_store()
