"""Runs of a project's own tests are aligned: names, tests on one side only, applications, bodies."""

from typing import Any

import pytest

from fastapi_by_example.diff.alignment import with_repeat
from fastapi_by_example.diff.changes import Comparison, Kind
from fastapi_by_example.diff.comparison import compare
from fastapi_by_example.run.document import Application, ExampleResult, Observations, Outcome, Run, Suite, TestResult
from tests.observed import exchange
from tests.runs import example, run_of

FILE = "tests/test_a.py"


def file(*tests: str | TestResult, slug: str = FILE, **seen: Any) -> ExampleResult:
    """A test file whose tests passed, unless they are given as results."""
    results = [one if isinstance(one, TestResult) else TestResult(name=one, outcome=Outcome.PASSED) for one in tests]
    bad = any(one.outcome is not Outcome.PASSED for one in results)
    return example(slug, Outcome.FAILED if bad else Outcome.PASSED, tests=results, observations=Observations(**seen))


def suite(*files: ExampleResult, target: str = "base", **parts: Any) -> Run:
    return run_of(*files, target=target, suite=Suite(project="mine", command="pytest", **parts))


def compared(base: Run, candidate: Run) -> tuple[Comparison, str]:
    found = compare(base, candidate)
    return found, "\n".join(found.notes)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("test_it[1f0e4a5c-9f3b-4c7e-8a43-0c1d2e3f4a5b]", "test_it[9a0e4a5c-1f3b-4c7e-8a43-0c1d2e3f4a5b]"),
        ("test_it[<object object at 0x7f01aa22>]", "test_it[<object object at 0x7f01bb33>]"),
        ("test_it[user817@example.com]", "test_it[user9@example.com]"),
        ("test_it[0.123-a]", "test_it[0.9871-a]"),
        ("test_it[D34Ka0xAm0gNhHQkVjJOCPS-FAbiain-/a]", "test_it[vfpJ5oU2zAmygsvCTKyZUwAs_T_pc2A-/a]"),
    ],
)
def test_names_with_random_parts_match_by_their_form(old: str, new: str) -> None:
    base = suite(file(old, exchanges=[exchange("1", test=old)]))
    candidate = suite(file(new, exchanges=[exchange("2", test=new)]))
    found, notes = compared(base, candidate)
    assert [(cause.kind, cause.places[0].test) for cause in found.causes] == [(Kind.BEHAVIOUR, old)]
    assert "only on" not in notes


def test_names_without_random_parts_do_not_match() -> None:
    found, notes = compared(suite(file("test_a", "test_b")), suite(file("test_a", "test_c"), target="candidate"))
    assert found.causes == []
    assert "1 test only on base: tests/test_a.py::test_b" in notes
    assert "1 test only on candidate: tests/test_a.py::test_c" in notes


def test_a_failure_on_one_side_only_breaks_nothing() -> None:
    failing = TestResult(name="test_new", outcome=Outcome.FAILED, message="assert 1 == 2")
    found, notes = compared(suite(file("test_a")), suite(file("test_a", failing)))
    assert found.causes == []
    assert "test_new" in notes


def test_another_order_is_noted_if_one_process_ran_the_tests() -> None:
    one, other = file("test_a", "test_b"), file("test_b", "test_a")
    assert "the tests ran in another order" in compared(suite(one), suite(other))[1]
    assert "order" not in compared(suite(one), suite(other, workers=2))[1]


def test_a_flaky_test_is_not_compared() -> None:
    flaky = TestResult(name="test_a", outcome=Outcome.FAILED, message="sometimes")
    base = with_repeat(suite(file("test_a", "test_b")), suite(file(flaky, "test_b")))
    found, notes = compared(base, suite(file(flaky, "test_b")))
    assert found.causes == []
    assert "1 test with another outcome in a second run of base, so not compared: tests/test_a.py::test_a" in notes


def test_a_newly_skipped_test_is_noted() -> None:
    skipped = TestResult(name="test_a", outcome=Outcome.SKIPPED)
    assert "1 test skipped on base only" in compared(suite(file("test_a")), suite(file(skipped)))[1]


def test_a_file_that_cannot_be_imported_breaks_once() -> None:
    error = TestResult(name="import", outcome=Outcome.ERROR, message="ImportError: no name")
    base = suite(file("test_a", "test_b", exchanges=[exchange(test="test_a"), exchange(test="test_b")]))
    found, _ = compared(base, suite(file(error)))
    assert [(cause.kind, cause.key) for cause in found.causes] == [(Kind.BROKEN, "ImportError: no name")]


def application(*paths: str, title: str = "API", test: str = "application API") -> Application:
    document = {"openapi": "3.1.0", "paths": {path: {"get": {"responses": {}}} for path in paths}}
    return Application(test=test, title=title, document=document)


def test_applications_are_paired_with_those_most_alike() -> None:
    first, second = application("/a", "/b"), application("/c", "/d", "/e", test="application API 2")
    base = suite(example("the session", observations=Observations(openapi=[first, second])))
    moved = [application("/c", "/d"), application("/x", test="application API 2"), application("/a", "/b")]
    candidate = suite(example("the session", observations=Observations(openapi=moved)))
    found, _ = compared(base, candidate)
    assert [cause.places[0].test for cause in found.causes] == ["application API 2"]
    assert found.causes[0].kind is Kind.OPENAPI


def test_an_application_that_is_gone_does_not_take_the_pair_of_another() -> None:
    gone, kept = application("/a", "/b"), application("/a", test="application API 2")
    base = suite(example("the session", observations=Observations(openapi=[gone, kept])))
    found, _ = compared(base, suite(example("the session", observations=Observations(openapi=[application("/a")]))))
    assert found.causes == []


def test_an_application_without_a_document_is_compared_by_its_routes() -> None:
    whole = application("/a").model_copy(update={"routes": ["APIRoute /a GET", "APIRoute /b GET"]})
    bare = whole.model_copy(update={"document": None, "routes": ["APIRoute /a GET"]})
    base = suite(example("the session", observations=Observations(openapi=[whole])))
    found, _ = compared(base, suite(example("the session", observations=Observations(openapi=[bare]))))
    assert [cause.key for cause in found.causes] == ["app.routes: APIRoute → none"]


def test_bodies_are_not_compared_if_one_side_has_none() -> None:
    whole = file("test_a", exchanges=[exchange('{"a": 1}', test="test_a")])
    bare = exchange("", test="test_a", kind="empty", headers=[("content-type", "application/json")])
    found, notes = compared(suite(whole), suite(file("test_a", exchanges=[bare]), bodies=False))
    assert [cause.key for cause in found.causes if "body" in cause.key] == []
    assert "bodies were not recorded, so not compared" in notes


def test_the_share_of_reached_routes_is_counted() -> None:
    api = application("/items/{item_id}", "/files/{path}", "/never").model_copy(
        update={
            "routes": ["Mount /v1", "Route /docs GET HEAD", "APIRoute /items/{item_id} GET", "APIWebSocketRoute /ws"]
        }
    )
    asked = [exchange(path="/v1/items/3", test="test_a"), exchange(path="/files/a/b", test="test_a")]
    session = example("the session", observations=Observations(openapi=[api]))
    own = compare(suite(session, file("test_a", exchanges=asked)), suite(session, file("test_a"))).own
    assert own
    assert (own.touched.routes_touched, own.touched.routes) == (1, 2)
    assert (own.touched.operations_touched, own.touched.operations) == (1, 3)
    assert own.touched.untouched == ["GET /files/{path}", "GET /never", "WEBSOCKET /ws"]
