from collections.abc import Callable
from pathlib import Path

import pytest
import pytest_functions
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from pytest_functions import client

pytest_plugins = ["pytester"]

test_price_of_one_cup = pytest_functions.test_price_of_one_cup
test_prices = pytest_functions.test_prices


@pytest.fixture(autouse=True)
def modules_of_the_app_are_imported() -> None:
    """Make a request first: pytester forgets what only the inner run has imported."""
    client.get("/prices/tea")


def run_the_script(pytester: pytest.Pytester) -> pytest.RunResult:
    pytester.makepyfile(test_drinks=Path(pytest_functions.__file__).read_text())
    return pytester.runpytest_inprocess("-p", "no:cacheprovider", "-v", "test_drinks.py")


def test_the_shown_functions_pass_under_pytest_one_for_each_case(pytester: pytest.Pytester) -> None:
    result = run_the_script(pytester)
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(
        [
            "test_drinks.py::test_price_of_one_cup PASSED*",
            "test_drinks.py::test_prices[[]two cups[]] PASSED*",
            "test_drinks.py::test_prices[[]unknown[]] PASSED*",
        ]
    )
    assert result.ret == pytest.ExitCode.OK


def test_a_run_against_a_broken_app_fails_and_shows_both_values(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        """
        import pytest

        @pytest.fixture(autouse=True)
        def wrong_price(request, monkeypatch):
            monkeypatch.setitem(request.module.PRICES, "tea", 99.0)
        """
    )
    result = run_the_script(pytester)
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        [
            "test_drinks.py::test_price_of_one_cup FAILED*",
            "test_drinks.py::test_prices[[]two cups[]] PASSED*",
            "test_drinks.py::test_prices[[]unknown[]] PASSED*",
            "E * assert {'price': 99.0} == {'price': 2.5}",
        ]
    )
    assert result.ret == pytest.ExitCode.TESTS_FAILED


TWO_CUPS = ("/prices/coffee?cups=2", 200, {"price": 6.0})
UNKNOWN = ("/prices/water", 404, {"detail": "No water today"})


@pytest.mark.parametrize(
    ("function", "arguments", "answer"),
    [
        (test_price_of_one_cup, (), JSONResponse({"price": 2.5}, 203)),
        (test_price_of_one_cup, (), JSONResponse({"price": 2.5, "vat": 0})),
        (test_prices, TWO_CUPS, JSONResponse({"price": 3.0})),
        (test_prices, UNKNOWN, JSONResponse({"detail": "No water today"}, 410)),
        (test_prices, UNKNOWN, JSONResponse({"detail": "No water"}, 404)),
    ],
)
def test_every_shown_assert_notices_a_wrong_answer(
    monkeypatch: pytest.MonkeyPatch,
    function: Callable[..., None],
    arguments: tuple[object, ...],
    answer: JSONResponse,
) -> None:
    broken = FastAPI()
    broken.add_api_route("/prices/{drink}", lambda: answer, response_model=None)
    monkeypatch.setattr(pytest_functions, "client", TestClient(broken))
    with pytest.raises(AssertionError):
        function(*arguments)


def test_the_app_answers_as_the_functions_say() -> None:
    found, unknown = client.get("/prices/coffee", params={"cups": 3}), client.get("/prices/milk")
    assert (found.status_code, found.json()) == (200, {"price": 9.0})
    assert (unknown.status_code, unknown.json()) == (404, {"detail": "No milk today"})
