"""The release behind a change, end to end with a local index of fake packages and upload times."""

import json
from pathlib import Path

from tests.bisect.conftest import Command
from tests.bisect.framework import day, framework
from tests.fake_index import FakeIndex, Release


def blame_of(found: dict[str, object], kind: str) -> dict[str, object]:
    """The release behind the first cause of a kind."""
    causes = found["causes"]
    assert isinstance(causes, list)
    blame = next(cause for cause in causes if cause["kind"] == kind)["blame"]
    assert isinstance(blame, dict)
    return blame


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
