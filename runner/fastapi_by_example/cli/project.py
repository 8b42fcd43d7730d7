"""`record`, and what `compare` needs for a project's own tests."""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from fastapi_by_example.diff.alignment import with_repeat
from fastapi_by_example.errors import UsageError
from fastapi_by_example.project.command import Command, record
from fastapi_by_example.project.declared import read_project
from fastapi_by_example.project.environment import choose_python
from fastapi_by_example.project.recording import Recorded
from fastapi_by_example.project.sides import TIMEOUT, Tests
from fastapi_by_example.render.comparison import plural
from fastapi_by_example.render.console import console_for
from fastapi_by_example.render.emit import Outputs
from fastapi_by_example.run.document import Run, save
from fastapi_by_example.store.cache import default_cache

AFTER_DASHES = "after_dashes"
ProjectOption = Annotated[
    Path | None,
    typer.Option("--project", metavar="PATH", help="Run the tests of this project instead of the examples."),
]
GroupOption = Annotated[
    list[str] | None,
    typer.Option(
        "--group",
        metavar="NAME",
        help="A group, extra or requirements file that the tests need. [default: those for tests, or with pytest]",
    ),
]
UsesOption = Annotated[
    Path | None,
    typer.Option(
        "--uses",
        metavar="PATH",
        help="Show first what affects the code in PATH, and fold the rest. [default: the current folder]",
        show_default=False,
    ),
]
AllOption = Annotated[bool, typer.Option("--all", help="Show all causes, whether or not your code uses the concept.")]


class PassesOn(TyperCommand):
    """A command that keeps the arguments after `--` for the program that it runs."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments before `--`."""
        if "--" in args:
            ctx.meta[AFTER_DASHES] = args[args.index("--") + 1 :]
            args = args[: args.index("--")]
        return super().parse_args(ctx, args)


def after_dashes(context: typer.Context) -> tuple[str, ...]:
    """The arguments after `--` on the command line."""
    return tuple(context.meta.get(AFTER_DASHES, ()))


@dataclass(frozen=True)
class OwnProject:
    """The options of `compare` for a project's own tests."""

    path: Path | None
    groups: Sequence[str]
    arguments: Sequence[str]
    python: str | None
    offline: bool
    timeout: float | None

    def check(self, *, only: bool, find_release: bool) -> None:
        """Raise UsageError for options that belong to the examples, or to a project that was not given."""
        if self.path is None:
            if self.groups or self.arguments:
                what = "--group needs" if self.groups else "arguments after -- need"
                raise UsageError(f"{what} --project", hint="add --project PATH")
            return
        if only:
            raise UsageError("--only selects examples", hint="select your tests after --, for example `-- -k users`")
        if find_release:
            raise UsageError("--blame cannot be used with --project")

    def tests(self, keep: Callable[[Run], None]) -> Tests:
        """The tests of the project, with the interpreter to run them. `keep` gets the run of the base early."""
        console = console_for(stderr=True)
        project = read_project(self.path or Path(), self.groups)
        cache = default_cache()
        python, notes = choose_python(project, self.python, cache, offline=self.offline)
        for note in notes:
            console.print(f"note: {note}", style="yellow")

        def tell(line: str) -> None:
            console.print(line, style="dim")

        return Tests(project, python, self.arguments, self.offline, self.timeout or TIMEOUT, tell, keep)


def record_command(
    context: typer.Context,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Save the recording as JSON.")],
    bodies: Annotated[bool, typer.Option("--bodies/--no-bodies", help="Record request and response bodies.")] = True,
    twice: Annotated[bool, typer.Option("--twice", help="Run the command twice to detect nondeterminism.")] = False,
) -> None:
    """Record what your application does under your tests: `record -o base.json -- pytest`.

    The command's environment needs only pytest. Compare two recordings with `compare base.json candidate.json`.
    Of credentials, only the kind and length are recorded. Exits with the command's exit code.
    """
    arguments = after_dashes(context)
    if not arguments:
        raise UsageError("no command to record", hint="write it after --: `record -o base.json -- pytest`")
    Outputs(run=output).check()
    command = Command(arguments, Path.cwd(), bodies=bodies)
    recorded = Recorded(output.stem, Path.cwd().name, shlex.join(arguments))
    run, code = record(command, recorded)
    if twice:
        again, _ = record(command, recorded)
        run = with_repeat(run, again)
    save(run, output)
    tests = sum(len(example.tests) for example in run.examples)
    console_for(stderr=True).print(f"recorded {plural(tests, 'test')} in {output}", style="dim")
    raise typer.Exit(code)
