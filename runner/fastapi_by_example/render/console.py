"""The console and the progress display."""

import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path

from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table as Grid
from rich.text import Text

from fastapi_by_example.run.document import BAD, Outcome
from fastapi_by_example.run.events import Event

PIPED_WIDTH = 120
STYLES = {
    Outcome.PASSED: "green",
    Outcome.SKIPPED: "yellow",
    Outcome.FAILED: "red",
    Outcome.ERROR: "red",
    Outcome.TIMEOUT: "red",
    Outcome.CRASHED: "red",
    Outcome.UNRESOLVABLE: "magenta",
    Outcome.NOT_APPLICABLE: "yellow",
}


def prepare_streams() -> None:
    """Make printing safe: a closed stream discards text, and characters that cannot be encoded are replaced."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  # until the end
        elif isinstance(stream, TextIOWrapper) and stream.errors in ("strict", "surrogateescape"):
            stream.reconfigure(errors="replace")


def finish_stdout() -> None:
    """Flush standard output. If that fails, discard it, so that Python does not try again at exit."""
    try:
        sys.stdout.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


class _AsciiConsole(Console):
    """A console that draws with ASCII. Text itself is printed unchanged."""

    @property
    def encoding(self) -> str:
        return "ascii"


def _is_plain_locale() -> bool:
    """Whether the user chose the C locale, for which Python itself sets LC_CTYPE to C.UTF-8."""
    category = os.environ.get("LC_CTYPE", "")
    chosen = os.environ.get("LC_ALL") or (category if category != "C.UTF-8" else "") or os.environ.get("LANG")
    return chosen in ("C", "POSIX")


def console_for(*, stderr: bool = False) -> Console:
    """A console that is plain and has a fixed width if piped, and is plain under NO_COLOR.

    It draws with ASCII in the C locale, and if the stream's encoding is not UTF-8.
    """
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else PIPED_WIDTH
    return (_AsciiConsole if _is_plain_locale() else Console)(
        stderr=stderr,
        width=width,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=not stream.isatty(),
        force_terminal=False if os.environ.get("NO_COLOR") else None,
    )


class Progress:
    """Shows what is running, how much is done, and each failure as it happens.

    Without a terminal, it prints a line for each environment built and each table verified. `tables` maps each table
    to the number of its examples to run.
    """

    def __init__(
        self, console: Console, total: int, *, tables: Mapping[int, int] | None = None, verbose: bool = False
    ) -> None:
        self.console = console
        self.plain: Console | None = None
        self.total = total
        self.tables = dict(tables or {})
        self.verbose = verbose
        self.label = ""
        self.running: dict[str, None] = {}
        self.building: dict[str, None] = {}
        self.spinner = Spinner("line" if console.options.ascii_only else "dots")
        self._start_over()

    def _start_over(self) -> None:
        self.done = 0
        self.bad = 0
        self.outcomes: dict[int, Counter[Outcome]] = defaultdict(Counter)

    def begin(self, label: str, total: int) -> None:
        """Start over for the next side of a comparison."""
        self.label, self.total = label, total
        self._start_over()
        self._say(f"verifying {total} examples")

    def _say(self, text: str) -> None:
        if self.plain:
            self.plain.print(Text(f"{self.label}: {text}" if self.label else text, "dim"))

    def __call__(self, event: Event) -> None:
        """Handle an event of a run."""
        {
            "building": lambda: self.building.setdefault(event.name),
            "built": lambda: self.built(event.name),
            "ready": lambda: self.building.pop(event.name, None),
            "started": lambda: self.running.setdefault(event.name),
            "finished": lambda: self.finished(event),
        }[event.kind]()

    def built(self, name: str) -> None:
        """Note a new environment."""
        self.building.pop(name, None)
        self._say(f"built the environment of {name}")

    def finished(self, event: Event) -> None:
        """Count a result, and print it if it is a failure or `verbose` is set."""
        assert event.result
        self.running.pop(event.name, None)
        self.done += 1
        self.bad += event.result.outcome in BAD
        if self.verbose or event.result.outcome in BAD:
            line = Text.assemble((f"{event.result.outcome:<13}", STYLES[event.result.outcome]), event.name)
            line.append(f"  {event.result.duration:.2f} s", "dim")
            self.console.print(line)
        table, outcomes = event.result.table, self.outcomes[event.result.table]
        outcomes[event.result.outcome] += 1
        if outcomes.total() == self.tables.get(table):
            counts = ", ".join(f"{outcomes[outcome]} {outcome}" for outcome in Outcome if outcomes[outcome])
            self._say(f"verified table {table}: {counts}")

    def __rich__(self) -> Grid:
        """The live line at the bottom of the terminal."""
        share = f"{self.label} {self.done}/{self.total}".strip()
        text = Text(share, "bold")
        if self.bad:
            text.append(f", {self.bad} bad", "red")
        for label, names in (("building", self.building), ("running", self.running)):
            if names:
                text.append(f"  {label} ", "not bold dim").append(", ".join(list(names)[:4]), "not bold")
        self.spinner.text = text
        grid = Grid.grid()
        grid.add_row(self.spinner)
        return grid


@contextmanager
def live(console: Console, progress: Progress, *, quiet: bool) -> Iterator[None]:
    """Show the progress during the block; without a terminal, as plain lines on standard error."""
    if quiet:
        progress.console = Console(quiet=True)
        yield
    elif not console.is_terminal or not console.file.isatty():  # with FORCE_COLOR a pipe counts as a terminal
        progress.plain = console_for(stderr=True)
        yield
    else:
        with Live(progress, console=console, transient=True, refresh_per_second=8):
            yield
