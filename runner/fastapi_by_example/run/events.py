"""Events of a run, for progress reports."""

from dataclasses import dataclass

from fastapi_by_example.run.document import ExampleResult


@dataclass(frozen=True)
class Event:
    """A step of a run.

    `kind` is `building`, then `built`, or `ready` if there is nothing new; or `started`, then `finished`.
    """

    kind: str
    name: str
    result: ExampleResult | None = None
