"""A run file is read back as it was written; any other file is refused, with the reason."""

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
    """Write a document as a file."""

    def write(document: Any) -> Path:
        path = tmp_path / "run.json"
        path.write_text(document if isinstance(document, str) else json.dumps(document))
        return path

    return write


def data(**changed: Any) -> dict[str, Any]:
    """A whole run as data, with some keys changed."""
    return {**run_of(example(), failed("two")).model_dump(mode="json"), **changed}


@pytest.mark.parametrize("run", [run_of(), run_of(example(), failed("two"), interrupted=True)])
def test_a_run_is_read_as_it_was_written(tmp_path: Path, run: Run) -> None:
    save(run, tmp_path / "run.json")
    assert load(tmp_path / "run.json") == run
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]


def test_a_run_with_every_strange_character_is_read_as_it_was_written(tmp_path: Path) -> None:
    run = hostile_run()
    save(run, tmp_path / "run.json")
    assert load(tmp_path / "run.json") == run


def test_a_run_file_says_what_it_is_first(tmp_path: Path) -> None:
    save(run_of(), tmp_path / "run.json")
    keys = list(json.loads((tmp_path / "run.json").read_text()))
    assert keys[:2] == ["format", "schema_version"]


def test_an_older_run_file_is_overwritten_whole(tmp_path: Path) -> None:
    save(run_of(*(example(f"n{number}") for number in range(100))), tmp_path / "run.json")
    save(run_of(), tmp_path / "run.json")
    assert load(tmp_path / "run.json") == run_of()


def test_a_run_that_cannot_be_written_is_an_error_of_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot write the run to .*: No such file or directory"):
        save(run_of(), tmp_path / "missing" / "run.json")
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match=r"cannot write the run to .*: Is a directory"):
        save(run_of(), tmp_path / "folder")


def test_a_link_stays_a_link_and_a_file_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    file, link = tmp_path / "folder" / "run.json", tmp_path / "link.json"
    link.symlink_to(file)
    for mode in (0o644, 0o600, 0o664):  # the first one finds no file behind the link
        save(run_of(), link)
        assert link.is_symlink()
        assert load(file) == run_of()
        file.chmod(mode)
        save(run_of(example()), link)
        assert stat.S_IMODE(file.stat().st_mode) == mode
    assert load(file) == run_of(example())
    assert [path.name for path in file.parent.iterdir()] == ["run.json"]


def test_a_pipe_gets_the_run_and_stays_a_pipe(tmp_path: Path) -> None:
    line, heard = Line(tmp_path / "pipe"), []
    reader = threading.Thread(target=lambda: heard.append(line.hear()), daemon=True)
    reader.start()
    save(run_of(example()), line.path)
    assert stat.S_ISFIFO(line.path.stat().st_mode)
    reader.join()
    assert Run.model_validate(json.loads(heard[0])) == run_of(example())
    assert list(tmp_path.iterdir()) == [line.path]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_nothing_is_left_of_a_run_that_was_not_written_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    save(run_of(), tmp_path / "run.json")

    def fail(*_: object, **__: object) -> str:
        raise error

    monkeypatch.setattr(results.ExampleResult, "model_dump_json", fail)
    with pytest.raises(UsageError if isinstance(error, OSError) else KeyboardInterrupt):
        save(run_of(example()), tmp_path / "run.json")
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]
    assert load(tmp_path / "run.json") == run_of()


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "missing.json").startswith("cannot read the run ")
    assert refused(tmp_path).startswith("cannot read the run ")


@pytest.mark.parametrize("text", ["", "no JSON", "{", '{"format": ', "[1, 2", "\x00", "NaN,"])
def test_a_file_that_is_no_json_is_refused(written: Callable[[Any], Path], text: str) -> None:
    assert "is not a run: it is not JSON" in refused(written(text))


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_bytes(json.dumps(data()).encode("utf-16"))
    assert "is not a run: it is not JSON" in refused(tmp_path / "run.json")


@pytest.mark.parametrize(
    "foreign", [None, 3, [], "text", {}, {"format": "pytest"}, {"format": None, "schema_version": 1}]
)
def test_a_file_of_another_tool_is_refused(written: Callable[[Any], Path], foreign: object) -> None:
    message = refused(written(json.dumps(foreign)))
    assert "is not a run of fastapi-by-example\nhint: `verify --output FILE` writes one" in message


@pytest.mark.parametrize("version", [4, 0, -1, None, "1", [1]])
def test_a_run_of_another_schema_version_is_refused_with_what_to_do(
    written: Callable[[Any], Path], version: object
) -> None:
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
def test_a_damaged_run_is_refused_with_the_place(
    written: Callable[[Any], Path], changed: dict[str, Any], where: str
) -> None:
    assert f"is a damaged run: {where}" in refused(written(data(**changed)))


@pytest.mark.parametrize("opening", ["[", '{"a":'])
@pytest.mark.parametrize("depth", [500, 200_000])
def test_a_deeply_nested_document_is_refused(written: Callable[[Any], Path], opening: str, depth: int) -> None:
    nested = opening * depth + "1" + {"[": "]", '{"a":': "}"}[opening] * depth
    assert "is not a run: it is not JSON" in refused(written(nested))
    whole = json.dumps(data(target="HERE")).replace('"HERE"', nested)
    assert "is not a run: it is not JSON" in refused(written(whole))


def test_half_a_character_is_refused(written: Callable[[Any], Path]) -> None:
    assert "is not a run: it is not JSON" in refused(written(data(target="a\ud800")))


def test_a_huge_number_is_refused(written: Callable[[Any], Path]) -> None:
    text = json.dumps(data()).replace('"duration": 1.5', '"duration": ' + "9" * 100_000)
    assert "run.json" in refused(written(text))


def test_a_file_larger_than_any_run_is_refused_unread(
    written: Callable[[Any], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
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
def test_the_exit_code_says_what_came_of_a_run(outcomes: list[Outcome], code: int) -> None:
    assert run_of(*(example(f"n{number}", one) for number, one in enumerate(outcomes))).exit_code == code


def test_an_interrupted_run_is_never_good() -> None:
    assert run_of(example(), interrupted=True).exit_code == 130
    assert run_of(interrupted=True, selected=["one"]).exit_code == 130


def test_the_schema_describes_what_is_written() -> None:
    schema = Run.model_json_schema()
    assert schema["properties"]["format"]["const"] == "fastapi-by-example/run"
    assert set(schema["properties"]) == set(run_of().model_dump())
    assert schema["additionalProperties"] is False


def test_a_shard_may_have_nothing_to_do() -> None:
    assert run_of(selected=["one"]).exit_code == 0


@pytest.mark.parametrize(("target", "code"), [("known-good", 1), ("2025-01-01", 0)])
def test_a_useless_watch_is_an_error_of_the_corpus_at_known_good_only(target: str, code: int) -> None:
    run = run_of(example(watch_problems=["watch_x: raised NameError: y"]), target=target)
    assert run.exit_code == code
    assert run.corpus_errors == (["one: watch_x: raised NameError: y"] if code else [])


def test_a_file_of_version_1_is_read(written: Callable[[Any], Path]) -> None:
    old = data(schema_version=1)
    for one in old["examples"]:
        del one["watch_problems"]
        del one["observations"]["watches"]
    for table in old["tables"]:
        del table["addition"]
    read = load(written(old))
    assert read.examples[0].observations.watches == []
    assert not any(table.addition for table in read.tables)
