"""Run files are read back as written; anything else is rejected with a reason."""

import json
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fastapi_by_example.errors import UsageError
from fastapi_by_example.run import document as results
from fastapi_by_example.run.document import Outcome, Run, load, save
from tests.processes import Line
from tests.runs import example, failed, hostile_run, run_of


def refused(path: Path) -> str:
    with pytest.raises(UsageError) as caught:
        load(path)
    message = str(caught.value)
    assert str(path) in message
    assert len(message) < 1000
    return message


@pytest.fixture
def written(tmp_path: Path) -> Callable[[Any], Path]:
    """Write a document to a file."""

    def write(document: Any) -> Path:
        path = tmp_path / "run.json"
        path.write_text(document if isinstance(document, str) else json.dumps(document))
        return path

    return write


def data(**changed: Any) -> dict[str, Any]:
    """A whole run as data, with some keys changed."""
    return {**run_of(example(), failed("two")).model_dump(mode="json"), **changed}


@pytest.mark.parametrize("run", [run_of(), run_of(example(), failed("two"), interrupted=True)])
def test_run_is_read_as_written(tmp_path: Path, run: Run) -> None:
    save(run, tmp_path / "run.json")
    assert load(tmp_path / "run.json") == run
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]


def test_unusual_characters_survive_a_round_trip(tmp_path: Path) -> None:
    run = hostile_run()
    save(run, tmp_path / "run.json")
    assert load(tmp_path / "run.json") == run


def test_run_file_starts_with_its_format(tmp_path: Path) -> None:
    save(run_of(), tmp_path / "run.json")
    keys = list(json.loads((tmp_path / "run.json").read_text()))
    assert keys[:2] == ["format", "schema_version"]


def test_existing_run_file_is_replaced(tmp_path: Path) -> None:
    save(run_of(*(example(f"n{number}") for number in range(100))), tmp_path / "run.json")
    save(run_of(), tmp_path / "run.json")
    assert load(tmp_path / "run.json") == run_of()


def test_unwritable_file_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot write the run to .*: No such file or directory"):
        save(run_of(), tmp_path / "missing" / "run.json")
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match=r"cannot write the run to .*: Is a directory"):
        save(run_of(), tmp_path / "folder")


def test_symlink_and_file_mode_are_kept(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    file, link = tmp_path / "folder" / "run.json", tmp_path / "link.json"
    link.symlink_to(file)
    for mode in (0o644, 0o600, 0o664):  # at first, the link is dangling
        save(run_of(), link)
        assert link.is_symlink()
        assert load(file) == run_of()
        file.chmod(mode)
        save(run_of(example()), link)
        assert stat.S_IMODE(file.stat().st_mode) == mode
    assert load(file) == run_of(example())
    assert [path.name for path in file.parent.iterdir()] == ["run.json"]


def test_run_can_be_written_to_a_pipe(tmp_path: Path) -> None:
    line, heard = Line(tmp_path / "pipe"), []
    reader = threading.Thread(target=lambda: heard.append(line.hear()), daemon=True)
    reader.start()
    save(run_of(example()), line.path)
    assert stat.S_ISFIFO(line.path.stat().st_mode)
    reader.join()
    assert Run.model_validate(json.loads(heard[0])) == run_of(example())
    assert list(tmp_path.iterdir()) == [line.path]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_failed_write_keeps_the_old_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    save(run_of(), tmp_path / "run.json")

    def fail(*_: object, **__: object) -> str:
        raise error

    monkeypatch.setattr(results.ExampleResult, "model_dump_json", fail)
    with pytest.raises(UsageError if isinstance(error, OSError) else KeyboardInterrupt):
        save(run_of(example()), tmp_path / "run.json")
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]
    assert load(tmp_path / "run.json") == run_of()


def test_missing_file_or_folder_is_rejected(tmp_path: Path) -> None:
    assert refused(tmp_path / "missing.json").startswith("cannot read the run ")
    assert refused(tmp_path).startswith("cannot read the run ")


@pytest.mark.parametrize("text", ["", "no JSON", "{", '{"format": ', "[1, 2", "\x00", "NaN,"])
def test_invalid_json_is_rejected(written: Callable[[Any], Path], text: str) -> None:
    assert "is not a run: it is not JSON" in refused(written(text))


def test_other_encoding_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_bytes(json.dumps(data()).encode("utf-16"))
    assert "is not a run: it is not JSON" in refused(tmp_path / "run.json")


@pytest.mark.parametrize(
    "foreign", [None, 3, [], "text", {}, {"format": "pytest"}, {"format": None, "schema_version": 1}]
)
def test_file_of_another_tool_is_rejected(written: Callable[[Any], Path], foreign: object) -> None:
    message = refused(written(json.dumps(foreign)))
    assert "is not a run of fastapi-by-example\nhint: `verify --output FILE` writes one" in message


