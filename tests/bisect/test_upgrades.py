"""Comparing and bisecting end to end, with a local index of fake packages and upload times."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fake_index import FakeIndex, Release, serving

# An application framework in a few lines, under the name of the one that the runner observes.
FRAMEWORK = """
import json
import warnings

__version__ = "{version}"


class FastAPI:
    def __init__(self, title="FastAPI"):
        self.title = title

    async def __call__(self, scope, receive, send):
        {prelude}
        body = json.dumps({body}).encode()
        headers = [(b"content-type", b"application/json"), *{headers}]
        await send({{"type": "http.response.start", "status": {status}, "headers": headers}})
        await send({{"type": "http.response.body", "body": body}})

    def openapi(self):
        return {openapi}
"""
SCRIPT = '''# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi"]
# ///
"""Answer: ask an application."""

import asyncio

from fastapi import FastAPI

app = FastAPI()


def ask(path="/"):
    sent = []

    async def receive():
        return {"type": "http.request", "body": b""}

    async def send(message):
        sent.append(message)

    asyncio.run(app({"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}, receive, send))
    return sent
'''
TEST = """from answer import ask


def test_an_answer_comes():
    sent = ask()
    assert sent[0]["status"] == 200
"""
OPENAPI = '{"openapi": "3.1.0", "paths": {"/": {"get": {"responses": {"200": {"description": "OK"}}}}}}'


def framework(version: str, uploaded: str, **parts: str) -> Release:
    """A release of the framework, with the given parts replaced."""
    filled = {
        "prelude": "pass",
        "body": '{"answer": 42}',
        "headers": "[]",
        "status": "200",
        "openapi": OPENAPI,
        **{name: text for name, text in parts.items() if name != "requires"},
    }
    requires = tuple(parts["requires"].split()) if "requires" in parts else ()
    return Release("fastapi", version, FRAMEWORK.format(version=version, **filled), uploaded, requires)


def day(number: int) -> str:
    """A moment in the tests' calendar."""
    return f"2026-03-{number:02}T12:00:00Z"


@pytest.fixture
def index() -> Iterator[FakeIndex]:
    """An index for the tests to fill."""
    with serving(FakeIndex()) as served:
        yield served


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus with one example of the framework."""
    table = tmp_path / "corpus" / "examples" / "01_first"
    table.mkdir(parents=True)
    (table / "table.toml").write_text(
        'number = 1\ntitle = "First"\nintroduction = "The first."\nconcepts = ["answer"]\n'
    )
    (table / "answer.py").write_text(SCRIPT)
    (table / "test_answer.py").write_text(TEST)
    return tmp_path / "corpus"


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
def command(corpus: Path, index: FakeIndex, tmp_path: Path) -> Command:
    """The command line with its own cache, since the fake releases of other tests have the same names."""
    return Command(corpus, index, tmp_path / "cache", tmp_path)


def kinds(found: dict[str, object]) -> list[str]:
    """The kinds of a comparison's causes, without internal ones."""
    causes = found["causes"]
    assert isinstance(causes, list)
    return [cause["kind"] for cause in causes if cause["aspect"] != "inside"]


def test_release_without_changes_is_reported_as_such(command: Command, index: FakeIndex) -> None:
    index.releases += [framework("1.0", day(1)), framework("1.1", day(5))]
    done = command("compare", "2026-03-02", "2026-03-06")
    assert done.returncode == 0, done.stderr
    assert "nothing changed in 1 example\n" in done.stdout
    assert "fastapi 1.0 → 1.1" in done.stdout


@pytest.mark.parametrize(
    ("changed", "kind", "words"),
    [
        ({"status": "404"}, "broken", ("200", "404", "assert 404 == 200")),
        ({"body": '{"answer": 43}'}, "behaviour", ("body answer", "42", "43")),
        ({"headers": '[(b"vary", b"Origin")]'}, "behaviour", ("header vary", "nothing", "Origin")),
        ({"body": '{"answer": 42.0}'}, "behaviour", ("body answer", "42", "42.0")),
        ({"openapi": OPENAPI.replace('"get"', '"put"')}, "openapi", ("<path> › get",)),
        (
            {"prelude": 'warnings.warn("old", DeprecationWarning)'},
            "warning",
            ("a warning begins", "DeprecationWarning: old"),
        ),
        ({"requires": "no-such-package"}, "unresolvable", ("no-such-package",)),
    ],
)
def test_every_kind_of_change_is_reported(
    command: Command, index: FakeIndex, changed: dict[str, str], kind: str, words: tuple[str, ...]
) -> None:
    index.releases += [framework("1.0", day(1)), framework("1.1", day(5), **changed)]
    if kind == "unresolvable":
        status, found = command.compare("fastapi==1.0", "fastapi==1.1")
    else:
        status, found = command.compare("2026-03-02", "2026-03-06")
    assert kind in kinds(found)
    assert [word for word in words if word not in json.dumps(found["causes"], ensure_ascii=False)] == []
    assert status == (kind in ("broken", "unresolvable"))


