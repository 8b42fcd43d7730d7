from typing import Any

import pytest
from fastapi.testclient import TestClient
from parameter_models import app

client = TestClient(app)
SHOP = {"Shop-Id": "7"}


def read(query: str = "", headers: dict[str, str] | None = None) -> Any:
    return client.get(f"/items{query}", headers=SHOP if headers is None else headers)


def test_each_model_is_filled_from_its_place() -> None:
    response = read("?price_from=30&price_to=60", {**SHOP, "Cookie": "order=desc"})
    assert response.status_code == 200
    assert response.json() == {"shop": 7, "items": ["Rain boots", "Sandals"]}
    assert read("?price_from=31").json()["items"] == ["Rain boots", "Running shoes"]
    assert read("?price_to=59").json()["items"] == ["Catalog", "Sandals"]


def test_cookie_changes_the_order() -> None:
    cheap_first = read().json()["items"]
    assert cheap_first == ["Catalog", "Sandals", "Rain boots", "Running shoes"]
    assert read(headers={**SHOP, "Cookie": "order=desc"}).json()["items"] == cheap_first[::-1]


@pytest.mark.parametrize(
    ("query", "cookie", "place"),
    [
        ("?price_from=-1", "", ["query", "price_from"]),
        ("?price_to=-1&price_from=0", "", ["query", "price_to"]),
        ("?price_from=cheap", "", ["query", "price_from"]),
        ("", "order=size", ["cookie", "order"]),
    ],
)
def test_wrong_value_is_named_with_its_place(query: str, cookie: str, place: list[str]) -> None:
    response = read(query, {**SHOP, "Cookie": cookie})
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [place]


def test_fields_are_compared_with_each_other() -> None:
    assert read("?price_from=60&price_to=59").status_code == 422
    assert read("?price_from=1001").status_code == 422
    assert read("?price_from=90&price_to=90").json()["items"] == ["Running shoes"]
    assert read("?price_from=0&price_to=0", {"Shop-Id": "1"}).json() == {"shop": 1, "items": ["Catalog"]}
    assert read("?price_from=1000").json()["items"] == []


def test_only_the_query_refuses_unknown_names() -> None:
    response = read("?price=60")
    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["query", "price"]
    assert read(headers={**SHOP, "X-Other": "1", "Cookie": "theme=dark"}).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"Shop-Id": ""}, {"Shop-Id": "0"}])
def test_header_is_required(headers: dict[str, str]) -> None:
    assert read(headers=headers).status_code == 422


def test_openapi_lists_each_field_as_a_parameter() -> None:
    parameters = app.openapi()["paths"]["/items"]["get"]["parameters"]
    assert [one["in"] for one in parameters].count("query") == 2
    required = {one["in"]: one["required"] for one in parameters}
    assert required == {"query": False, "header": True, "cookie": False}
