"""Changes with one cause are reported once, worst first; known causes come with advice."""

import re

import pytest

from fastapi_by_example.diff.causes import causes_of, known_causes, varied
from fastapi_by_example.diff.changes import Aspect, Blame, Cause, Kind, Place
from fastapi_by_example.diff.comparison import changes_of, compare
from fastapi_by_example.diff.text import template
from fastapi_by_example.run.document import ExampleResult, Observations, Outcome, Run, WatchResult
from tests.observed import exchange, judged, outcomes_of, seen
from tests.runs import example, failed, run_of

BODY = '{{"detail":[{{"type":"{}","loc":["body"],"msg":"m","input":1}}]}}'


def keys(run: Run) -> dict[str, list[str]]:
    comparison = compare(run_of(*(example(f"n{number}") for number in range(60))), run)
    return {cause.key: cause.concepts for cause in comparison.causes}


def test_same_failure_in_many_examples_is_one_cause() -> None:
    reasons = {
        **dict.fromkeys(range(40), "AttributeError: 'FastAPI' object at 0x7f00aa11bb22 has no attribute 'x'"),
        **dict.fromkeys(range(40, 50), "TypeError: takes 2 arguments but 3 were given"),
        50: "assert 1 == 2",
        51: "assert 1 == 2",
    }
    run = run_of(*(failed(f"n{n}", message=text) if (text := reasons.get(n)) else example(f"n{n}") for n in range(60)))
    found = keys(run)
    assert [len(places) for places in found.values()] == [40, 10, 1, 1]
    assert all("n50" in key or "n51" in key for key in list(found)[2:])


def test_examples_unresolvable_for_the_same_reason_are_one_cause() -> None:
    examples = [example(f"n{n}", Outcome.UNRESOLVABLE, message=f"{'a' if n % 2 else 'b'} needs c") for n in range(60)]
    assert [len(places) for places in keys(run_of(*examples)).values()] == [30, 30]


def refused(slug: str, test: str, kind: str, status: int) -> ExampleResult:
    answer = exchange(BODY.format(kind) if status == 422 else "{}", status=status, test=test)
    return seen(answer).model_copy(update={"slug": slug})


def test_same_status_for_different_reasons_is_two_causes() -> None:
    changes = [
        change
        for slug, test, kind in (
            ("a", "watch_x", "missing"),
            ("b", "test_y", "missing"),
            ("c", "watch_z", "json_invalid"),
        )
        for change in changes_of(refused(slug, test, kind, 200), refused(slug, test, kind, 422))
    ]
    assert [(cause.concepts, cause.new) for cause in causes_of(changes)] == [
        (["a", "b"], "422 (missing)"),
        (["c"], "422 (json_invalid)"),
    ]


def test_promise_and_watch_with_the_same_reason_are_one_cause() -> None:
    def side(status: int, outcome: Outcome) -> ExampleResult:
        body = BODY.format("missing") if status == 422 else "{}"
        exchanges = [exchange(body, status=status, test=test) for test in ("test_a", "watch_b")]
        return judged(outcome, outcomes_of(test_a=outcome), observations=Observations(exchanges=exchanges))

    (cause,) = causes_of(changes_of(side(200, Outcome.PASSED), side(422, Outcome.FAILED)))
    assert (cause.kind, cause.aspect, cause.sentence) == (Kind.BROKEN, Aspect.BROKEN, "b")
    assert [place.test for place in cause.places] == ["test_a", "watch_b"]


def arguments_of(function: str, outcome: str) -> ExampleResult:
    watched = WatchResult(name=f"watch_arguments_of_{function}", how="returned", kind="text", value=outcome)
    return example(function, observations=Observations(watches=[watched]))


def test_an_argument_that_several_functions_gain_is_one_addition() -> None:
    base = run_of(
        *(arguments_of(name, f"{name}() got an unexpected keyword argument 'size'") for name in ("get", "put"))
    )
    candidate = run_of(*(arguments_of(name, "accepted") for name in ("get", "put")))
    (addition,) = compare(base, candidate).causes
    assert (addition.sentence, addition.aspect, len(addition.places)) == ("size is new", Aspect.ADDITION, 2)
    assert all(cause.aspect is Aspect.BODY for cause in compare(candidate, base).causes)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("'NoneType' object has no attribute 'lower'", "accepted"),
        ("get() got an unexpected keyword argument 'size'", "put() got an unexpected keyword argument 'size'"),
    ],
)
def test_a_mended_or_reworded_error_is_no_addition(old: str, new: str) -> None:
    found = compare(run_of(arguments_of("get", old)), run_of(arguments_of("get", new)))
    assert [cause.aspect for cause in found.causes] == [Aspect.BODY]


