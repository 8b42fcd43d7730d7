"""Render a run for the terminal: one line per table, then the failures, the versions and a summary."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.rule import Rule
from rich.table import Table as Grid
from rich.text import Text

from fastapi_by_example.render.console import STYLES
from fastapi_by_example.render.escape import one_line, visible
from fastapi_by_example.run.document import BAD, ExampleResult, Outcome, Run, TableResult

BAR_WIDTH = 20
BLOCKS, ASCII = ("━", "╍"), ("=", "!")
"""The characters of a bar: for passed, and for any other outcome."""
GAP = 2
LEAST_TITLE = 20
"""Shortest width of a table's title; bar and time are dropped before it gets narrower."""
MOST_CHARACTERS = 40_000
"""Longest text. The runner has the same limit, but a run file may exceed it."""
ENDED = ("timeout", "crashed")
SHOWN_OUTPUT_LINES = 12
SHOWN_PACKAGES = (
    "fastapi",
    "starlette",
    "pydantic",
    "pydantic-core",
    "httpx",
    "httpx2",
    "uvicorn",
    "sqlalchemy",
    "anyio",
)


def print_run(console: Console, run: Run, root: Path | None, *, quiet: bool = False, verbose: bool = False) -> None:
    """Print a run. If the corpus is at `root`, paths of failures are clickable."""
    if not quiet:
        console.print(tables(run, console.width, ascii_only=console.options.ascii_only))
    bad = [example for example in run.examples if example.outcome in BAD]
    for example in _grouped(bad):
        console.print(failure(example, root, verbose=verbose))
    if not quiet:
        for remark in _remarks(run):
            console.print(remark)
        console.print(versions(run, verbose=verbose))
        if apart := _apart(run):
            console.print(apart, style="dim")
    if run.interrupted:
        console.print(Text("interrupted: not all examples have run", "yellow"))
    console.print(_closing_line(run), soft_wrap=True)


