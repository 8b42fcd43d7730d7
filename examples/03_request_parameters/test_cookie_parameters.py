import pytest
from cookie_parameters import app
from fastapi.testclient import TestClient

client = TestClient(app)
CART_ID = "7d444840-9dc0-11d1-b245-5ffdce74fad2"


def test_cookies_are_read_and_typed() -> None:
    cookie = f"cart_id={CART_ID.upper()}; last_item=7; visits=7"
    response = client.get("/cart", headers={"cookie": cookie})
    assert response.status_code == 200
    assert response.json() == {"cart_id": CART_ID, "last_item": "7", "visits": 7}


def test_stored_cookies_are_read() -> None:
    browser = TestClient(app, cookies={"cart_id": CART_ID, "last_item": "shoe"})
    assert browser.get("/cart").json() == {"cart_id": CART_ID, "last_item": "shoe", "visits": 0}


def test_absent_cookies_get_their_defaults() -> None:
    response = client.get("/cart", headers={"cookie": f"cart_id={CART_ID}"})
    assert response.status_code == 200
    assert response.json() == {"cart_id": CART_ID, "last_item": None, "visits": 0}


@pytest.mark.parametrize(
    ("url", "headers"),
    [
        ("/cart", {}),
        (f"/cart?cart_id={CART_ID}", {"cart-id": CART_ID}),
        ("/cart", {"cookie": f"cart-id={CART_ID}"}),
    ],
)
def test_absent_required_cookie_is_rejected(url: str, headers: dict[str, str]) -> None:
    response = client.get(url, headers=headers)
    assert response.status_code == 422
    (error,) = response.json()["detail"]
    assert error["loc"] == ["cookie", "cart_id"]


def test_cookie_of_another_type_is_rejected() -> None:
    response = client.get("/cart", headers={"cookie": "cart_id=7; visits=many"})
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["cookie", "cart_id"], ["cookie", "visits"]]


def test_openapi_has_the_cookies() -> None:
    parameters = app.openapi()["paths"]["/cart"]["get"]["parameters"]
    assert {parameter["in"] for parameter in parameters} == {"cookie"}
    required = {parameter["name"]: parameter["required"] for parameter in parameters}
    assert required == {"cart_id": True, "last_item": False, "visits": False}
