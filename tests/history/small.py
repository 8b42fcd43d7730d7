"""A small history: three releases, a concept that always works, and one that comes and goes."""

from fastapi_by_example.diff.changes import Aspect, Kind
from fastapi_by_example.history.document import History, Interval, Past, PastCause, Point, Provenance, Step
from fastapi_by_example.run.document import Outcome

PROVENANCE = Provenance(
    made="2026-11-27T10:00:00Z",
    python="3.11.7",
    platform="Linux x86_64",
    runner_version="0.2.0",
    corpus="",
    examples=["one", "two"],
    left_out=[],
    releases=3,
    whole=2,
    states=3,
    runs=6,
)


def point(version: str, released: str, **packages: str) -> Point:
    return Point(
        name=f"fastapi {version}",
        package="fastapi",
        version=version,
        released=released,
        fastapi=version,
        ran=2,
        packages={"fastapi": version, **packages},
    )


def cause(
    key: str, before: int, after: int, *steps: Step, kind: Kind = Kind.BEHAVIOUR, exact: bool = True
) -> PastCause:
    return PastCause(
        kind=kind,
        aspect=Aspect.BROKEN if kind is Kind.BROKEN else Aspect.STATUS,
        key=key,
        sentence=f"what {key} is about",
        old="200",
        new="422",
        places={"one": ["watch_it"], "two": ["test_it"]},
        before=before,
        after=after,
        exact=exact,
        steps=list(steps),
    )


def small_history() -> History:
    """Three releases: the second has a cause, the third breaks something and comes with a newer Starlette."""
    return History(
        provenance=PROVENANCE,
        points=[
            point("0.100.0", "2026-01-01T10:00:00Z", starlette="0.40.0"),
            point("0.110.0", "2026-02-01T10:00:00Z", starlette="0.40.0"),
            point("0.120.0", "2026-03-01T10:00:00Z", starlette="0.50.0"),
        ],
        causes=[
            cause("first", 0, 1, Step(package="fastapi", old="0.100.0", new="0.110.0")),
            cause(
                "second",
                1,
                2,
                Step(package="fastapi", old="0.110.0", new="0.120.0"),
                Step(package="starlette", old="0.40.0", new="0.50.0"),
                kind=Kind.BROKEN,
                exact=False,
            ),
        ],
        concepts={
            "one": Past(title="One", intervals=[Interval(outcome=Outcome.PASSED, first=0, last=2)]),
            "two": Past(
                title="Two",
                intervals=[
                    Interval(outcome=Outcome.NOT_APPLICABLE, first=0, last=0, message="needs fastapi>=0.110"),
                    Interval(outcome=Outcome.PASSED, first=1, last=1),
                    Interval(outcome=Outcome.FAILED, first=2, last=2, message="assert 422 == 200"),
                ],
            ),
        },
    )


def undoing_history() -> History:
    """The small history, in which the third release also undoes the cause of the second one."""
    history = small_history()
    steps = [Step(package="fastapi", old="0.110.0", new="0.120.0")]
    swapped = {"key": "undone", "old": "422", "new": "200", "before": 1, "after": 2, "steps": steps}
    undoing = history.causes[0].model_copy(update=swapped)
    return history.model_copy(update={"causes": [*history.causes, undoing]})