def test_fixed_example_is_not_a_failure(command: Command, index: FakeIndex) -> None:
    index.releases += [framework("1.0", day(1), status="500"), framework("1.1", day(5))]
    status, found = command.compare("2026-03-02", "2026-03-06")
    assert kinds(found)[0] == "behaviour"  # a changed response is never reported only as fixed
    assert status == 0


def test_fail_on_adds_kinds(command: Command, index: FakeIndex) -> None:
    index.releases += [framework("1.0", day(1)), framework("1.1", day(5), body='{"answer": 43}')]
    assert command.compare("2026-03-02", "2026-03-06", "--fail-on", "behaviour")[0] == 1
    assert command.compare("2026-03-02", "2026-03-06", "--fail-on", "warning")[0] == 0


def test_nondeterminism_is_not_a_change(command: Command, index: FakeIndex) -> None:
    varying = '{"answer": 42, "at": __import__("time").time_ns(), "list": list(range(__import__("os").getpid() % 7))}'
    index.releases += [framework("1.0", day(1), body=varying), framework("1.1", day(5), body=varying)]
    status, found = command.compare("2026-03-02", "2026-03-06")
    assert [cause for cause in found["causes"] if "body at" in cause["sentence"]] == []  # type: ignore[attr-defined]
    assert status == 0


def test_accepted_change_counts_again_after_it_expires(command: Command, index: FakeIndex, tmp_path: Path) -> None:
    index.releases += [framework("1.0", day(1)), framework("1.1", day(5), status="404")]
    cause = command.compare("2026-03-02", "2026-03-06")[1]["causes"][0]["key"]  # type: ignore[index]
    file = tmp_path / "accepted.toml"
    entry = '[[accept]]\ncause = {cause}\nreason = "known"\nexpires = "{day}"\n'
    file.write_text(entry.format(cause=json.dumps(cause), day="2999-01-01"))
    status, found = command.compare("2026-03-02", "2026-03-06", "--accept", str(file))
    assert (status, kinds(found)) == (0, [])
    file.write_text(entry.format(cause=json.dumps(cause), day="2026-01-01"))
    status, found = command.compare("2026-03-02", "2026-03-06", "--accept", str(file))
    assert (status, kinds(found)) == (1, ["broken"])
    file.write_text(entry.format(cause='"something else"', day="2999-01-01"))
    _, found = command.compare("2026-03-02", "2026-03-06", "--accept", str(file))
    assert [one["cause"] for one in found["unused_acceptances"]] == ["something else"]  # type: ignore[attr-defined]


def test_bisect_names_the_release(command: Command, index: FakeIndex) -> None:
    index.releases += [framework(f"1.{n}", day(n), body=f'{{"answer": {42 if n < 17 else 43}}}') for n in range(1, 28)]
    done = command("bisect", "answer", "2026-03-01", "2026-03-29", "--json")
    assert done.returncode == 1, done.stderr
    found = json.loads(done.stdout)
    (finding,) = found["findings"]
    assert finding["blame"]["packages"] == ["fastapi 1.16 → 1.17"]
    assert finding["blame"]["released"].startswith("2026-03-17T12:0")
    assert [(one["old"], one["new"]) for one in finding["causes"]] == [("42", "43")]


def test_interrupted_bisection_resumes(command: Command, index: FakeIndex) -> None:
    index.releases += [framework(f"2.{n}", day(n), status="200" if n < 9 else "404") for n in range(1, 20)]
    first = command("bisect", "answer", "2026-03-01", "2026-03-20")
    again = command("bisect", "answer", "2026-03-01", "2026-03-20")
    assert "fastapi 2.8 → 2.9" in first.stdout
    assert "fastapi 2.8 → 2.9" in again.stdout
    assert again.stdout.endswith("0 runs\n")


