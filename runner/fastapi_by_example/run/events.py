"""Events of a run, for progress reports."""

from dataclasses import dataclass

from fastapi_by_example.run.document import ExampleResult


@dataclass(frozen=True)
class Event:
    """A step of a run. `kind` is `building`, `built`, `started` or `finished`."""

    kind: str
    name: str
    result: ExampleResult | None = None
