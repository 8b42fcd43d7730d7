import asyncio
from collections.abc import Callable, Iterator

import client_fixture
import pytest
from client_fixture import app
from fastapi import FastAPI
from fastapi.testclient import TestClient

pytest_plugins = ["pytester"]

client = client_fixture.client
test_first_visit = client_fixture.test_first_visit
test_second_visit = client_fixture.test_second_visit

SCOPES = """
from typing import Any

import pytest
from client_fixture import app, client, shared_client

seen: dict[str, list[Any]] = {"client": [], "shared_client": []}


@pytest.mark.parametrize("turn", [1, 2, 3])
@pytest.mark.parametrize("name", ["client", "shared_client"])
def test_turn(name, turn, request):
    client = request.getfixturevalue(name)
    seen[name].append(client)
    expected = 1 if name == "client" else turn
    assert client.get("/visits/").json() == {"visits": expected}


def test_scopes():
    assert len(set(seen["client"])) == 3
    assert len(set(seen["shared_client"])) == 1
    assert app.state.running
"""

SECOND_FILE = """
from client_fixture import app, shared_client


def test_shut_down_in_between():
    assert app.state.running is False


def test_another_file_has_a_client_of_its_own(shared_client):
    assert app.state.running is True
    assert shared_client.get("/visits/").json() == {"visits": 1}
"""


@pytest.fixture(autouse=True)
def modules_of_the_app_are_imported() -> None:
    """Make a request first: pytester forgets what only the inner run has imported."""
    TestClient(app).get("/visits/")


@pytest.fixture
def stopped_before_and_after() -> Iterator[None]:
    assert not getattr(app.state, "running", False)
    yield
    assert app.state.running is False


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_gets_a_fresh_client_without_cookies(turn: int, client: TestClient) -> None:
    assert dict(client.cookies) == {}
    response = client.get("/visits/")
    assert (response.status_code, response.json()) == (200, {"visits": 1})
    assert response.headers["set-cookie"] == "visits=1; Path=/; SameSite=lax"
    assert dict(client.cookies) == {"visits": "1"}


def test_the_app_runs_for_the_test_and_teardown_stops_it(
    stopped_before_and_after: None, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("client")
    assert app.state.running is True


def test_teardown_runs_also_after_a_failing_test(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_teardown="""
            from client_fixture import app, client

            def test_that_fails(client):
                assert not app.state.running

            def test_after_it():
                assert app.state.running is False
            """,
    )
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", "test_teardown.py")
    result.assert_outcomes(passed=1, failed=1)


def test_scopes_share_or_renew_the_client_as_shown(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_scopes=SCOPES, test_second_file=SECOND_FILE)
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", "test_scopes.py", "test_second_file.py")
    result.assert_outcomes(passed=9)


@pytest.mark.parametrize("shown_test", [test_first_visit, test_second_visit])
def test_the_shown_tests_notice_a_client_with_a_cookie(shown_test: Callable[[TestClient], None]) -> None:
    with pytest.raises(AssertionError):
        shown_test(TestClient(app, cookies={"visits": "5"}))


def test_the_lifespan_is_a_context_manager_of_its_own() -> None:
    async def enter() -> None:
        other = FastAPI()
        async with client_fixture.lifespan(other):
            assert other.state.running is True
        assert other.state.running is False

    asyncio.run(enter())
