import os
from hashlib import sha256

import pytest
from fastapi.testclient import TestClient
from sub_dependencies import app, get_token

client = TestClient(app)
API_KEY = os.environ["API_KEY"]
SESSION = {"user": "ada", "session": sha256(API_KEY.encode()).hexdigest()[:8]}


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_result_of_the_inner_dependency_reaches_the_outer_one(scheme: str) -> None:
    response = client.get("/session", headers={"Authorization": f"{scheme} {API_KEY}"})
    assert response.status_code == 200
    assert response.json() == SESSION


@pytest.mark.parametrize("authorization", [None, "Bearer", "Bearer ", API_KEY, f"Basic {API_KEY}"])
def test_failure_of_the_inner_dependency_stops_the_outer_one(authorization: str | None) -> None:
    response = client.get("/session", headers={"Authorization": authorization} if authorization else {})
    assert response.status_code == 401
    assert response.json() == {"detail": "Bearer token missing"}
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("token", [b"another", API_KEY[:-1].encode(), "für Elise".encode()])
def test_failure_of_the_outer_dependency_stops_the_endpoint(token: bytes) -> None:
    response = client.get("/session", headers=[(b"Authorization", b"Bearer " + token)])
    assert response.status_code == 401
    assert response.json() == {"detail": "Unknown token"}
    assert response.headers["www-authenticate"] == "Bearer"


def test_shared_dependency_runs_once_per_request(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = [sha256(API_KEY.encode()).hexdigest(), "second call"]
    monkeypatch.setitem(app.dependency_overrides, get_token, lambda: tokens.pop(0))
    assert client.get("/session").json() == SESSION
    assert tokens == ["second call"]


def test_openapi_asks_for_the_bearer_token() -> None:
    document = app.openapi()
    ((scheme, scopes),) = document["paths"]["/session"]["get"]["security"][0].items()
    assert scopes == []
    assert document["components"]["securitySchemes"][scheme] == {"type": "http", "scheme": "bearer"}