def test_bisect_reports_a_change_that_comes_and_goes(command: Command, index: FakeIndex) -> None:
    index.releases += [
        framework(f"3.{n}", day(n), body=f'{{"answer": {n in (3, 4, 5, 6, 18, 19)}}}') for n in range(1, 20)
    ]
    done = command("bisect", "answer", "2026-03-01", "2026-03-20", "--json")
    assert "intermittent" in json.loads(done.stdout)["findings"][0]["blame"]["remark"]


def test_bisect_dates_all_causes_or_follows_one(command: Command, index: FakeIndex) -> None:
    def release(n: int) -> Release:
        headers = '[(b"vary", b"Origin")]' if n >= 6 else "[]"
        return framework(f"1.{n}", day(n), body=f'{{"answer": {42 if n < 17 else 43}}}', headers=headers)

    index.releases += [release(n) for n in range(1, 28)]
    done = command("bisect", "answer", "2026-03-01", "2026-03-29", "--json")
    found = json.loads(done.stdout)["findings"]
    assert [one["blame"]["packages"] for one in found] == [["fastapi 1.5 → 1.6"], ["fastapi 1.16 → 1.17"]]
    one = json.loads(command("bisect", "answer", "2026-03-01", "2026-03-29", "--cause", "vary", "--json").stdout)
    assert [one["blame"]["packages"] for one in one["findings"]] == [["fastapi 1.5 → 1.6"]]
    assert (
        "no cause of answer matches 'no such words'"
        in command("bisect", "answer", "2026-03-01", "2026-03-29", "--cause", "no such words").stderr
    )


def test_reversed_comparison_reports_the_same_causes(command: Command, index: FakeIndex) -> None:
    changed = {"status": "404", "headers": '[(b"vary", b"Origin")]', "openapi": OPENAPI.replace('"get"', '"put"')}
    index.releases += [framework("1.0", day(1)), framework("1.1", day(5), **changed)]
    _, there = command.compare("2026-03-02", "2026-03-06")
    _, back = command.compare("2026-03-06", "2026-03-02")
    values = [
        sorted((one["old"], one["new"])[:: 1 if side is there else -1] for one in side["causes"])  # type: ignore[attr-defined]
        for side in (there, back)
    ]
    assert values[0] == values[1]
    assert "broken" in kinds(there)
    assert "broken" not in kinds(back)


def test_bisect_needs_a_resolvable_base(command: Command, index: FakeIndex) -> None:
    index.releases.append(framework("1.0", day(1)))
    done = command("bisect", "answer", "fastapi==999", "latest")
    assert done.returncode == 3
    assert "cannot build an environment for answer on fastapi==999: " in done.stderr


def test_bisect_reports_equal_ends(command: Command, index: FakeIndex) -> None:
    index.releases += [framework("1.0", day(1)), framework("1.1", day(5))]
    done = command("bisect", "answer", "2026-03-02", "2026-03-06")
    assert done.returncode == 0
    assert "answer is the same on both sides" in done.stdout


def test_releases_of_the_same_minute_are_blamed_together(command: Command, index: FakeIndex) -> None:
    helper = "VALUE = {}\n"
    index.releases += [
        Release("answers", "1.0", helper.format(42), day(1)),
        Release("answers", "1.1", helper.format(43), "2026-03-09T08:00:10Z"),
        framework("4.0", day(1), requires="answers==1.0", body='{"answer": __import__("answers").VALUE}'),
        framework(
            "4.1", "2026-03-09T08:00:40Z", requires="answers==1.1", body='{"answer": __import__("answers").VALUE}'
        ),
    ]
    blame = json.loads(command("bisect", "answer", "2026-03-02", "2026-03-12", "--json").stdout)["findings"][0]["blame"]
    assert blame["packages"] == ["answers 1.0 → 1.1", "fastapi 4.0 → 4.1"]
    assert "same minute" in blame["remark"]


def test_bisect_between_lock_files_finds_the_changed_package(
    command: Command, index: FakeIndex, tmp_path: Path
) -> None:
    extra = [Release(name, version, "", day(1)) for name in ("aaa", "zzz") for version in ("1.0", "2.0")]
    requires = "aaa zzz"
    index.releases += [
        *extra,
        framework("5.0", day(1), requires=requires),
        framework("5.1", day(1), requires=requires, status="404"),
    ]
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text("aaa==1.0\nfastapi==5.0\nzzz==1.0\n")
    new.write_text("aaa==2.0\nfastapi==5.1\nzzz==2.0\n")
    status, found = command.compare(str(old), str(new), "--blame")
    assert status == 1
    assert found["causes"][0]["blame"]["packages"] == ["fastapi 5.0 → 5.1"]  # type: ignore[index]