def tables(run: Run, width: int, *, ascii_only: bool = False) -> Grid:
    """One line per table: counts, time and a bar. In a narrow terminal the bar is dropped first, then the time."""
    rows = [row for row in (_table_row(run, table) for table in run.tables) if row]
    number, title, share, seconds = (max((row[0][n].cell_len for row in rows), default=0) for n in range(4))
    words = max((_in_words(counts).cell_len for _, counts in rows), default=0)
    for bar_width, with_time in (
        (max(BAR_WIDTH, (width - 80) // 2), True),
        (BAR_WIDTH // 2, True),
        (0, True),
        (0, False),
    ):
        room = width - number - share - (seconds + GAP) * with_time - bar_width - words - 3 * GAP
        if room >= min(title, LEAST_TITLE):
            break
    grid = Grid.grid(padding=(0, GAP))
    grid.add_column(justify="right", width=number)
    grid.add_column(no_wrap=True, overflow="ellipsis", width=max(min(title, room), 1))
    grid.add_column(justify="right", no_wrap=True, width=share)
    if with_time:
        grid.add_column(justify="right", no_wrap=True, width=seconds)
    grid.add_column()
    for (*cells, time), counts in rows:
        bar = _bar(counts, bar_width, ASCII if ascii_only else BLOCKS)
        grid.add_row(*cells, *([time] if with_time else []), bar + _in_words(counts))
    return grid


def _table_row(run: Run, table: TableResult) -> tuple[list[Text], Counter[Outcome]] | None:
    """Number, title, share and time of a table, and its outcomes; None if no example of it ran."""
    examples = [example for example in run.examples if example.table == table.number]
    if not examples:
        return None
    counts = Counter(example.outcome for example in examples)
    passed = counts[Outcome.PASSED]
    style = "green" if passed == len(examples) else "red" if any(counts[o] for o in BAD) else "yellow"
    seconds = sum(example.duration for example in examples)
    share = Text(f"{passed}/{len(examples)} passed", style)
    cells = [Text(str(table.number), "dim"), Text(one_line(table.title, 60)), share, Text(f"{seconds:.1f} s", "dim")]
    return cells, counts


def _bar(counts: Counter[Outcome], width: int, signs: tuple[str, str]) -> Text:
    passed, other = signs
    drawn = Text()
    filled = 0
    for outcome in Outcome:
        if counts[outcome] and width:
            cells = min(max(1, round(width * counts[outcome] / counts.total())), width - filled)
            filled += cells
            drawn.append((passed if outcome is Outcome.PASSED else other) * cells, STYLES[outcome])
    return drawn.append(passed * (width - filled), STYLES[Outcome.PASSED])


def _in_words(counts: Counter[Outcome]) -> Text:
    """The outcomes other than passed."""
    words = [(f" {counts[one]} {one}", STYLES[one]) for one in Outcome if counts[one] and one is not Outcome.PASSED]
    return Text.assemble(*words)


def _grouped(bad: Iterable[ExampleResult]) -> list[ExampleResult]:
    """The failures; examples that are unresolvable for the same reason are combined into one."""
    shown: list[ExampleResult] = []
    by_reason: dict[str, list[ExampleResult]] = {}
    for example in bad:
        if example.outcome is not Outcome.UNRESOLVABLE:
            shown.append(example)
            continue
        by_reason.setdefault(example.message, []).append(example)
    for same in by_reason.values():
        names = ", ".join(example.slug for example in same)
        shown.append(same[0].model_copy(update={"slug": names}))
    return shown


def failure(example: ExampleResult, root: Path | None, *, verbose: bool) -> RenderableType:
    """One failure: outcome, location, reason and the last lines of output."""
    parts: list[RenderableType] = [
        Rule(
            Text.assemble(
                (f" {example.outcome} ", f"bold {STYLES[example.outcome]}"),
                (f"{one_line(example.slug, 2000)} ", "bold"),
            ),
            align="left",
            style="dim",
        )
    ]
    parts.append(Text(f"{_location(example, root)}", "cyan"))
    parts.append(Text(_indented(example.message) or "  no reason given", "bold"))
    failed = [test for test in example.tests if test.outcome in BAD]
    for number, test in enumerate(failed):
        if test.details and (verbose or number == 0):
            parts.append(Text(_indented(test.details)))
    if len(failed) > 1:
        parts.append(Text(f"{len(failed)} tests failed: {', '.join(one_line(test.name) for test in failed)}"))
    printed = visible(example.output[-MOST_CHARACTERS:]).rstrip().splitlines()
    if printed:
        kept = printed if verbose else printed[-SHOWN_OUTPUT_LINES:]
        left_out = f" (the last {len(kept)} of {len(printed)} lines; -v shows all)" if len(kept) < len(printed) else ""
        parts += [Text(f"printed{left_out}:", "dim"), Text(_indented("\n".join(kept)), "dim")]
    return Group(*parts, Text())


def _indented(text: str) -> str:
    """Untrusted text, escaped and indented by two spaces."""
    return "\n".join(f"  {line}".rstrip() for line in visible(text[:MOST_CHARACTERS]).rstrip().splitlines())


def _location(example: ExampleResult, root: Path | None) -> str:
    """`path:line` of a failure, relative to the working directory if possible."""
    file = one_line(example.file, 1000)
    if root and not file.startswith("/"):
        whole = root / file
        file = str(whole.relative_to(Path.cwd())) if whole.is_relative_to(Path.cwd()) else str(whole)
    return f"{file}:{example.line}"


def _remarks(run: Run) -> Iterable[Text]:
    """Remarks that do not affect an outcome: skipped tests, processes left behind, errors in watches."""
    for example in run.examples:
        slug = one_line(example.slug)
        for test in example.tests:
            if test.outcome is Outcome.SKIPPED:
                yield Text(f"not verified: {slug}::{one_line(test.name)}: {one_line(test.message)}", "yellow")
        if example.outcome is Outcome.SKIPPED and not example.tests:
            yield Text(f"not verified: {slug}: {one_line(example.message)}", "yellow")
        if example.outcome is Outcome.NOT_APPLICABLE:
            yield Text(f"not applicable: {slug}: {one_line(example.message)}", "yellow")
        for note in example.notes:
            yield Text(f"note: {slug} {one_line(note)}", "yellow")
    yield from (Text(f"error in a watch: {one_line(error, 600)}", "red") for error in run.corpus_errors)
    ended = [watched for example in run.examples for watched in example.observations.watches if watched.how in ENDED]
    if ended and not run.corpus_errors:
        names = ", ".join(f"{one_line(watched.name)} ({watched.how})" for watched in ended[:6])
        yield Text(f"{len(ended)} watches did not finish: {names}", "yellow")
    notes = {note for environment in run.environments for note in environment.notes}
    yield from (Text(f"note: {one_line(note)}", "yellow") for note in sorted(notes))


def versions(run: Run, *, verbose: bool) -> Text:
    """The target, the Python, and the versions of the packages in all environments."""
    found: dict[str, set[str]] = {}
    for environment in run.environments:
        for name, version in environment.packages.items():
            found.setdefault(name, set()).add(version)
    names = sorted(found) if verbose else [name for name in SHOWN_PACKAGES if name in found]
    packages = ", ".join(f"{name} {' and '.join(sorted(found[name]))}" for name in names)
    as_of = f" (as of {run.resolved_as_of})" if run.resolved_as_of else ""
    tools = f"{run.target}{as_of} on Python {run.python}, {run.platform}"
    return Text(one_line(f"{tools}: {packages}" if packages else tools, 10_000), "dim")


def _apart(run: Run) -> str:
    """`seed: N of N; additions: N of N`, the examples that passed; empty if the corpus has no additions."""
    additions = {table.number for table in run.tables if table.addition}
    shares = []
    for name, wanted in (("seed", False), ("additions", True)):
        outcomes = [example.outcome for example in run.examples if (example.table in additions) is wanted]
        shares.append(f"{name}: {outcomes.count(Outcome.PASSED)} of {len(outcomes)}")
    return "; ".join(shares) if additions else ""


def _closing_line(run: Run) -> Text:
    """`N passed, N failed`, and the count of every other outcome that occurred."""
    counts = run.counts()
    shown = [
        Outcome.PASSED,
        Outcome.FAILED,
        *(o for o in Outcome if counts[o] and o not in (Outcome.PASSED, Outcome.FAILED)),
    ]
    good = run.exit_code == 0 and not run.interrupted
    return Text(", ".join(f"{counts[outcome]} {outcome}" for outcome in shown), "bold green" if good else "bold red")
