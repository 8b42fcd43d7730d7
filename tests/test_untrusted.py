"""Untrusted files are read in bounded time and memory, and rejected with one line."""

import os
from pathlib import Path

import pytest

from fastapi_by_example.corpus.discovery import CorpusError
from fastapi_by_example.errors import UsageError
from fastapi_by_example.run.document import load
from fastapi_by_example.untrusted import UnreadableError, parse_toml, text_of
from tests.corpora import CorpusWriter

HOSTILE_TOML = {
    "deep arrays": f"a = {'[' * 100_000}{']' * 100_000}",
    "deep arrays with spaces": f"a = {'[ ' * 100_000}",
    "deep inline tables": f"a = {'{b = ' * 100_000}",
    "arrays in tables": f"a = {'[{b = ' * 50_000}",
    "a dotted key": f"{'a.' * 100_000}a = 1",
    "a dotted key with spaces": f"{'a . ' * 100_000}a = 1",
    "a quoted dotted key": f"{chr(34)}a{chr(34)}." * 50_000 + "a = 1",
    "a dotted table": f"[{'a.' * 100_000}a]",
    "a long number": f"a = {'9' * 1_000_000}",
    "a long number with underscores": f"a = {'9_' * 500_000}9",
    "not TOML": "a = = 1",
}


@pytest.mark.parametrize("kind", HOSTILE_TOML)
def test_hostile_toml_is_rejected_with_one_line(kind: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        parse_toml(HOSTILE_TOML[kind])
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_ordinary_toml_is_read() -> None:
    assert parse_toml('[a.b]\nc = [[1], [2]]\nd = "a.b.c.d"\n') == {"a": {"b": {"c": [[1], [2]], "d": "a.b.c.d"}}}


def test_pipes_devices_folders_and_large_files_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_bytes(b"x" * 100)
    for path, reason in (
        (tmp_path / "pipe", "it is not a regular file"),
        (Path("/dev/zero"), "it is not a regular file"),
        (tmp_path, "it is a folder"),
        (tmp_path / "large", "it is larger than "),
        (tmp_path / "missing", "No such file or directory"),
    ):
        with pytest.raises(UnreadableError, match=reason):
            text_of(path, largest=99)


@pytest.mark.parametrize("name", ["table.toml", "sample.py", "test_sample.py", "watch_sample.py", "sample_data"])
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_a_corpus_with_a_pipe_or_a_device_is_rejected(corpus: CorpusWriter, name: str, kind: str) -> None:
    path = corpus.example("sample").with_name(name)
    path.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    with pytest.raises(CorpusError, match="it is not a regular file"):
        corpus.discover()


def test_hostile_headers_are_one_problem_each(corpus: CorpusWriter) -> None:
    for number, text in enumerate(HOSTILE_TOML.values()):
        script = corpus.example(f"n{number}")
        script.write_text(f"# /// script\n# {text}\n# ///\n")
    with pytest.raises(CorpusError) as caught:
        corpus.discover()
    assert len(caught.value.problems) == len(HOSTILE_TOML)


def test_a_run_from_a_pipe_is_rejected(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "run.json")
    with pytest.raises(UsageError, match="it is not a regular file"):
        load(tmp_path / "run.json")
