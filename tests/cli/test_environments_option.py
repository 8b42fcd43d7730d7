"""Commands that need environments: `verify`, `run`, `cache`, and moving the known-good date."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from fastapi_by_example.errors import UsageError
from fastapi_by_example.run.document import Outcome, load, save
from fastapi_by_example.store.cache import CACHE_VARIABLE, Cache, locked
from fastapi_by_example.targets.known_good import move_known_good
from tests.calling import (
    COMMAND,
    Caller,
    free_port,
    on_a_terminal,
    plain_environment,
    serving,
    uv_path,
)
from tests.corpora import CorpusWriter


@pytest.fixture(autouse=True)
def _with_the_shared_cache(monkeypatch: pytest.MonkeyPatch, cache: Cache) -> None:
    monkeypatch.setenv(CACHE_VARIABLE, str(cache.root))


def test_blame_opens_no_file_named_in_a_saved_run(call: Caller, small: CorpusWriter, tmp_path: Path) -> None:
    named = tmp_path / "uv.lock"
    os.mkfifo(named)  # opening it would block forever
    call.fine("verify", "first", "-o", "base.json")
    base = load(Path("base.json")).model_copy(update={"target": str(named)})
    save(base, Path("base.json"))
    broken = base.examples[0].model_copy(update={"outcome": Outcome.CRASHED, "message": "it is broken"})
    save(base.model_copy(update={"examples": [broken]}), Path("candidate.json"))
    called = call("compare", "base.json", "candidate.json", "--blame")
    assert called.code == 1
    assert "crashed: it is broken" in called.out
    assert called.err.splitlines()[0] == "dating 1 cause with first"


FAILING = "def test_it():\n    print('out')\n    assert 1 == 2\n"


def test_verify_writes_every_format_at_once(call: Caller, small: CorpusWriter) -> None:
    small.example("third", FAILING)
    small.additions.add("02_more")
    small.table("02_more")
    called = call("verify", "-o", "run.json", "--junit", "run.xml", "--markdown", "run.md", "--jobs", "1")
    assert called.code == 1
    lines = called.out.splitlines()
    assert lines[0].startswith("failed       third  ")
    assert lines[-2:] == ["seed: 1 of 2; additions: 1 of 1", "2 passed, 1 failed"]
    assert "  E       assert 1 == 2" in lines
    run = load(Path("run.json"))
    assert [(one.slug, one.outcome) for one in run.examples] == [
        ("first", Outcome.PASSED),
        ("third", Outcome.FAILED),
        ("second", Outcome.PASSED),
    ]
    assert run.selected == ["first", "third", "second"]
    assert [suite.get("tests") for suite in ElementTree.parse("run.xml").getroot()] == ["2", "1"]
    assert "2 passed, 1 failed" in Path("run.md").read_text()
    as_json = call("verify", "second", "--json", "--quiet")
    assert (as_json.code, json.loads(as_json.out)["selected"]) == (0, ["second"])
    again = call("verify", "--failed", "-q")
    assert (again.code, again.out.splitlines()[-1]) == (1, "0 passed, 1 failed")


def test_merged_shards_are_the_whole_run(call: Caller, small: CorpusWriter) -> None:
    for number in (1, 2):
        call.fine("verify", "--shard", f"{number}/2", "-o", f"{number}.json")
        assert len(load(Path(f"{number}.json")).examples) == 1
    assert call.fine("merge", "1.json", "2.json").splitlines()[-1] == "2 passed, 0 failed"


def test_without_a_terminal_progress_is_a_line_for_each_environment_and_table(
    call: Caller, small: CorpusWriter
) -> None:
    small.example("third", dependencies=["certifi<2026"], table="02_more")
    lines = sorted(call("verify").err.splitlines())
    assert lines[-2:] == ["verified table 1: 1 passed", "verified table 2: 2 passed"]
    assert "built the environment of certifi<2026" in lines
    assert "built" not in call("verify").err
    assert call("verify", "-q").err == ""


def test_terminal_shows_progress_unless_no_color_is_set(small: CorpusWriter) -> None:
    small.example("third", FAILING)
    shown = on_a_terminal([COMMAND, "verify"], plain_environment(TERM="xterm-256color"))
    assert "\x1b[?25l" in shown  # the cursor is hidden while the progress is drawn
    assert "\x1b[?25h" in shown
    plain = on_a_terminal([COMMAND, "verify"], plain_environment(TERM="xterm-256color", NO_COLOR="1"))
    assert "\x1b" not in plain
    assert plain.splitlines()[-1] == "2 passed, 1 failed"


def test_unresolvable_target_is_exit_code_3(call: Caller, corpus: CorpusWriter) -> None:
    corpus.example("lacks", dependencies=["idna"])
    target = ("--corpus", corpus.root, "--target", "idna==0.0.0.dev0")
    called = call("verify", *target)
    assert called.code == 3
    assert called.err.startswith("error: cannot resolve idna==0.0.0.dev0: ")
    called = call("run", "lacks", *target)
    assert called.code == 3
    assert "error: cannot build an environment for lacks on idna==0.0.0.dev0: " in called.err


def test_environment_that_verifies_nothing_is_exit_code_3(call: Caller, corpus: CorpusWriter, tmp_path: Path) -> None:
    corpus.example("lacks", dependencies=["idna"])
    subprocess.run([uv_path(), "venv", "-q", "--no-project", str(tmp_path / "env")], check=True)
    called = call("verify", "--corpus", corpus.root, "--python-env", tmp_path / "env")
    assert (called.code, called.out.splitlines()[-1]) == (3, "0 passed, 0 failed, 1 not applicable")


def test_installed_environment_is_left_unchanged(call: Caller, small: CorpusWriter, tmp_path: Path) -> None:
    small.example("lacks", dependencies=["idna"])
    subprocess.run([uv_path(), "venv", "-q", "--no-project", str(tmp_path / "env")], check=True)
    before = sorted(str(path) for path in (tmp_path / "env").rglob("*"))
    called = call("verify", "--python-env", tmp_path / "env", "-o", "run.json")
    assert (called.code, called.out.splitlines()[-1]) == (0, "2 passed, 0 failed, 1 not applicable")
    assert f"not applicable: lacks: needs idna, which {tmp_path / 'env'} does not have" in called.out
    assert call("verify", "--python-env", tmp_path / "env", "--require-all").code == 1
    assert load(Path("run.json")).target == str(tmp_path / "env")
    assert sorted(str(path) for path in (tmp_path / "env").rglob("*")) == before


def with_date(small: CorpusWriter, day: str = "2026-10-01") -> Path:
    """Give a corpus its own known-good date."""
    file = small.root / "pyproject.toml"
    file.write_text(f'# ours\n[tool.fastapi-by-example]\nknown-good = "{day}"\n\n[tool.other]\nknown-good = 1\n')
    return file


def test_known_good_date_comes_from_the_corpus_or_the_runner(call: Caller, small: CorpusWriter) -> None:
    ours = call.fine("known-good")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d\n", ours)
    assert f"every package as of {ours.strip()}" in call.fine("targets")
    with_date(small)
    assert call.fine("known-good") == "2026-10-01\n"
    call.fine("verify", "first", "-q", "-o", "run.json")
    assert load(Path("run.json")).resolved_as_of == "2026-10-02T00:00:00Z"


def test_known_good_date_moves_if_everything_passes(call: Caller, small: CorpusWriter) -> None:
    file = with_date(small)
    before = file.read_text()
    shown = call.fine("known-good", "--set", "2026-11-01")
    assert shown.splitlines()[-2:] == ["2 passed, 0 failed", "the known-good date is now 2026-11-01"]
    assert file.read_text() == before.replace("2026-10-01", "2026-11-01")
    small.example("third", FAILING)
    called = call("known-good", "--set", "2026-11-02")
    assert called.code == 1
    stays = "the known-good date is still 2026-11-01: not every example passes as of 2026-11-02"
    assert called.err.splitlines()[-1] == stays
    assert call.fine("known-good") == "2026-11-01\n"


def test_other_corpus_does_not_move_the_runners_date(call: Caller, small: CorpusWriter) -> None:
    before = call.fine("known-good")
    assert "has no known-good date of its own" in call.refused("known-good", "--set", "2026-11-01")
    assert call.fine("known-good") == before


def test_unfinished_day_is_rejected(call: Caller, small: CorpusWriter) -> None:
    with_date(small)
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    assert f"{today} is not over yet (UTC)" in call.refused("known-good", "--set", today)


@pytest.mark.parametrize("text", ["", 'known-good = "a"\n', "[tool.fastapi-by-example\n"])
def test_file_without_a_date_is_not_modified(tmp_path: Path, text: str) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text(text)
    with pytest.raises(UsageError, match="has no known-good date to move"):
        move_known_good(file, datetime(2026, 11, 1, tzinfo=UTC).date())
    assert file.read_text() == text


def test_moving_the_date_changes_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    before = '# mine\n[tool.fastapi-by-example] # here\nother = 1\nknown-good = "2026-10-01" # the day\n\n[x]\na=  2\n'
    file.write_text(before)
    move_known_good(file, datetime(2026, 11, 1, tzinfo=UTC).date())
    assert file.read_text() == before.replace("2026-10-01", "2026-11-01")


def test_environment_of_a_served_example_is_not_pruned(cache: Cache) -> None:
    def in_use(lock: Path) -> bool:
        with locked(lock, wait=False) as free:
            return not free

    port = free_port()
    with serving([COMMAND, "run", "route_order", "--port", str(port)], plain_environment(), port) as ask:
        assert ask("/users/me") == "the current user"
        assert ask("/users/7") == "user number 7"
        locks = list((cache.root / "environments").glob("*.lock"))
        assert sum(map(in_use, locks)) == 1
    assert not any(map(in_use, locks))


def test_cache_is_shown_and_pruned(call: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "own"))
    folder = tmp_path / "own" / "runs"
    folder.mkdir(parents=True)
    (folder / "a.json").write_text("x" * 2**20)
    called = call("cache", "dir")
    assert (called.out, called.err) == (f"{tmp_path / 'own'}\n", "1.0 MiB\n")
    assert call.fine("cache", "prune") == "freed 1.0 MiB\n"
    assert call("cache", "dir").err == "0.0 MiB\n"


def test_empty_run_verifies_nothing(call: Caller, tmp_path: Path) -> None:
    table = tmp_path / "empty" / "examples" / "01_first"
    table.mkdir(parents=True)
    (table / "table.toml").write_text('number = 1\ntitle = "T"\nintroduction = "I."\nconcepts = []\n')
    assert call("verify", "--corpus", tmp_path / "empty").code == 3
    assert call.fine("list", "--corpus", tmp_path / "empty") == ""


def test_environment_can_be_named_by_its_interpreter(call: Caller, small: CorpusWriter) -> None:
    python = Path(sys.executable)
    message = "--python-env cannot be used with --target or --python"
    assert message in call.refused("verify", "first", "--python-env", python, "--target", "latest")
    assert call("verify", "first", "--python-env", python).code == 0


def test_file_that_contradicts_itself_is_one_error(call: Caller, small: CorpusWriter, tmp_path: Path) -> None:
    (tmp_path / "twice.txt").write_text("fastapi==0.110.0\nfastapi==0.111.0\n")
    called = call("verify", "--target", tmp_path / "twice.txt")
    assert called.code == 3
    assert called.out == ""
    assert called.err.count("\n") == 1
    assert called.err.startswith(f"error: cannot resolve {tmp_path / 'twice.txt'}: No solution found")


def test_unused_pin_is_noted(call: Caller, small: CorpusWriter) -> None:
    small.example("pinned", dependencies=["idna"])
    called = call("verify", "pinned", "--target", "known-good,ifna==1.0")
    assert called.code == 3
    assert "cannot resolve known-good,ifna==1.0: " in called.err
    called = call("verify", "pinned", "--target", "known-good,six==1.16.0")
    assert called.code == 0
    assert called.err.splitlines()[-1] == "note: the target pins six, which no example uses"


def test_unwritable_report_does_not_lose_the_results(
    call: Caller, small: CorpusWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise UsageError("cannot write it")

    monkeypatch.setattr("fastapi_by_example.render.emit.write", refuse)
    called = call("verify", "first", "--junit", "report.xml")
    assert called.code == 2
    assert called.err.splitlines()[-1] == "error: cannot write it"
    assert "1 passed, 0 failed" in called.out.splitlines()
