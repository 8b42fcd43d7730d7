"""Get both runs for comparing a project's own tests, each in its own environment and a copy of the checkout."""

import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from fastapi_by_example.diff.alignment import with_repeat
from fastapi_by_example.environments.resolution import Python, UnresolvableError
from fastapi_by_example.errors import NothingVerifiedError
from fastapi_by_example.project.checkout import copied
from fastapi_by_example.project.command import Command, record
from fastapi_by_example.project.declared import Project
from fastapi_by_example.project.environment import Resolver, build, versions_in
from fastapi_by_example.project.recording import ENVIRONMENT, SHARED, Recorded
from fastapi_by_example.run.document import (
    INTERRUPTED,
    EnvironmentResult,
    ExampleResult,
    Outcome,
    Run,
    Suite,
    TableResult,
)
from fastapi_by_example.targets.target import Target

OPTIONS = ("-q", "--no-header", "--no-summary", "--continue-on-collection-errors")
"""pytest options that show progress and leave the rest to the report, and run tests whatever another file does."""
TIMEOUT = 600.0
"""The time limit for each test, in seconds."""


@dataclass(frozen=True)
class Tests:
    """How to run a project's tests: the interpreter, the arguments of pytest, and the progress function.

    `timeout` is the time limit for each test, in seconds. `keep` gets the run of the base as soon as it is complete, so
    that an interruption does not lose it.
    """

    project: Project
    python: Python
    arguments: Sequence[str] = ()
    offline: bool = False
    timeout: float = TIMEOUT
    tell: Callable[[str], None] = field(default=lambda _: None)
    keep: Callable[[Run], None] = field(default=lambda _: None)

    @property
    def command(self) -> str:
        """The command as shown in a report."""
        return " ".join(["pytest", *self.arguments])

    def runs(self, base: Run | Target, candidate: Run | Target) -> tuple[Run, Run]:
        """The runs of both sides, one after the other; the base runs twice, to detect nondeterminism.

        Raises NothingVerifiedError if the base cannot be run.
        """
        # Both sides use the same folder, so that no path differs.
        with tempfile.TemporaryDirectory(prefix="fastapi-by-example-", ignore_cleanup_errors=True) as work:
            try:
                before = base if isinstance(base, Run) else self._side(base, Path(work).resolve(), twice=True)
            except UnresolvableError as error:
                raise NothingVerifiedError(f"cannot build the environment of {_name(base)}: {error.reason}") from error
            self.keep(before)
            if isinstance(candidate, Run):
                return before, candidate
            try:
                return before, self._side(candidate, Path(work).resolve(), twice=False)
            except UnresolvableError as error:
                reason = f"cannot be resolved: {error.reason}"
                return before, self._without_tests(Outcome.UNRESOLVABLE, reason, self._recorded(candidate))

    def _recorded(self, target: Target, notes: Iterable[str] = ()) -> Recorded:
        return Recorded(target.spelled, self.project.name, self.command, target.as_of, tuple(notes))

    def _side(self, target: Target, work: Path, *, twice: bool) -> Run:
        """The run of one side."""
        self.tell(f"{target.spelled}: resolving and building the environment")
        checkout = copied(self.project.folder, work)
        scratch = work / "scratch"
        scratch.mkdir(exist_ok=True)
        resolver = Resolver(self.project, checkout.project, self.python, scratch, self.offline)
        requirements = resolver.compile(target)
        python = build(resolver, requirements, work / "environment")
        chosen = versions_in(requirements)
        recorded = self._recorded(target, () if twice else resolver.caps(target, chosen))
        if twice:
            checkout.keep()
        line = [str(python), "-m", "pytest", *OPTIONS, *self.arguments]
        command = Command(line, checkout.project, _variables(python), timeout=self.timeout)
        scrub = _mapped_back(checkout.whole, checkout.project, self.project.folder, python)
        self.tell(f"{target.spelled}: running the tests")
        if not twice:
            try:
                return record(command, recorded, scrub)[0]
            except NothingVerifiedError as error:
                return self._without_tests(Outcome.ERROR, str(error), recorded, chosen)
        run = whole(record(command, recorded, scrub))
        checkout.reset()
        self.tell(f"{target.spelled}: running the tests again")
        return with_repeat(run, whole(record(command, recorded, scrub)))

    def _without_tests(
        self, outcome: Outcome, reason: str, recorded: Recorded, packages: dict[str, str] | None = None
    ) -> Run:
        """The run of a side on which no test could be run."""
        session = ExampleResult(
            slug=SHARED, table=1, title=SHARED, outcome=outcome, message=reason, environment=ENVIRONMENT
        )
        return Run(
            runner_version=metadata.version("fastapi-by-example"),
            target=recorded.target,
            resolved_as_of=recorded.as_of,
            python=self.python.version,
            platform="",
            started=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            duration=0.0,
            selected=[SHARED],
            suite=Suite(project=self.project.name, command=self.command, notes=list(recorded.notes)),
            tables=[TableResult(number=1, title="Your tests", concepts=[SHARED])],
            environments=[EnvironmentResult(id=ENVIRONMENT, dependencies=[], packages=packages or {}, error=reason)],
            examples=[session],
        )


def whole(recorded: tuple[Run, int]) -> Run:
    """A recorded run of the base. Raises KeyboardInterrupt if Ctrl-C ended it, since there is nothing to compare."""
    run, code = recorded
    if code == INTERRUPTED:
        raise KeyboardInterrupt
    return run


def _name(side: Run | Target) -> str:
    return side.target if isinstance(side, Run) else side.spelled


def _variables(python: Path) -> dict[str, str]:
    """The user's environment variables, with the environment activated."""
    kept = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONHOME")}
    path = os.pathsep.join([str(python.parent), *filter(None, [os.environ.get("PATH")])])
    return {**kept, "VIRTUAL_ENV": str(python.parent.parent), "PATH": path}


def _mapped_back(whole: Path, copy: Path, project: Path, python: Path) -> Callable[[str], str]:
    """A function that replaces the paths of the copy and of the environment in a text."""
    packages = next((python.parent.parent / "lib").glob("python*/site-packages"))
    places = {f"{packages}/": "site-packages/", str(copy): str(project), str(whole): str(project)}

    def scrub(text: str) -> str:
        for place, original in places.items():
            text = text.replace(place, original)
        return text

    return scrub
