from typing import Any

import pytest
from discriminated_unions import app
from fastapi.testclient import TestClient

client = TestClient(app)
CARD = {"kind": "card", "number": "424242424242"}
TRANSFER = {"kind": "transfer", "iban": "DE0212030000000"}


def order(*payments: Any) -> Any:
    return client.post("/orders", json={"total": 1, "payments": payments})


def test_each_kind_becomes_its_model() -> None:
    response = order(CARD, TRANSFER, {"kind": "voucher", "code": "A"}, {"kind": "gift", "code": "B"})
    assert response.status_code == 201
    assert response.json() == ["card ending in 4242", "transfer from DE", "voucher A", "voucher B"]


@pytest.mark.parametrize(
    ("payment", "field"),
    [
        ({**CARD, "number": "4242"}, "number"),
        ({**CARD, "number": "4" * 20}, "number"),
        ({"kind": "card", "iban": TRANSFER["iban"]}, "number"),
        ({**TRANSFER, "iban": "D" * 14}, "iban"),
        ({**TRANSFER, "iban": "D" * 35}, "iban"),
        ({"kind": "gift", "number": "424242424242"}, "code"),
    ],
)
def test_error_is_about_the_named_kind_only(payment: Any, field: str) -> None:
    response = order(CARD, payment)
    assert response.status_code == 422
    (error,) = response.json()["detail"]
    assert error["loc"][:3] == ["body", "payments", 1]
    assert error["loc"][-1] == field


@pytest.mark.parametrize("payment", [{}, {"code": "A"}, {**CARD, "kind": "cash"}, {**CARD, "kind": None}, [], "card"])
def test_unknown_or_missing_kind_is_one_error(payment: Any) -> None:
    response = order(payment)
    assert response.status_code == 422
    (error,) = response.json()["detail"]
    assert error["loc"] == ["body", "payments", 0]


def test_order_has_one_to_five_payments_and_a_total() -> None:
    assert order().status_code == order(*[CARD] * 6).status_code == 422
    assert order(CARD).status_code == 201
    assert order(*[{**TRANSFER, "iban": "D" * 34}] * 5).status_code == 201
    assert client.post("/orders", json={"total": 0, "payments": [CARD]}).status_code == 422


def test_openapi_maps_each_kind_to_its_schema() -> None:
    schemas = app.openapi()["components"]["schemas"]
    items = schemas["Order"]["properties"]["payments"]["items"]
    assert items["discriminator"]["propertyName"] == "kind"
    names = {kind: reference.rsplit("/")[-1] for kind, reference in items["discriminator"]["mapping"].items()}
    assert names == {"card": "Card", "transfer": "Transfer", "voucher": "Voucher", "gift": "Voucher"}
