import pytest
from fastapi.testclient import TestClient
from header_parameters import app

client = TestClient(app, headers={"user-agent": "browser/1.0"})
ALONE = {"user_agent": "browser/1.0", "x_tag": None, "old_name": None}


def test_underscore_in_the_name_is_a_hyphen_in_the_request() -> None:
    response = client.get("/items")
    assert response.status_code == 200
    assert response.json() == ALONE


def test_case_of_a_header_does_not_matter() -> None:
    response = client.get("/items", headers={"USER-AGENT": "Browser/2.0"})
    assert response.json() == {**ALONE, "user_agent": "Browser/2.0"}


def test_missing_required_header_is_rejected() -> None:
    anonymous = TestClient(app)
    del anonymous.headers["user-agent"]
    response = anonymous.get("/items")
    assert response.status_code == 422
    (error,) = response.json()["detail"]
    assert error["loc"] == ["header", "user-agent"]


def test_repeated_header_is_a_list_in_order() -> None:
    response = client.get("/items", headers=[("x-tag", "b"), ("X-Tag", "a"), ("x-tag", "b")])
    assert response.json() == {**ALONE, "x_tag": ["b", "a", "b"]}


def test_comma_does_not_separate_values() -> None:
    assert client.get("/items", headers={"x-tag": "a, b"}).json()["x_tag"] == ["a, b"]


@pytest.mark.parametrize(("name", "value"), [("old_name", "kept"), ("old-name", None)])
def test_unconverted_name_keeps_its_underscore(name: str, value: str | None) -> None:
    assert client.get("/items", headers={name: "kept"}).json() == {**ALONE, "old_name": value}


def test_openapi_uses_the_names_in_the_request() -> None:
    parameters = app.openapi()["paths"]["/items"]["get"]["parameters"]
    assert {parameter["in"] for parameter in parameters} == {"header"}
    assert {parameter["name"]: parameter["required"] for parameter in parameters} == {
        "user-agent": True,
        "x-tag": False,
        "old_name": False,
    }