def test_causes_are_sorted_worst_first_and_fixed_last() -> None:
    guard = [[("www-authenticate", value)] for value in "ab"]
    old = seen(exchange(test="a"), exchange('{"x":1}', test="b"), exchange(test="c", headers=guard[0]))
    new = seen(exchange(test="a", status=404), exchange('{"x":2}', test="b"), exchange(test="c", headers=guard[1]))
    before, after = (judged(one, outcomes_of(t=(one, ""))) for one in (Outcome.FAILED, Outcome.PASSED))
    mended = changes_of(before, after)
    causes = causes_of([*mended, *changes_of(old, new)])
    assert [cause.aspect for cause in causes] == [Aspect.STATUS, Aspect.SECURITY, Aspect.BODY, Aspect.FIXED]


def test_reversed_comparison_has_the_same_causes_swapped() -> None:
    def side(status: int, value: str, outcome: Outcome) -> Run:
        body = BODY.format("missing") if status == 422 else value
        tests = outcomes_of(test_a=outcome, test_b=Outcome.PASSED)
        exchanges = [exchange(body, status=status, test="test_a"), exchange(value, test="watch_c")]
        return run_of(judged(outcome, tests, observations=Observations(exchanges=exchanges)))

    old, new = side(200, '{"x":"abcd"}', Outcome.PASSED), side(422, '{"x":"efgh"}', Outcome.FAILED)
    there, back = compare(old, new), compare(new, old)
    assert len(there.causes) == len(back.causes) == 2
    assert {(cause.old, cause.new) for cause in there.causes} == {(cause.new, cause.old) for cause in back.causes}
    assert [cause.kind for cause in there.causes] == [Kind.BROKEN, Kind.BEHAVIOUR]
    assert [cause.kind for cause in back.causes] == [Kind.BEHAVIOUR, Kind.BEHAVIOUR]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("took 3 tries", "took 4 tries", True),
        ("see https://a.example/1", "see https://b.example/2", True),
        ("GET /items/5 failed", "GET /users/7 failed", True),
        ("[parameters: ('a', 1)]", "[parameters: ('b', 2)]", True),
        ("got 404", "got 422", False),
        ("removed in 3.0", "removed in 4.0", False),
        ("KeyError: x", "ValueError: x", False),
    ],
)
def test_template_masks_only_what_varies(one: str, other: str, same: bool) -> None:
    assert (template(one) == template(other)) is same


def test_known_causes_are_valid_and_have_advice() -> None:
    assert len(known_causes()) >= 25
    for entry in known_causes():
        re.compile(entry.key)
        assert entry.advice.endswith(".")
        assert not entry.sentence.endswith(".")
        assert len(entry.advice) <= 200


def test_only_a_refused_body_is_explained_by_its_content_type() -> None:
    def cause(old: int, new: int) -> Cause:
        sides = [refused("a", "watch_x", "model_attributes_type", status) for status in (old, new)]
        (found,) = causes_of(changes_of(*sides))
        return found

    there, back = cause(200, 422), cause(422, 200)  # the latter is what several query models do
    assert (there.sentence, back.sentence) == ("JSON body without a JSON content type", "x")
    assert "strict_content_type" in there.advice
    assert not back.advice


@pytest.mark.parametrize(("name", "known"), [("AsyncClient", True), ("Noting", False), ("watch_x.<locals>.Own", False)])
def test_only_the_client_of_httpx_lost_its_argument_app(name: str, known: bool) -> None:
    message = f"TypeError: {name}.__init__() got an unexpected keyword argument 'app'"
    (found,) = compare(run_of(example("a")), run_of(failed("a", message=message))).causes
    assert ("ASGITransport" in found.advice) is known


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("status: 200 → 413: Content Too Large", "A body over the limit"),
        ("status: 413 → 200: Content Too Large", "A body over the limit"),
        ("answer: result $.get[#]: nothing → 413", None),
        ("openapi OpenAPI properties › file › contentMediaType: nothing → appl…", "Files are described by"),
        ("openapi OpenAPI properties › data › contentMediaType: nothing → application/json", None),
    ],
)
def test_new_features_are_not_explained_by_what_existing_ones_do(key: str, sentence: str | None) -> None:
    known = next((entry.sentence for entry in known_causes() if re.search(entry.key, key)), None)
    assert known is None if sentence is None else known and known.startswith(sentence)


def test_first_causes_are_varied() -> None:
    def cause(sentence: str, old: str, release: str, aspect: Aspect = Aspect.STATUS) -> Cause:
        blame = Blame(packages=[release]) if release else None
        place = Place(slug="one", table=1, title="One")
        return Cause(
            kind=Kind.BEHAVIOUR,
            aspect=aspect,
            key=sentence,
            sentence=sentence,
            old=old,
            new="422 (missing)",
            places=[place],
            blame=blame,
        )

    causes = [
        cause("a", "200", "fastapi 1 → 2"),
        cause("b", "200 (int_parsing)", "fastapi 1 → 2"),
        cause("c", "200", "fastapi 2 → 3"),
        cause("d", "201", "fastapi 1 → 2"),
        cause("e", "200", ""),
        cause("f", "x", "fastapi 1 → 2", Aspect.HEADER),
    ]
    assert [one.sentence for one in varied(causes)] == ["a", "c", "d", "e", "b", "f"]
