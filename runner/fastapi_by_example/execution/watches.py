"""Collect the results of an example's watches, even if one of them ends its process."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi_by_example.execution.judge import Evidence, how_it_ended, observations_from, read_events
from fastapi_by_example.run.document import ExampleResult, Observations, WatchResult


@dataclass
class WatchRun:
    """One process of watches: the results, the observations, and the watches that did not run.

    `problem` is the reason if there are no results, such as a failed import.
    """

    results: list[WatchResult] = field(default_factory=list)
    observed: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    problem: str = ""


def read_watches(evidence: Evidence, scrub: Callable[[str], str]) -> WatchRun:
    """Read the events of a process of watches. If a watch hung or crashed, that is its result."""
    events = read_events(evidence.events, scrub)
    run = WatchRun(observed=list(events.observed))
    run.results = [WatchResult.model_validate(watched) for watched in events.watched]
    done = {result.name for result in run.results}
    names = [name.partition("::")[2] for name in events.collected]
    for report in events.reports:
        name = str(report.get("nodeid", "")).partition("::")[2]
        if report.get("outcome") == "failed" and name not in done:
            message = str(report.get("longreprtext", "")).strip().splitlines()
            if not name:  # the module itself
                run.problem = message[-1] if message else "it could not be imported"
                continue
            run.results.append(WatchResult(name=name, how="raised", value=message[-1] if message else ""))
            done.add(name)
    if events.finish:
        run.observed.append(events.finish["observations"])
        run.warnings = list(events.finish["warnings"])
        return run
    running = events.running.partition("::")[2]
    if running and running not in done:
        if evidence.timed_out:
            run.results.append(WatchResult(name=running, how="timeout"))
        else:
            run.results.append(WatchResult(name=running, how="crashed", value=how_it_ended(evidence.status)))
        run.left = names[names.index(running) + 1 :] if running in names else []
    elif not names and not run.problem:
        run.problem = f"{how_it_ended(evidence.status)} before the first watch"
    elif names and (last := max((names.index(name) for name in done if name in names), default=-1)) < len(names) - 1:
        run.left = names[last + 1 :] if last >= 0 else []
    return run


def with_watches(result: ExampleResult, runs: Sequence[WatchRun]) -> ExampleResult:
    """The result of an example with the results of its watches added. The outcome stays the same."""
    own = result.observations
    parts = [observations_from(part) for run in runs for part in run.observed]
    warned = [observations_from({"warnings": run.warnings}) for run in runs]
    together = Observations(
        watches=[watched for run in runs for watched in run.results],
        exchanges=[*own.exchanges, *(one for part in parts for one in part.exchanges)],
        websockets=[*own.websockets, *(one for part in parts for one in part.websockets)],
        openapi=[*own.openapi, *(one for part in parts for one in part.openapi)],
        logs=[*own.logs, *(one for part in parts for one in part.logs)],
        warnings=[*own.warnings, *(w for part in warned for w in part.warnings if w not in own.warnings)],
        dropped=own.dropped + sum(part.dropped for part in parts),
    )
    problems = [run.problem for run in runs if run.problem]
    problems += [problem for run in runs for watched in run.results if (problem := _problem(watched, together))]
    return result.model_copy(update={"observations": together, "watch_problems": problems})


def _problem(watched: WatchResult, observed: Observations) -> str:
    """Why a watch is useless at known-good; empty if it is not."""
    if watched.how == "returned":
        silent = watched.value == "null" and not any(
            one.test == watched.name
            for kind in (observed.exchanges, observed.websockets, observed.openapi)
            for one in kind
        )
        return f"{watched.name} returned and recorded nothing" if silent else ""
    words = {"raised": f"raised {watched.value}", "timeout": "timed out", "crashed": watched.value}
    return f"{watched.name}: {words[watched.how]}"
