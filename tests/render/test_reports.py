"""Every report format: correct, bounded in size, and safe with hostile text."""

import io
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt
from rich.console import Console

from fastapi_by_example.diff.changes import Aspect, Blame, Cause, Comparison, Kind, PackageChange, Place
from fastapi_by_example.diff.comparison import compare
from fastapi_by_example.render.comparison import comparison_annotations, print_comparison
from fastapi_by_example.render.console import console_for
from fastapi_by_example.render.emit import Outputs, emit_run
from fastapi_by_example.render.github import annotations
from fastapi_by_example.render.junit import junit_xml
from fastapi_by_example.render.markdown import comparison_markdown, run_markdown
from fastapi_by_example.render.terminal import tables
from fastapi_by_example.run.document import Outcome, Run, TableResult, TestResult
from tests.runs import HOSTILE, environment, example, failed, hostile_run, run_of

Emit = Callable[..., str]


@pytest.fixture
def emit(capsys: pytest.CaptureFixture[str]) -> Emit:
    """Emit a run; return standard output."""

    def emitted(run: Run, outputs: Outputs | None = None, **environ: str) -> str:
        emit_run(run, Path("/corpus"), outputs or Outputs(), environ)
        return capsys.readouterr().out

    return emitted


def hostile_comparison() -> Comparison:
    """A comparison in which every text is hostile."""
    before, after = hostile_run(), hostile_run()
    first = after.examples[0].model_copy(update={"outcome": Outcome.FAILED})
    found = compare(before, after.model_copy(update={"examples": [first, *after.examples[1:]]}))
    packages = [PackageChange(name=f"{number}{HOSTILE}", old=HOSTILE, new=HOSTILE) for number in range(200)]
    place = Place(slug=HOSTILE, table=1, title=HOSTILE, test=HOSTILE, request=HOSTILE, file=HOSTILE)
    texts = dict.fromkeys(("key", "sentence", "old", "new", "advice"), HOSTILE)
    blame = Blame(packages=[HOSTILE], released=HOSTILE, remark=HOSTILE)
    causes = [
        Cause(kind=kind, aspect=aspect, details=[HOSTILE], places=[place], blame=blame, **texts)  # type: ignore[arg-type]
        for kind, aspect in (
            (Kind.BROKEN, Aspect.BROKEN),
            (Kind.BEHAVIOUR, Aspect.BODY),
            (Kind.WARNING, Aspect.WARNING),
        )
    ]
    return found.model_copy(
        update={"packages": packages, "notes": [HOSTILE] * 100, "causes": causes, "accepted": causes}
    )


def test_tables_show_counts_and_failures_their_location(emit: Emit) -> None:
    output = "".join(f"line {number}\n" for number in range(1, 31))
    run = run_of(example(), failed("two", output=output), example("three", table=2, file="t.py"))
    lines = emit(run).splitlines()
    assert [line.rstrip() for line in lines if "passed" in line and "Table" in line] == [
        "1  Table 1  1/2 passed  0.5 s  ━━━━━━━━━━╍╍╍╍╍╍╍╍╍╍ 1 failed",
        "2  Table 2  1/1 passed  0.2 s  ━━━━━━━━━━━━━━━━━━━━",
    ]
    assert "/corpus/examples/01_first/test_two.py:3" in lines
    assert lines.count("  > assert it") == lines.count("  E assert 1 == 2") == 1
    assert "printed (the last 12 of 30 lines; -v shows all):" in lines
    assert [line for line in lines if line.startswith("  line")] == [f"  line {number}" for number in range(19, 31)]
    assert "known-good (as of 2026-11-22T00:00:00Z) on Python 3.11.7, Linux x86_64: fastapi 0.165.0" in lines
    assert lines[-1] == "2 passed, 1 failed"


def test_closing_line_counts_every_outcome(emit: Emit) -> None:
    run = run_of(*(example(str(outcome), outcome) for outcome in Outcome))
    expected = "1 passed, 1 failed, 1 error, 1 timeout, 1 crashed, 1 skipped, 1 unresolvable, 1 not applicable"
    assert emit(run).splitlines()[-1] == expected
    assert emit(run_of(example()), Outputs(quiet=True)) == "1 passed, 0 failed\n"
    assert emit(run_of()).splitlines()[-1] == "0 passed, 0 failed"


