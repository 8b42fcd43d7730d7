import pytest
from fastapi.testclient import TestClient
from optional_parameters import PRICES, app

client = TestClient(app)


def test_absent_parameters_do_not_filter() -> None:
    response = client.get("/items")
    assert response.status_code == 200
    assert response.json() == PRICES


def test_each_parameter_is_optional_by_itself() -> None:
    assert list(client.get("/items?q=boots").json()) == ["Rain boots"]
    assert list(client.get("/items?max_price=45.5").json()) == ["Rain boots", "Sandals"]
    assert list(client.get("/items?q=SAND&max_price=45.5").json()) == ["Sandals"]


@pytest.mark.parametrize("path", ["/items?q=", "/items?q"])
def test_empty_string_is_a_value(path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.json() == PRICES


@pytest.mark.parametrize("text", ["None", "null"])
def test_none_and_null_are_ordinary_text(text: str) -> None:
    assert client.get("/items", params={"q": text}).json() == {}


@pytest.mark.parametrize("text", ["", "cheap"])
def test_given_value_must_fit_the_type(text: str) -> None:
    response = client.get("/items", params={"max_price": text})
    assert response.status_code == 422
    assert {error["loc"][1] for error in response.json()["detail"]} == {"max_price"}


def test_openapi_says_optional_and_allows_null() -> None:
    parameters = app.openapi()["paths"]["/items"]["get"]["parameters"]
    assert {parameter["name"]: parameter["required"] for parameter in parameters} == {"q": False, "max_price": False}
    types = [[choice["type"] for choice in parameter["schema"]["anyOf"]] for parameter in parameters]
    assert types == [["string", "null"], ["number", "null"]]