@pytest.mark.parametrize("version", [4, 0, -1, None, "1", [1]])
def test_other_schema_version_is_rejected_with_a_hint(written: Callable[[Any], Path], version: object) -> None:
    message = refused(written(data(schema_version=version)))
    assert f"has schema version {version}; this runner reads up to version 3\n" in message
    assert "hint: use the runner that wrote it, or verify again" in message


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"target": None}, "target: "),
        ({"examples": {}}, "examples: "),
        ({"unknown": 1}, "unknown: Extra inputs are not permitted"),
        ({"examples": [{"slug": "a", "table": 1, "title": "t", "outcome": "maybe"}]}, "examples.0.outcome: "),
        ({"examples": [{"slug": "a", "table": 1, "title": "t"}]}, "examples.0.outcome: Field required"),
        ({"tables": [{"number": "one", "title": "t"}]}, "tables.0.number: "),
        ({"duration": "long"}, "duration: "),
    ],
)
def test_damaged_run_is_rejected_with_its_location(
    written: Callable[[Any], Path], changed: dict[str, Any], where: str
) -> None:
    assert f"is a damaged run: {where}" in refused(written(data(**changed)))


@pytest.mark.parametrize("opening", ["[", '{"a":'])
@pytest.mark.parametrize("depth", [500, 200_000])
def test_deeply_nested_document_is_rejected(written: Callable[[Any], Path], opening: str, depth: int) -> None:
    nested = opening * depth + "1" + {"[": "]", '{"a":': "}"}[opening] * depth
    assert "is not a run: it is not JSON" in refused(written(nested))
    whole = json.dumps(data(target="HERE")).replace('"HERE"', nested)
    assert "is not a run: it is not JSON" in refused(written(whole))


def test_lone_surrogate_is_rejected(written: Callable[[Any], Path]) -> None:
    assert "is not a run: it is not JSON" in refused(written(data(target="a\ud800")))


def test_huge_number_is_rejected(written: Callable[[Any], Path]) -> None:
    text = json.dumps(data()).replace('"duration": 1.5', '"duration": ' + "9" * 100_000)
    assert "run.json" in refused(written(text))


def test_oversized_file_is_rejected_unread(written: Callable[[Any], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(data())
    load(path)
    monkeypatch.setattr(results, "LARGEST_FILE", path.stat().st_size - 1)
    assert "is not a run: it is larger than 0 MiB" in refused(path)
    with (path.parent / "sparse.json").open("wb") as file:
        file.truncate(2**40)
    assert "is larger than" in refused(path.parent / "sparse.json")


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ([], 3),
        ([Outcome.PASSED, Outcome.SKIPPED], 0),
        ([Outcome.SKIPPED], 3),
        ([Outcome.SKIPPED, Outcome.NOT_APPLICABLE, Outcome.UNRESOLVABLE], 3),
        ([Outcome.PASSED, Outcome.NOT_APPLICABLE], 0),
        ([Outcome.PASSED, Outcome.FAILED], 1),
        ([Outcome.ERROR], 1),
        ([Outcome.TIMEOUT], 1),
        ([Outcome.CRASHED, Outcome.UNRESOLVABLE], 1),
        ([Outcome.PASSED, Outcome.UNRESOLVABLE], 1),
        ([Outcome.UNRESOLVABLE, Outcome.UNRESOLVABLE], 3),
    ],
)
def test_exit_code_reflects_the_run(outcomes: list[Outcome], code: int) -> None:
    assert run_of(*(example(f"n{number}", one) for number, one in enumerate(outcomes))).exit_code == code


def test_interrupted_run_never_succeeds() -> None:
    assert run_of(example(), interrupted=True).exit_code == 130
    assert run_of(interrupted=True, selected=["one"]).exit_code == 130


def test_written_run_matches_the_schema() -> None:
    schema = Run.model_json_schema()
    assert schema["properties"]["format"]["const"] == "fastapi-by-example/run"
    assert set(schema["properties"]) == set(run_of().model_dump())
    assert schema["additionalProperties"] is False


def test_empty_shard_succeeds() -> None:
    assert run_of(selected=["one"]).exit_code == 0


@pytest.mark.parametrize(("target", "code"), [("known-good", 1), ("2025-01-01", 0)])
def test_useless_watch_is_an_error_at_known_good_only(target: str, code: int) -> None:
    run = run_of(example(watch_problems=["watch_x: raised NameError: y"]), target=target)
    assert run.exit_code == code
    assert run.corpus_errors == (["one: watch_x: raised NameError: y"] if code else [])


def test_version_1_file_is_read(written: Callable[[Any], Path]) -> None:
    old = data(schema_version=1)
    for one in old["examples"]:
        del one["watch_problems"]
        del one["observations"]["watches"]
    for table in old["tables"]:
        del table["addition"]
    read = load(written(old))
    assert read.examples[0].observations.watches == []
    assert not any(table.addition for table in read.tables)