def test_additions_are_counted_separately(emit: Emit) -> None:
    tables = [TableResult(number=number, title="A table", addition=number > 1) for number in (1, 2, 3)]
    run = run_of(example(), failed("two"), example("three", table=2), example("four", table=3), tables=tables)
    assert emit(run).splitlines()[-2:] == ["seed: 1 of 2; additions: 2 of 2", "3 passed, 1 failed"]
    assert emit(run, Outputs(quiet=True)).splitlines()[-1] == "3 passed, 1 failed"
    assert "seed" not in emit(run_of(example()))


def test_quiet_and_verbose_show_failures(emit: Emit) -> None:
    tests = [TestResult(name=f"test_{n}", outcome=Outcome.FAILED, details=f"details {n}") for n in (1, 2)]
    run = run_of(
        failed("two", tests=tests, output="a\n" * 20), example(), environments=[environment(anyio="4", zzz="1")]
    )
    quiet, verbose = emit(run, Outputs(quiet=True)), emit(run, Outputs(verbose=True))
    assert "details 1" in quiet
    assert "Table 1" not in quiet
    assert "details 2" not in quiet
    assert "2 tests failed: test_1, test_2" in quiet
    assert "details 2" in verbose
    assert verbose.count("\n  a\n") + verbose.count("\n  a") >= 20
    assert "anyio 4, zzz 1" in verbose
    assert "zzz" not in emit(run)


def test_unresolvable_examples_are_grouped_by_reason(emit: Emit) -> None:
    same = [example(name, Outcome.UNRESOLVABLE, message="a needs b") for name in ("one", "two", "three")]
    shown = emit(run_of(*same, example("four", Outcome.UNRESOLVABLE, message="c needs d")))
    assert shown.count("a needs b") == 1
    assert "unresolvable one, two, three " in shown
    assert shown.count("c needs d") == 1


def test_unverified_examples_are_reported(emit: Emit) -> None:
    test = TestResult(name="test_it", outcome=Outcome.SKIPPED, message="no database")
    run = run_of(
        example(tests=[test], notes=["left a process behind"]), example("two", Outcome.SKIPPED, message="no service")
    )
    lines = emit(run).splitlines()
    assert "not verified: one::test_it: no database" in lines
    assert "not verified: two: no service" in lines
    assert "note: one left a process behind" in lines


def is_harmless(text: str) -> bool:
    return all(unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp") or char == "\n" for char in text)


def test_hostile_text_cannot_fake_terminal_output(emit: Emit, capsys: pytest.CaptureFixture[str]) -> None:
    for outputs in (Outputs(), Outputs(verbose=True)):
        shown = emit(hostile_run(), outputs)
        assert is_harmless(shown)
        assert "[bold red]markup[/]" in shown
        assert "\\x1b[2J" in shown
        assert not re.findall(r"(?m)^155 passed", shown)
        assert shown.splitlines()[-1].startswith("1 passed, 1 failed")
    print_comparison(console_for(), hostile_comparison(), verbose=True)
    shown = capsys.readouterr().out
    assert "\\x1b[2J" in shown
    assert is_harmless(shown)
    assert not re.findall(r"(?m)^155 passed", shown)


def commands_in(log: str) -> list[str]:
    """Lines that GitHub's runner treats as commands: `::name` at the start, `##[name]` anywhere."""
    found, token = [], ""
    for line in re.split(r"\r\n|\r|\n", log):
        begun = re.match(r"\s*::([\w-]+)(?: [^:]*)?::(.*)", line)
        if token:
            token = "" if begun and begun[1] == token else token
        elif begun and begun[1] == "stop-commands":
            token = begun[2]
        elif begun or "##[" in line:
            found.append(line)
    assert not token
    return found


def test_examples_cannot_issue_github_commands(emit: Emit, tmp_path: Path) -> None:
    run = hostile_run()
    summary = tmp_path / "summary.md"
    assert commands_in(f"x\n{HOSTILE}")  # unescaped, they would be commands
    for outputs in (Outputs(), Outputs(verbose=True), Outputs(quiet=True)):
        found = commands_in(emit(run, outputs, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary)))
        assert len(found) == 5
        assert all(line.startswith("::error title=") for line in found)
        assert found == list(annotations(run))
    shown = emit(run, Outputs(json=True), GITHUB_ACTIONS="true")
    assert commands_in(shown) == []
    assert Run.model_validate(json.loads(shown)) == run
    assert commands_in("\n".join(comparison_annotations(hostile_comparison()))) == list(
        comparison_annotations(hostile_comparison())
    )


