"""The command line: help, search, copies, saved runs, and one message for each error."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from fastapi_by_example.__main__ import main
from fastapi_by_example.cli.app import app
from fastapi_by_example.environments import resolution
from fastapi_by_example.run.document import load, save
from tests.calling import Caller, uv_path
from tests.corpora import CorpusWriter
from tests.runs import example, failed, run_of


def all_commands() -> list[tuple[str, ...]]:
    def below(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield path
        for name, inner in getattr(command, "commands", {}).items():
            yield from below(inner, (*path, name))

    return list(below(typer.main.get_command(app), ()))


@pytest.mark.parametrize("path", all_commands(), ids=lambda path: " ".join(path) or "none")
def test_every_command_and_option_has_help(call: Caller, path: tuple[str, ...]) -> None:
    shown = call.fine(*path, "--help")
    assert shown == call.fine(*path, "-h")
    assert shown.startswith("Usage: fastapi-by-example")
    described = re.findall(r"(?m)^  (-[^ ]+.*?)(?:  |$)", shown)
    assert described
    assert not re.findall(r"(?m)^  -\S+(, -\S+)?( [A-Z]+)?$\n(?!    )", shown), "an option without a description"


def test_unsupported_system_is_rejected(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 3
    assert capsys.readouterr().err.startswith("error: Windows is not supported")


def test_version_is_that_of_the_distribution(call: Caller) -> None:
    assert re.fullmatch(r"fastapi-by-example \d+\.\d+\.\d+\n", call.fine("--version"))


def test_list_shows_tables_and_concepts(call: Caller, small: CorpusWriter) -> None:
    assert call.fine("list").splitlines() == [
        " 1 Table first",
        "   first   First",
        " 2 Table more",
        "   second  Second",
    ]
    assert call.fine("list", "2") == call.fine("list", "second") == " 2 Table more\n   second  Second\n"
    first, second = json.loads(call.fine("list", "--json"))
    assert (first["slug"], first["table"], first["summary"]) == ("first", 1, "it is first.")
    assert first["assets"] == [str(small.root / "examples" / "01_first" / "first.txt")]
    assert second["table_title"] == "Table more"


def test_list_counts_additions_separately(call: Caller, small: CorpusWriter) -> None:
    small.additions.add("03_newer")
    small.example("third", table="03_newer")
    assert call.fine("list").splitlines()[-1] == "seed: 2; additions: 1"
    assert call.fine("list", "1").splitlines()[-1] == "seed: 1; additions: 0"
    assert [one["addition"] for one in json.loads(call.fine("list", "--json"))] == [False, False, True]


def test_search_ranks_hits_and_exits_1_without_any(call: Caller, small: CorpusWriter) -> None:
    assert [line.split()[0] for line in call.fine("search", "first").splitlines()] == ["first"]
    assert {hit["slug"] for hit in json.loads(call.fine("search", "--json", "it", "is"))} == {"first", "second"}
    nothing = call("search", "nowhere", "at all")
    assert (nothing.code, nothing.out, nothing.err) == (1, "", "no example matches: nowhere at all\n")
    assert call("search", "--json", "nowhere").out == "[]\n"


def test_copy_includes_assets_and_optionally_the_test(call: Caller, small: CorpusWriter, tmp_path: Path) -> None:
    call.fine("copy", "first")
    assert sorted(path.name for path in Path().iterdir()) == ["first.py", "first.txt"]
    assert Path("first.py").read_text() == call.fine("show", "first", "--plain")
    shown = call.fine("copy", "second", "a new/folder", "--test")
    copied = sorted(path.name for path in Path("a new/folder").iterdir())
    assert copied == ["second.py", "second_fixtures.py", "test_second.py"]
    run = "uv run --no-project --with-requirements second.py --with pytest pytest test_second.py"
    hint = f"try it: cd 'a new/folder' && {run}"
    assert shown.splitlines()[-1] == hint
    command = hint.removeprefix("try it: ").replace("uv run", f"{uv_path()} run -q")
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert "1 passed" in done.stdout, done
    assert not Path("a new/folder/.venv").exists()
    assert not Path("a new/folder/uv.lock").exists()
    assert call.fine("copy", "second", "a new/folder", "--test") == shown  # an existing copy is not a conflict


def test_copy_renames_the_script(call: Caller, small: CorpusWriter) -> None:
    assert call.fine("copy", "second", "app/main.py") == "app/main.py\n"
    assert Path("app/main.py").read_text() == call.fine("show", "second", "--plain")
    assert "--test and --watch need a folder" in call.refused("copy", "second", "main.py", "--test")


def test_copy_names_the_script_by_its_header_and_prints_how_to_serve_it(call: Caller, small: CorpusWriter) -> None:
    header = '[tool.fastapi-by-example]\ncopy-as = "main.py"\nenvironment = ["SECRET_KEY"]'
    small.example("served", script="from fastapi import FastAPI\n\napp = FastAPI()\n", header=header)
    shown = call.fine("copy", "served", "there")
    assert shown.splitlines() == [
        "there/main.py",
        "try it: cd there && SECRET_KEY=$(openssl rand -hex 32) uv run --no-project --with-requirements main.py"
        ' --with "fastapi[standard]" fastapi dev main.py',
    ]


def test_watches_are_shown_and_copied(call: Caller, small: CorpusWriter) -> None:
    watch = "def watch_it():\n    return 1\n"
    small.example("watched", watch=watch)
    assert call.fine("show", "watched", "--watch") == watch
    call.fine("copy", "watched", "--watch")
    assert Path("watch_watched.py").read_text() == watch
    assert call.refused("show", "first", "--watch") == "first has no watches"
    assert "cannot be used together" in call.refused("show", "watched", "--watch", "--test")


def test_copy_overwrites_only_with_force(call: Caller, small: CorpusWriter) -> None:
    Path("first.txt").write_text("mine\n")
    assert call.refused("copy", "first") == "file already exists: first.txt\nhint: overwrite it with --force"
    assert Path("first.txt").read_text() == "mine\n"
    assert not Path("first.py").exists()
    call.fine("copy", "first", "--force")
    assert Path("first.txt").read_text() == "an asset\n"
    Path("main.py").write_text("mine\n")
    Path("first.txt").write_text("mine too\n")
    assert "file already exists: main.py, first.txt\n" in call.refused("copy", "first", "main.py")
    assert Path("main.py").read_text() == "mine\n"


def test_copy_names_an_unwritable_destination(call: Caller, small: CorpusWriter) -> None:
    Path("file").write_text("")
    assert "cannot write file/sub/first.py: " in call.refused("copy", "first", "file/sub")
    there = small.root / "examples" / "01_first"
    called = call("copy", "first", there, "--force")
    assert called.code == 2
    assert "are the same file" in called.err
    assert "value = 1" in (there / "first.py").read_text()


def test_mistyped_slug_gets_suggestions(call: Caller) -> None:
    for command in (["show"], ["copy"], ["run"], ["verify"], ["list"], ["bisect"]):
        more = ["2025-01-01", "2025-02-01"] if command == ["bisect"] else []
        message = call.refused(*command, "route_ordr", *more)
        assert message.startswith("no concept, table or path 'route_ordr'\nhint: did you mean route_order")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["nonsense"], "no such command 'nonsense'\nhint: see `fastapi-by-example -h`"),
        (["verif"], "no such command 'verif'\nhint: did you mean 'verify'?"),
        (["verify", "--nonsense"], "no such option: --nonsense\nhint: see `fastapi-by-example verify -h`"),
        (["verify", "--tim"], "no such option: --tim\nhint: did you mean --timeout, --twice?"),
        (["verify", "--target"], "option '--target' requires an argument"),
        (
            ["verify", "--target", "lates"],
            "'lates' is not a target: 'lates' is not a file and has no version\nhint: a target is ",
        ),
        (["verify", "--target", ""], "'' is not a target: it is empty\n"),
        (["verify", "--memory", "much"], "'much' is not a size\nhint: write it like 512M or 2G; 0 means no limit"),
        (["verify", "--shard", "3/2"], "'3/2' is not a shard\nhint: write it like 2/5, the second of five"),
        (["verify", "--shard", "0/2"], "'0/2' is not a shard\n"),
        (["verify", "--memory", "9999999999G"], "the memory limit 9999999999G is too large\nhint: 0 means no limit"),
        (["verify", "--timeout", "0"], "invalid value for '--timeout': "),
        (["verify", "--timeout", "inf"], "invalid value for '--timeout': "),
        (["verify", "--timeout", "nan"], "invalid value for '--timeout': "),
        (["bisect", "first", "2025-01-01", "2025-02-01", "--timeout", "3000000"], "invalid value for '--timeout': "),
        (["verify", "--jobs", "-1"], "invalid value for '--jobs' / '-j'"),
        (["verify", "--jobs", "many"], "invalid value for '--jobs' / '-j': "),
        (["verify", "--output", "missing/run.json"], "cannot write missing/run.json: its folder does not exist"),
        (["verify", "--junit", "."], "cannot write .: it is a folder"),
        (["verify", "--markdown", "missing/a.md"], "cannot write missing/a.md: its folder does not exist"),
        (["verify", "--junit", "a" * 300], f"cannot write {'a' * 300}: File name too long"),
        (["verify", "--output", "link.json"], "cannot write link.json: its folder does not exist"),
        (["list", "--corpus", "a" * 300], "File name too long: "),
        (["verify", "--failed"], "no selected example failed last time\nhint: run it without --failed"),
        (["verify", "--python-env", "missing"], "missing is not an environment: it has no working interpreter\n"),
        (["verify", "--corpus", "missing"], "examples/*/table.toml not found\nhint: give its folder with --corpus"),
        (["compare", "latest"], "no candidate to compare with\nhint: give two targets or runs"),
        (["compare", "latest", "latest", "--to", "latest"], "the candidate is given twice"),
        (["verify", "-q", "-v"], "--quiet and --verbose cannot be used together"),
        (["verify", "--target", "2999-01-01"], "is in the future"),
        (["compare", "latest", "2025-01-01", "--fail-on", "nothing"], "unknown kind 'nothing' in --fail-on"),
        (["compare", "latest", "2025-01-01", "--accept", "missing.toml"], "is not a file of accepted differences"),
        (["compare", "latest", "2025-01-01", "--markdown", "missing/a.md"], "its folder does not exist"),
        (["compare", "missing.json", "latest"], "'missing.json' is not a file and has no version"),
        (["bisect", "first", "2025-01-01", "lates"], "'lates' is not a target"),
        (["report", "missing.json"], "cannot read the run missing.json: No such file or directory"),
        (["merge"], "missing argument 'RUN'\nhint: see `fastapi-by-example "),
        (["show"], "missing argument 'SLUG'\nhint: see `fastapi-by-example "),
        (["search"], "missing argument 'WORD'\nhint: see `fastapi-by-example "),
        (["run", "first", "--port", "99999"], "invalid value for '--port' (env var: 'PORT'): "),
        (["known-good", "--set", "soon"], "'soon' is not a date: "),
        (["known-good", "--set", "2999-01-01"], "2999-01-01 is not over yet (UTC)"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
@pytest.mark.usefixtures("small")
def test_mistake_is_one_message_and_exit_code_2(
    call: Caller, arguments: list[str], expected: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FASTAPI_BY_EXAMPLE_CACHE", str(tmp_path / "cache"))
    Path("link.json").symlink_to("missing/run.json")
    assert expected in call.refused(*arguments)


def test_missing_interpreter_is_exit_code_3(call: Caller, small: CorpusWriter) -> None:
    called = call("verify", "--python", "2.1", "--offline")
    assert called.code == 3
    assert called.err.startswith("error: no Python found for '2.1': ")
    assert "Traceback" not in called.err


def test_unsupported_python_is_rejected(
    call: Caller, small: CorpusWriter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FASTAPI_BY_EXAMPLE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(resolution, "ask", lambda *_: "cpython 3.9.25 linux x86_64 /usr")
    assert call.refused("verify") == "Python 3.9.25 is too old: examples need 3.10 or newer"


@pytest.mark.parametrize("arguments", [["verify"], ["cache", "prune"]])
def test_unusable_cache_is_named(
    call: Caller, small: CorpusWriter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("FASTAPI_BY_EXAMPLE_CACHE", str(tmp_path / "file" / "cache"))
    message = call.refused(*arguments)
    assert str(tmp_path / "file" / "cache") in message
    assert "Not a directory" in message


def test_missing_home_is_reported(call: Caller, small: CorpusWriter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FASTAPI_BY_EXAMPLE_CACHE", "~/cache")
    assert call.refused("cache", "dir").startswith("no home folder for the cache ~/cache\n")


def test_help_is_shown_without_arguments(call: Caller) -> None:
    called = call()
    assert called.code == 2
    assert "Usage: fastapi-by-example" in called.out + called.err


def test_report_shows_a_saved_run_in_every_format(call: Caller) -> None:
    save(run_of(example(), failed("two")), Path("run.json"))
    called = call("report", "run.json", "--junit", "run.xml", "--markdown", "run.md")
    assert called.code == 1
    assert called.out.splitlines()[-1] == "1 passed, 1 failed"
    assert Path("run.xml").read_text().startswith("<?xml")
    assert Path("run.md").read_text().startswith("### ❌")
    as_json = call("report", "run.json", "--json")
    assert as_json.code == 1
    assert json.loads(as_json.out) == json.loads(Path("run.json").read_text())
    save(run_of(example()), Path("good.json"))
    assert call.fine("report", "good.json", "--quiet") == "1 passed, 0 failed\n"


def test_report_opens_no_file_named_in_a_run(call: Caller, tmp_path: Path) -> None:
    target = tmp_path / "target.lock"
    os.mkfifo(target)  # opening it would block forever
    hostile = failed("one", file=str(target)).model_copy(update={"environment": str(target)})
    save(run_of(hostile, target=str(target), python=str(target)), Path("run.json"))
    assert call("report", "run.json", "--verbose").code == 1
    assert call("compare", "run.json", "run.json").code == 0
    assert call("merge", "run.json").code == 1


def test_merge_joins_shards(call: Caller) -> None:
    whole = run_of(example("a"), failed("b"))
    for number, one in enumerate(whole.examples):
        save(whole.model_copy(update={"examples": [one]}), Path(f"{number}.json"))
    called = call("merge", "1.json", "0.json", "--output", "whole.json")
    assert (called.code, called.out.splitlines()[-1]) == (1, "1 passed, 1 failed")
    assert load(Path("whole.json")) == whole
    assert "these examples are in more than one run: a" in call.refused("merge", "0.json", "0.json")
    assert "no run has b" in call.refused("merge", "0.json")


def test_compare_exits_1_if_something_broke(call: Caller) -> None:
    save(run_of(example("a", tests=[])), Path("base.json"))
    save(run_of(failed("a", message="KeyError: 1")), Path("candidate.json"))
    called = call("compare", "base.json", "candidate.json", "--markdown", "c.md", "--save", "runs")
    assert called.code == 1
    assert called.out.splitlines()[0] == "known-good → known-good: 1 broken"
    assert Path("c.md").read_text().startswith("### ❌ FastAPI by Example: ")
    assert load(Path("runs/base.json")) == load(Path("base.json"))
    assert call("compare", "candidate.json", "base.json").code == 0
    assert json.loads(call("compare", "base.json", "candidate.json", "--json").out)["causes"][0]["kind"] == "broken"
    Path("file").write_text("")
    assert "cannot create the folder file" in call.refused("compare", "base.json", "base.json", "--save", "file")


def test_failures_are_annotated_under_github_actions(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    save(run_of(example("a", tests=[])), Path("base.json"))
    save(run_of(failed("a", message="::error::x\n::error::y")), Path("candidate.json"))
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    shown = call("compare", "base.json", "candidate.json").out.splitlines()
    assert shown[-1].startswith("::error title=broken%3A a::it fails: test_it: ::error::x")
    token = shown[0].removeprefix("::stop-commands::")
    assert shown[-2] == f"::{token}::"
    assert Path("summary.md").read_text().startswith("### ❌")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "missing/summary.md")
    called = call("compare", "base.json", "candidate.json")
    assert called.code == 2
    assert "error: cannot write the job summary to missing/summary.md" in called.err


def test_schema_is_printed_as_json(call: Caller) -> None:
    assert json.loads(call.fine("schema"))["title"] == "Run"


def test_targets_explains_every_spelling(call: Caller) -> None:
    shown = call.fine("targets")
    for spelled in ("known-good", "latest", "latest+pre", "2025-06-01", "starlette<1", "uv.lock", "git+https://"):
        assert spelled in shown
