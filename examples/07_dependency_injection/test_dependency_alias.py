import pytest
from dependency_alias import Session, app, get_db
from fastapi.testclient import TestClient

client = TestClient(app)


class EmptySession(Session):
    def select(self, table: str) -> list[str]:
        return [f"no {table}"]


def test_both_endpoints_get_the_session() -> None:
    assert client.get("/users").json() == ["first of users"]
    assert client.get("/items").json() == ["first of items"]


def test_overriding_the_function_changes_both_endpoints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.dependency_overrides, get_db, EmptySession)
    assert client.get("/users").json() == ["no users"]
    assert client.get("/items").json() == ["no items"]


@pytest.mark.parametrize("path", ["/users", "/items"])
def test_alias_adds_nothing_to_openapi(path: str) -> None:
    operation = app.openapi()["paths"][path]["get"]
    assert "parameters" not in operation
    assert "requestBody" not in operation