def test_token_that_stops_commands_is_unpredictable(emit: Emit) -> None:
    words = {emit(run_of(), GITHUB_ACTIONS="true").splitlines()[0] for _ in range(3)}
    assert len(words) == 3
    assert all(re.fullmatch(r"::stop-commands::[0-9a-f]{32}", word) for word in words)


def test_annotations_and_summary_need_github_actions(emit: Emit, tmp_path: Path) -> None:
    run, summary = run_of(failed(message="it is wrong,\n100%: no")), tmp_path / "summary.md"
    for environ in ({}, {"GITHUB_ACTIONS": "false"}, {"CI": "true"}):
        assert "::" not in emit(run, GITHUB_STEP_SUMMARY=str(summary), **environ)
        assert not summary.exists()
    summary.write_text("before\n")
    shown = emit(run, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary))
    expected = "::error title=one failed::test_it: it is wrong,%0A100%25: no"
    assert shown.splitlines()[-1] == expected
    assert summary.read_text() == f"before\n{run_markdown(run)}"
    assert "0 passed, 1 failed" in shown.splitlines()


def test_annotations_use_repository_paths(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    file = run_of(failed()).examples[0].file
    (tmp_path / "api" / file).parent.mkdir(parents=True)
    (tmp_path / "api" / file).touch()
    (line,) = annotations(run_of(failed()), tmp_path / "api")
    assert line.startswith(f"::error file=api/{file},line=3,title=")
    for root in (Path("/elsewhere"), tmp_path / "other"):  # a file that GitHub could not show
        (line,) = annotations(run_of(failed()), root)
        assert line.startswith("::error title=")


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_tables_fit_the_terminal(width: int) -> None:
    examples = [example(f"n{n}") for n in range(10)]
    titles = ("A title of quite some length for a table", "Short")
    run = run_of(*examples, tables=[TableResult(number=1, title=titles[0])])
    console = Console(width=width, file=io.StringIO(), color_system=None)
    console.print(tables(run, width))
    (line,) = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert len(line) <= width
    assert re.match(r" *1  A title .*  10/10 passed", line)
    assert ("2.5 s" in line) is (width > 40)


def test_interrupted_run_is_not_a_success_in_markdown() -> None:
    run = run_of(example(), interrupted=True, selected=["one", "two"])
    shown = run_markdown(run)
    assert shown.startswith("### ❌")
    assert "Interrupted: 1 of 2 ran." in shown


def test_annotations_are_bounded() -> None:
    run = run_of(*(failed(f"slug_{number}", message="\x1b" * 100_000) for number in range(155)))
    found = list(annotations(run))
    assert len(found) == 50
    assert all(len(line) < 2_000 for line in found)


def run_in_two_tables() -> Run:
    """A run with several tests and outcomes."""
    passed = TestResult(name="test_a", outcome=Outcome.PASSED, duration=0.5)
    skipped = TestResult(name="test_b", outcome=Outcome.SKIPPED, message="no database")
    return run_of(
        example(tests=[passed, skipped]),
        failed("two", output="printed"),
        example("three", Outcome.TIMEOUT, table=2, tests=[passed], message="timed out after 60 s", line=9),
        example("four", Outcome.UNRESOLVABLE, table=2, message="a needs b"),
    )


def junit_cases(root: ElementTree.Element) -> dict[tuple[str | None, str | None], ElementTree.Element]:
    return {(case.get("classname"), case.get("name")): case for case in root.iter("testcase")}


def test_junit_has_a_suite_per_table_and_a_case_per_test() -> None:
    root = ElementTree.fromstring(junit_xml(run_in_two_tables()).encode())
    assert root.tag == "testsuites"
    assert [(s.get("name"), s.get("tests"), s.get("failures"), s.get("errors"), s.get("skipped")) for s in root] == [
        ("01 Table 1", "3", "1", "0", "1"),
        ("02 Table 2", "3", "0", "2", "0"),
    ]
    assert list(junit_cases(root)) == [
        ("one", "test_a"),
        ("one", "test_b"),
        ("two", "test_it"),
        ("three", "test_a"),
        ("three", "example"),
        ("four", "example"),
    ]


def test_junit_case_has_the_outcome_with_message_place_and_output() -> None:
    cases = junit_cases(ElementTree.fromstring(junit_xml(run_in_two_tables()).encode()))
    assert [child.tag for case in cases.values() for child in case] == [
        "skipped",
        "failure",
        "system-out",
        "error",
        "error",
    ]
    failure, error = cases["two", "test_it"][0], cases["three", "example"][0]
    assert (failure.get("message"), failure.get("type")) == ("assert 1 == 2", "failed")
    assert failure.text == "> assert it\nE assert 1 == 2"
    assert cases["two", "test_it"][1].text == "printed"
    assert (error.get("message"), error.get("type")) == ("timed out after 60 s", "timeout")
    assert (cases["three", "example"].get("file"), cases["three", "example"].get("line")) == (
        "examples/01_first/test_three.py",
        "9",
    )
    assert cases["one", "test_a"].get("time") == "0.500"


def test_junit_with_hostile_text_keeps_its_structure() -> None:
    run = hostile_run()
    text = junit_xml(run)
    root = ElementTree.fromstring(text.encode())
    assert {element.tag for element in root.iter()} == {
        "testsuites",
        "testsuite",
        "testcase",
        "failure",
        "error",
        "skipped",
        "system-out",
    } - {"error"}
    assert len(root) == 1
    assert len(list(root.iter("testcase"))) == sum(len(one.tests) or 1 for one in run.examples)
    assert is_harmless(text)
    assert len(junit_xml(run_of(failed(message="\x1b" * 10_000_000, output="\x1b" * 10_000_000)))) < 200_000


class Tags(HTMLParser):
    """Counts the elements of a document, and collects its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[tag] += 1
        self.attributes |= {f"{tag} {name}={value}" for name, value in attrs if name != "style"}

    def handle_data(self, data: str) -> None:
        self.text += data


def tags_of(markdown: str) -> Tags:
    return Tags(MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough").render(markdown))


def test_markdown_has_counts_tables_and_failures() -> None:
    text = run_markdown(run_of(example(), failed("route_order", message="assert [1] == [2]")))
    page = tags_of(text)
    assert text.startswith("### ❌ FastAPI by Example: 1 passed, 1 failed\n")
    assert "| ❌ 1 | Table 1 | 1/2 | 1 failed | 0.5 |" in text
    assert "❌ route_order failed: test_it: assert [1] == [2]" in page.text
    assert "examples/01_first/test_route_order.py:3" in page.text
    assert "> assert it\nE assert [1] == [2]\n" in page.text
    assert run_markdown(run_of(example())).startswith("### ✅ FastAPI by Example: 1 passed\n")


def test_hostile_text_adds_nothing_to_the_markdown() -> None:
    page = tags_of(run_markdown(hostile_run()))
    assert page.found == {
        "h3": 1,
        "table": 1,
        "thead": 1,
        "tbody": 1,
        "tr": 2,
        "th": 5,
        "td": 5,
        "details": 5,
        "summary": 5,
        "b": 5,
        "pre": 5,
        "code": 5,
        "p": 6,
    }
    assert page.attributes == {"code class=language-text"}
    comparison = tags_of(comparison_markdown(hostile_comparison()))
    assert set(comparison.found) <= {"h3", "p", "details", "summary", "b", "pre", "code"}
    assert comparison.found["details"] == comparison.found["summary"] > 0
    assert comparison.attributes <= {"code class=language-text"}


def test_markdown_of_many_long_failures_fits_in_a_comment() -> None:
    order = [Outcome.UNRESOLVABLE, Outcome.FAILED, Outcome.ERROR, Outcome.TIMEOUT, Outcome.CRASHED]
    examples = [
        failed(f"slug_{number}", message="<\x1b>" * 1_300).model_copy(update={"outcome": order[number // 31]})
        for number in range(155)
    ]
    text = run_markdown(run_of(*examples))
    assert 30_000 < len(text) < 60_000
    shown = re.findall(r"<b>(slug_\d+)</b> (\w+):", text)
    assert [slug for slug, _ in shown] == [f"slug_{number}" for number in range(124, 124 + len(shown))]
    assert {outcome for _, outcome in shown} == {"crashed"}
    assert text.endswith(f"\n{155 - len(shown)} more omitted; the run file has all of them.\n")


def test_markdown_shows_many_short_failures() -> None:
    text = run_markdown(run_of(*(failed(f"slug_{number}") for number in range(155))))
    assert text.count("<details>") == 155
    assert "did not fit" not in text
    assert len(text) < 60_000


def test_markdown_of_many_tables_is_bounded() -> None:
    tables = [TableResult(number=1, title="&" * 10_000) for _ in range(1000)]
    text = run_markdown(run_of(failed(), tables=tables))
    assert len(text) < 60_000
    assert "The list is truncated here." in text
    assert "<b>one</b>" in text
