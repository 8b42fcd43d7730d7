from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

import override_in_tests
import pytest
from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException
from fastapi.testclient import TestClient
from override_in_tests import app, read_clock

clock_at_nine = override_in_tests.clock_at_nine
test_greeting_in_the_morning = override_in_tests.test_greeting_in_the_morning

client = TestClient(app)


def this_year() -> str:
    return str(datetime.now(UTC).year)


def year_of_the_answer() -> str:
    year: str = client.get("/greeting/").json()["year"]
    return year


@pytest.fixture
def real_clock_before_and_after() -> Iterator[None]:
    assert app.dependency_overrides == {}
    yield
    assert app.dependency_overrides == {}
    assert year_of_the_answer() == this_year()


def test_the_fake_is_used_inside(clock_at_nine: datetime) -> None:
    assert clock_at_nine == datetime(1999, 12, 31, 9, tzinfo=UTC)
    response = client.get("/greeting/")
    assert response.status_code == 200
    assert response.json() == {"greeting": "Good morning", "year": "1999"}


def test_the_real_one_is_used_without_the_fixture() -> None:
    assert year_of_the_answer() == this_year()


def test_the_real_one_is_back_after_the_fixture(
    real_clock_before_and_after: None, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("clock_at_nine")
    assert list(app.dependency_overrides) == [read_clock]
    assert year_of_the_answer() == "1999"


@pytest.mark.parametrize("faked", [True, False])
def test_two_tests_do_not_leak_into_each_other(
    faked: bool, real_clock_before_and_after: None, request: pytest.FixtureRequest
) -> None:
    if faked:
        request.getfixturevalue("clock_at_nine")
    assert year_of_the_answer() == ("1999" if faked else this_year())


def test_two_times_of_day_give_two_greetings(clock_at_nine: datetime) -> None:
    for hour, greeting in ((11, "Good morning"), (12, "Good day")):
        moment = clock_at_nine.replace(hour=hour)
        app.dependency_overrides[read_clock] = lambda moment=moment: moment
        assert client.get("/greeting/").json() == {"greeting": greeting, "year": "1999"}


def test_the_shown_test_fails_without_the_override() -> None:
    with pytest.raises(AssertionError):
        test_greeting_in_the_morning(datetime(1999, 12, 31, 9, tzinfo=UTC))


def make_app(calls: list[str]) -> tuple[FastAPI, Any, Any]:
    def read_setting() -> str:
        calls.append("setting")
        return "real setting"

    def read_user(setting: Annotated[str, Depends(read_setting)]) -> str:
        calls.append("user")
        return f"real user with {setting}"

    router = APIRouter(dependencies=[Depends(read_user)])

    @router.get("/user/")
    def show(user: Annotated[str, Depends(read_user)]) -> str:
        return user

    other = FastAPI()
    other.include_router(router)
    return other, read_setting, read_user


def test_an_override_of_a_sub_dependency_reaches_the_ones_above() -> None:
    calls: list[str] = []
    other, read_setting, _ = make_app(calls)
    other.dependency_overrides[read_setting] = lambda: "fake setting"
    assert TestClient(other).get("/user/").json() == "real user with fake setting"
    assert calls == ["user"]


def test_an_overridden_dependency_and_its_own_dependencies_are_not_called() -> None:
    calls: list[str] = []
    other, _, read_user = make_app(calls)
    other.dependency_overrides[read_user] = lambda: "fake user"
    assert TestClient(other).get("/user/").json() == "fake user"
    assert calls == []


def test_an_override_holds_for_the_dependencies_of_a_router() -> None:
    other, _, read_user = make_app([])

    def refuse() -> None:
        raise HTTPException(403, "refused by the fake")

    other.dependency_overrides[read_user] = refuse
    response = TestClient(other).get("/user/")
    assert (response.status_code, response.json()) == (403, {"detail": "refused by the fake"})


def test_a_fake_with_yield_is_cleaned_up_after_the_request() -> None:
    calls: list[str] = []
    other, _, read_user = make_app(calls)

    def fake() -> Iterator[str]:
        calls.append("before")
        yield "fake user"
        calls.append("after")

    other.dependency_overrides[read_user] = fake
    assert TestClient(other).get("/user/").json() == "fake user"
    assert calls == ["before", "after"]


def test_a_fake_may_have_parameters_of_its_own_which_are_checked_for_each_use_and_not_documented() -> None:
    other, _, read_user = make_app([])

    def fake(x_user: Annotated[str, Header()]) -> str:
        return x_user

    other.dependency_overrides[read_user] = fake
    assert TestClient(other).get("/user/", headers={"X-User": "ann"}).json() == "ann"
    refused = TestClient(other).get("/user/")
    assert refused.status_code == 422
    assert refused.json() == {
        "detail": [{"type": "missing", "loc": ["header", "x-user"], "msg": "Field required", "input": None}] * 2
    }
    assert "parameters" not in other.openapi()["paths"]["/user/"]["get"]


def test_another_object_with_the_same_name_overrides_nothing() -> None:
    other, _, _ = make_app([])

    def read_user() -> str:
        return "fake user"

    other.dependency_overrides[read_user] = lambda: "fake user"
    assert TestClient(other).get("/user/").json() == "real user with real setting"
