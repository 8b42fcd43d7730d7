from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo

import override_in_tests
import pytest
from fastapi.testclient import TestClient
from override_in_tests import app, read_clock

client = TestClient(app)
clock_at_nine = override_in_tests.clock_at_nine
test_greeting_in_the_morning = override_in_tests.test_greeting_in_the_morning


class Clock(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "Clock":
        return cls(2026, 11, 22, 15, tzinfo=tz)


@pytest.fixture(autouse=True)
def real_clock() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(override_in_tests, "datetime", Clock)
        yield


def year_of_the_answer() -> str:
    greeting: str = client.get("/greeting").json()
    return greeting[-4:]


@pytest.mark.parametrize("faked", [True, False])
def test_tests_do_not_leak_into_each_other(faked: bool, request: pytest.FixtureRequest) -> None:
    assert app.dependency_overrides == {}
    assert year_of_the_answer() == "2026"
    if faked:
        assert request.getfixturevalue("clock_at_nine") == datetime(2000, 1, 1, 9, tzinfo=UTC)
        assert list(app.dependency_overrides) == [read_clock]
        assert year_of_the_answer() == "2000"


def other_dependency() -> str:
    raise NotImplementedError


@pytest.fixture
def other_override() -> Iterator[None]:
    app.dependency_overrides[other_dependency] = lambda: "2000"
    yield
    assert list(app.dependency_overrides) == [other_dependency]
    del app.dependency_overrides[other_dependency]


def test_fixture_takes_out_its_own_override_only(other_override: None, clock_at_nine: datetime) -> None:
    assert list(app.dependency_overrides) == [other_dependency, read_clock]


@pytest.mark.parametrize(("hour", "greeting"), [(11, "Good morning"), (12, "Good day")])
def test_greeting_follows_the_clock(monkeypatch: pytest.MonkeyPatch, hour: int, greeting: str) -> None:
    moment = datetime(2000, 1, 1, hour, tzinfo=UTC)
    monkeypatch.setitem(app.dependency_overrides, read_clock, lambda: moment)
    assert client.get("/greeting").json() == f"{greeting}, it is 2000"


def test_shown_test_fails_without_the_override() -> None:
    with pytest.raises(AssertionError):
        test_greeting_in_the_morning(datetime(2000, 1, 1, 9, tzinfo=UTC))
