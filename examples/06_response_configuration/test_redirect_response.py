import pytest
from fastapi.testclient import TestClient
from redirect_response import app, orders

client = TestClient(app)
client.follow_redirects = False
following = TestClient(app)

ORDER = {"item": "Pen"}


def test_default_is_307() -> None:
    response = client.post("/shops/berlin/orders", json=ORDER)
    assert response.status_code == 307
    assert response.headers["location"] == "/orders?shop=berlin"
    assert response.content == b""


def test_303_follows_a_post() -> None:
    response = client.post("/orders", params={"shop": "berlin"}, json=ORDER)
    assert response.status_code == 303
    assert response.headers["location"] == "/orders"
    assert response.content == b""


def test_307_repeats_the_post_and_303_continues_with_a_get() -> None:
    orders.clear()
    response = following.post("/shops/berlin/orders", json=ORDER)
    assert [step.status_code for step in response.history] == [307, 303]
    assert [step.request.method for step in response.history] == ["POST", "POST"]
    assert response.request.method == "GET"
    assert response.json() == [["berlin", "Pen"]]


@pytest.mark.parametrize(
    ("shop", "location"),
    [("a b", "/orders?shop=a%20b"), ("%C3%BC&x=1%23y", "/orders?shop=%C3%BC%26x%3D1%23y")],
)
def test_value_cannot_change_the_rest_of_the_url(shop: str, location: str) -> None:
    assert client.post(f"/shops/{shop}/orders").headers["location"] == location


def test_documentation_knows_the_declared_code() -> None:
    responses = app.openapi()["paths"]["/orders"]["post"]["responses"]
    assert "303" in responses
    assert "200" not in responses
