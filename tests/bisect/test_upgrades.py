"""Two targets compared, end to end with a local index of fake packages and upload times."""

import json
from pathlib import Path

import pytest

from tests.bisect.conftest import Command
from tests.bisect.framework import OPENAPI, day, framework
from tests.fake_index import FakeIndex


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


def test_saved_runs_are_compared_like_targets(command: Command, index: FakeIndex, tmp_path: Path) -> None:
    index.releases += [framework("1.0", day(1)), framework("1.1", day(5), status="404")]
    for name, target in (("base", "2026-03-02"), ("candidate", "2026-03-06")):
        command("verify", "--target", target, "--output", f"{name}.json", "--twice")
    status, found = command.compare("base.json", "candidate.json")
    assert (status, kinds(found)) == (1, ["broken"])
