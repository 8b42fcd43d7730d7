"""The command line as a process: pipes, terminals, and shell completion."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from fastapi_by_example.run.document import Run, save
from tests.calling import COMMAND, on_a_terminal, plain_environment
from tests.corpora import CorpusWriter
from tests.runs import example, failed, run_of


def test_python_m_runs_the_same_command(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    both = [
        subprocess.run([*command, "--help"], capture_output=True, text=True, cwd=root, check=True).stdout
        for command in ([COMMAND], [COMMAND.replace("fastapi-by-example", "python"), "-m", "fastapi_by_example"])
    ]
    assert both[0].partition("\n")[2] == both[1].partition("\n")[2]


def test_show_prints_files_exactly(small: CorpusWriter) -> None:
    script = small.root / "examples" / "01_first" / "first.py"
    script.write_bytes(script.read_bytes() + "# Grüße\t[bold]x[/bold] :smile: \x1b[31m\n\n\n".encode())
    for options in (["--plain"], []):
        shown = subprocess.run([COMMAND, "show", "first", *options], capture_output=True, check=True)
        assert shown.stdout == script.read_bytes()
    shown = subprocess.run([COMMAND, "show", "first", "--test", "--plain"], capture_output=True, check=True)
    assert shown.stdout == script.with_name("test_first.py").read_bytes()


def test_pipe_or_no_color_gives_plain_text() -> None:
    save(run_of(example(), failed("two")), Path("run.json"))
    command = [COMMAND, "report", "run.json"]
    piped = subprocess.run(command, capture_output=True, text=True, env=plain_environment(TERM="xterm")).stdout
    coloured = on_a_terminal(command, plain_environment(TERM="xterm-256color"))
    plain = on_a_terminal(command, plain_environment(TERM="xterm-256color", NO_COLOR="1"))
    assert "\x1b" in coloured
    assert "\x1b" not in piped + plain
    for shown in (piped, plain):
        assert shown.replace("\r\n", "\n").splitlines()[-1] == "1 passed, 1 failed"
    wide = subprocess.run(command, capture_output=True, text=True, env=plain_environment(TERM="dumb")).stdout
    assert wide == piped


@pytest.mark.parametrize(
    "arguments", [["list"], ["list", "--json"], ["show", "first"], ["schema"], ["targets"], ["-h"]]
)
def test_closed_pipe_gives_no_traceback(small: CorpusWriter, arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.Popen([COMMAND, *arguments], stdout=writing, stderr=subprocess.PIPE, text=True)
    os.close(writing)
    _, err = process.communicate()
    assert err == ""
    assert process.returncode == -signal.SIGPIPE


@pytest.mark.parametrize("arguments", ["list", "list --json", "report run.json", "report run.json --json", "-h"])
def test_full_disk_is_an_error_and_closed_output_is_not(small: CorpusWriter, arguments: str) -> None:
    save(run_of(example()), Path("run.json"))
    for redirection in (">&-", "2>&-", "<&- >&- 2>&-"):
        line = f"{COMMAND} {arguments} {redirection}"
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, ""), redirection
        assert bool(done.stdout) is (">&-" not in redirection.split())
    line = f"ulimit -f 0; {COMMAND} {arguments} > full"  # no file may have a byte
    full = subprocess.run(["bash", "-c", line], stderr=subprocess.PIPE, text=True)
    assert (full.returncode, full.stderr) == (2, "error: File too large\n")


@pytest.mark.parametrize("variables", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}])
def test_unencodable_characters_are_replaced(variables: dict[str, str]) -> None:
    run = run_of(example(), failed("two", "Grüße ✓"), target="Grüße 🎉")
    save(run, Path("run.json"))
    environ = plain_environment(**variables, PYTHONCOERCECLOCALE="0")
    shown = subprocess.run([COMMAND, "report", "run.json"], capture_output=True, env=environ)
    assert (shown.returncode, shown.stderr) == (1, b"")
    assert shown.stdout.isascii()
    assert b"Gr??e ?" in shown.stdout
    assert shown.stdout.splitlines()[-1] == b"1 passed, 1 failed"
    as_json = subprocess.run([COMMAND, "report", "run.json", "--json"], capture_output=True, env=environ)
    assert Run.model_validate_json(as_json.stdout.decode("ascii")) == run


def test_head_may_stop_reading(small: CorpusWriter) -> None:
    line = f"{COMMAND} list --json | head -n 1"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[\n", "")


@pytest.mark.parametrize("command", ["show", "verify", "bisect"])
def test_bash_completes_slugs(command: str) -> None:
    words = f"fastapi-by-example {command} route_o"
    environ = plain_environment(_FASTAPI_BY_EXAMPLE_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD="2")
    done = subprocess.run([COMMAND], capture_output=True, text=True, env=environ)
    assert done.stdout.split() == ["route_order"], done


def test_zsh_completes_slugs_with_titles(small: CorpusWriter) -> None:
    environ = plain_environment(
        _FASTAPI_BY_EXAMPLE_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS="fastapi-by-example show "
    )
    done = subprocess.run([COMMAND], capture_output=True, text=True, env=environ)
    assert '"first":"First"' in done.stdout, done
    assert '"second":"Second"' in done.stdout


def test_completion_is_silent_if_the_corpus_is_broken(tmp_path: Path) -> None:
    environ = plain_environment(
        _FASTAPI_BY_EXAMPLE_COMPLETE="complete_bash",
        COMP_WORDS="fastapi-by-example show x",
        COMP_CWORD="2",
        FASTAPI_BY_EXAMPLE_CORPUS=str(tmp_path),
    )
    done = subprocess.run([COMMAND], capture_output=True, text=True, env=environ)
    assert (done.stdout.strip(), done.stderr) == ("", "")
