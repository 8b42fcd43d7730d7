from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import pytest_functions
from fastapi.testclient import TestClient
from pytest_functions import PRICES, app

pytest_plugins = ["pytester"]
client = TestClient(app)


@pytest.fixture
def script(pytester: pytest.Pytester) -> Path:
    """Copy the script as a test file, after a request: pytester forgets what only the inner run imports."""
    client.get("/prices/tea")
    return pytester.makepyfile(test_drinks=Path(pytest_functions.__file__).read_text(encoding="utf-8"))


def test_shown_functions_pass_once_for_each_case(pytester: pytest.Pytester, script: Path) -> None:
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", script)
    result.assert_outcomes(passed=3)


def test_broken_app_fails_and_both_values_are_shown(pytester: pytest.Pytester, script: Path) -> None:
    source = script.read_text(encoding="utf-8").replace('"tea": 2.5', '"tea": 99.0')
    script.write_text(source, encoding="utf-8")
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", script)
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["E * assert {'price': 99.0} == {'price': 2.5}"])


@pytest.mark.parametrize("change", [{"status_code": 410}, {"json": dict}])
@pytest.mark.parametrize(
    ("shown", "arguments"),
    [(pytest_functions.test_price, ("tea", 2.5)), (pytest_functions.test_unknown_drink_is_404, ())],
)
def test_each_shown_assert_notices_another_answer(
    monkeypatch: pytest.MonkeyPatch, shown: Callable[..., None], arguments: tuple[Any, ...], change: dict[str, Any]
) -> None:
    def get(path: str) -> SimpleNamespace:
        response = client.get(path)
        return SimpleNamespace(**{"status_code": response.status_code, "json": response.json} | change)

    monkeypatch.setattr(pytest_functions, "client", SimpleNamespace(get=get))
    with pytest.raises(AssertionError):
        shown(*arguments)


def test_app_answers_with_the_price_or_404() -> None:
    assert {drink: client.get(f"/prices/{drink}").json()["price"] for drink in PRICES} == PRICES
    assert client.get("/prices/milk").status_code == 404
