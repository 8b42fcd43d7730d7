"""Run the examples of a plan one by one, each in an interpreter of its environment, and detect damage they do."""

import contextlib
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fastapi_by_example.execution.interpreter import BrokenEnvironmentError, Interpreter, Limits, not_run
from fastapi_by_example.execution.plan import Blame, DependencySet, Plan, Task
from fastapi_by_example.execution.pytest_copy import PytestCopy
from fastapi_by_example.run.document import ExampleResult, Outcome

logger = logging.getLogger(__name__)

DAMAGING = "it changed files that other examples need"
RAN_AGAIN = "ran again, alone: while it ran first, files of its environment were changed"


@dataclass
class Worker:
    """A worker with its own folder, the interpreter that runs in it, and the dependency set of its last example."""

    plan: Plan
    tools: PytestCopy
    folder: Path
    limits: Limits
    root: Path
    current: DependencySet | None = None
    _interpreter: Interpreter | None = None
    _started: int = 0

    def run(self, task: Task) -> tuple[ExampleResult | None, list[DependencySet]]:
        """Run an example.

        Returns its result, or None if the run was aborted or the example has to run again, and the dependency sets
        whose environment has to be rebuilt.
        """
        shared = task.chosen.shared
        assert shared
        if self._interpreter and self._interpreter.environment is not shared.made:
            self.close()
        self.current = task.chosen
        started = time.monotonic()
        result = self._try(task)
        own = self.tools.damage()
        damage = shared.made.damage()
        if own or damage or shared.family.damage:
            self.close()
        blame, lost = self.plan.finish(task, damage)
        if result and (own or blame is Blame.CULPRIT):
            result = _damaging(result, [*damage, *own])
        elif result and task.alone:
            result = result.model_copy(update={"notes": [*result.notes, RAN_AGAIN]})
        if blame is Blame.SUSPECT:
            result = None
        outcome = result.outcome if result else "has to run again"
        logger.debug("%.2f s: ran %s: %s", time.monotonic() - started, task.concept.slug, outcome)
        return result, lost

    def _try(self, task: Task) -> ExampleResult | None:
        """The result of an example; an error if there is no interpreter for it, None if the run was aborted."""
        try:
            if not self._interpreter:
                with contextlib.suppress(OSError):
                    self.folder.chmod(0o700)
                self._started += 1
                folder = self.folder / str(self._started)
                self._interpreter = self.plan.start(task.chosen, self.tools.ready(), folder, self.limits.timeout)
            return self._interpreter.run(task.concept, self.limits, self.root)
        except Exception as error:
            self.close()
            if self.plan.aborted and isinstance(error, BrokenEnvironmentError):
                return None
            return not_run(task.concept, self.root, Outcome.ERROR, _reason_of(error))

    def close(self) -> None:
        """End the interpreter."""
        if self._interpreter:
            self.plan.end(self._interpreter)
        self._interpreter = None


def _damaging(result: ExampleResult, damage: Sequence[str]) -> ExampleResult:
    """The result of an example that changed files that others need: an error, whatever the outcome of its tests."""
    message = f"{DAMAGING}: {', '.join(damage)}"
    if result.outcome is not Outcome.PASSED:
        message += f" (and {result.outcome}: {result.message})"
    return result.model_copy(update={"outcome": Outcome.ERROR, "message": message})


def _reason_of(error: Exception) -> str:
    if isinstance(error, BrokenEnvironmentError):
        return str(error)
    return f"the runner failed: {type(error).__name__}: {error}"
