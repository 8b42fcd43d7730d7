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
from fastapi_by_example.project.sides import Tests
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
        help="A group, extra or requirements file that the tests need. [default: named like tests, or with pytest]",
    ),
]
UsesOption = Annotated[
    Path | None,
    typer.Option(
        "--uses",
        metavar="PATH",
        help="Show first what touches the code in this folder, and fold the rest. [default: this folder]",
        show_default=False,
    ),
]
AllOption = Annotated[bool, typer.Option("--all", help="Show all causes, whatever your code uses.")]


class PassesOn(TyperCommand):
    """A command that keeps what follows `--` for the program that it runs."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse what stands before `--`."""
        if "--" in args:
            ctx.meta[AFTER_DASHES] = args[args.index("--") + 1 :]
            args = args[: args.index("--")]
        return super().parse_args(ctx, args)


def after_dashes(context: typer.Context) -> tuple[str, ...]:
    """What followed `--` on the command line."""
    return tuple(context.meta.get(AFTER_DASHES, ()))


@dataclass(frozen=True)
class OwnProject:
    """The options of `compare` for a project's own tests."""

    path: Path | None
    groups: Sequence[str]
    arguments: Sequence[str]
    python: str | None
    offline: bool

    def check(self, *, only: bool, find_release: bool) -> None:
        """Raise UsageError for options that belong to the examples, or to a project that was not given."""
        if self.path is None:
            if self.groups or self.arguments:
                what = "--group" if self.groups else "what follows --"
                raise UsageError(f"{what} is for the tests of a project", hint="add --project PATH")
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
        return Tests(project, python, self.arguments, self.offline, lambda line: console.print(line, style="dim"), keep)


def record_command(
    context: typer.Context,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Save the recording as JSON.")],
    bodies: Annotated[bool, typer.Option("--bodies/--no-bodies", help="Record the bodies of messages.")] = True,
    twice: Annotated[bool, typer.Option("--twice", help="Run the command twice to detect nondeterminism.")] = False,
) -> None:
    """Record what your tests see, in whatever environment a command runs them: `record -o base.json -- pytest`.

    The environment needs nothing but pytest. Compare two recordings with `compare base.json candidate.json`.
    Credentials are recorded as kind and length only. Exits with the exit code of the command.
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
    console_for(stderr=True).print(f"recorded {tests} tests in {output}", style="dim")
    raise typer.Exit(code)