def blame_of(found: dict[str, object], kind: str) -> dict[str, object]:
    """The release behind the first cause of a kind."""
    causes = found["causes"]
    assert isinstance(causes, list)
    blame = next(cause for cause in causes if cause["kind"] == kind)["blame"]
    assert isinstance(blame, dict)
    return blame


def test_failure_is_blamed_on_its_first_release_despite_another_message(command: Command, index: FakeIndex) -> None:
    statuses = {n: "200" if n < 8 else "404" if n < 20 else "500" for n in range(1, 25)}
    index.releases += [framework(f"1.{n}", day(n), status=status) for n, status in statuses.items()]
    _, found = command.compare("2026-03-01", "2026-03-25", "--blame")
    assert blame_of(found, "broken")["packages"] == ["fastapi 1.7 → 1.8"]


def test_unresolvable_is_blamed_on_the_version_that_introduced_it(
    command: Command, index: FakeIndex, tmp_path: Path
) -> None:
    index.releases += [
        *(Release(name, version, "", day(1)) for name in ("aaa", "zzz") for version in ("1.0", "2.0")),
        framework("5.0", day(1), requires="aaa zzz"),
        framework("5.1", day(1), requires="aaa zzz no-such-package"),
    ]
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text("aaa==1.0\nfastapi==5.0\nzzz==1.0\n")
    new.write_text('aaa==2.0\nfastapi==5.1\nzzz==2.0\nzzz==1.0; python_version < "3"\n')
    _, found = command.compare(str(old), str(new), "--blame")
    assert "no-such-package" in str(found["causes"])
    remark = "from here on the versions cannot be resolved"
    assert blame_of(found, "unresolvable") == {"packages": ["fastapi 5.0 → 5.1"], "released": "", "remark": remark}


def test_swapped_ends_are_sorted(command: Command, index: FakeIndex) -> None:
    index.releases += [framework(f"1.{n}", day(n), body=f'{{"answer": {42 if n < 17 else 43}}}') for n in range(1, 28)]
    done = command("bisect", "answer", "2026-03-29", "2026-03-01", "--json")
    assert "2026-03-29 is later than 2026-03-01; searching from 2026-03-01 to 2026-03-29" in done.stderr
    blame = json.loads(done.stdout)["findings"][0]["blame"]
    assert blame["packages"] == ["fastapi 1.16 → 1.17"]
    assert blame["released"].startswith("2026-03-17T12:0")


def test_bisect_between_lock_files_blames_only_their_packages(
    command: Command, index: FakeIndex, tmp_path: Path
) -> None:
    index.releases += [
        *(Release("zcore", f"{n}.0", "", day(1)) for n in (1, 2, 3)),
        *(Release(name, f"{n}.0", "", day(1)) for name in ("bystander", "aaa") for n in (1, 2, 3)),
        framework("5.0", day(1), requires="aaa bystander zcore<2"),
        framework("5.1", day(1), requires="aaa bystander zcore>=2", status="404"),
    ]
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text("aaa==1.0\nbystander==1.0\nfastapi==5.0\nzcore==1.0\n")
    new.write_text("aaa==2.0\nbystander==1.0\nfastapi==5.1\nzcore==2.0\n")
    _, found = command.compare(str(old), str(new), "--blame")
    assert blame_of(found, "broken")["packages"] == ["fastapi 5.0 → 5.1", "zcore 1.0 → 2.0"]


def test_each_step_is_resolved_anew(command: Command, index: FakeIndex) -> None:
    index.releases += [
        Release("core", "1.0", "", day(1)),
        Release("core", "2.0", "", day(8)),
        framework("6.0", day(1), requires="core<2"),
        framework("6.1", day(9), requires="core>=2", status="404"),
    ]
    blame = json.loads(command("bisect", "answer", "2026-03-02", "2026-03-20", "--json").stdout)["findings"][0]["blame"]
    assert blame["packages"] == ["core 1.0 → 2.0", "fastapi 6.0 → 6.1"]


def test_saved_runs_are_compared_like_targets(command: Command, index: FakeIndex, tmp_path: Path) -> None:
    index.releases += [framework("1.0", day(1)), framework("1.1", day(5), status="404")]
    for name, target in (("base", "2026-03-02"), ("candidate", "2026-03-06")):
        command("verify", "--target", target, "--output", f"{name}.json", "--twice")
    status, found = command.compare("base.json", "candidate.json")
    assert (status, kinds(found)) == (1, ["broken"])
