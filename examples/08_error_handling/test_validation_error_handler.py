import pytest
from fastapi.testclient import TestClient
from validation_error_handler import app

client = TestClient(app)
SAW = {"name": "saw", "prices": [1, 2]}
JSON = {"Content-Type": "application/json"}


def test_valid_request_is_served() -> None:
    response = client.put("/items/7?amount=2", json=SAW)
    assert (response.status_code, response.json()) == (200, {"id": 7, "name": "saw", "amount": 2})
    assert client.put("/items/7", json=SAW).json()["amount"] == 1


@pytest.mark.parametrize(
    ("path", "body", "where"),
    [
        ("/items/x", SAW, ["path.item_id"]),
        ("/items/7?amount=many", SAW, ["query.amount"]),
        ("/items/7", {"name": "saw", "prices": [1, "two"]}, ["body.prices.1"]),
        ("/items/x?amount=many", {"prices": [1]}, ["path.item_id", "query.amount", "body.name"]),
    ],
)
def test_custom_shape_names_what_is_wrong(path: str, body: object, where: list[str]) -> None:
    response = client.put(path, json=body)
    assert response.status_code == 422
    assert set(response.json()) == {"problems", "sent"}
    assert [problem["where"] for problem in response.json()["problems"]] == where
    assert all(problem["type"] for problem in response.json()["problems"])


def test_sent_body_is_echoed() -> None:
    assert client.put("/items/x", json=SAW).json()["sent"] == repr(SAW)
    assert client.put("/items/x").json()["sent"] == "None"


@pytest.mark.parametrize(
    "content",
    [b'{"name": NaN}', b'{"name": "\\ud800"}', b'{"name": ', b"[" * 500 + b"]" * 500, b"7" * 4000],
)
def test_body_that_json_cannot_echo_gets_a_response(content: bytes) -> None:
    response = client.put("/items/7", content=content, headers=JSON)
    assert response.status_code == 422
    assert len(response.content) < 1000


@pytest.mark.parametrize("content", [b"\xff\xfe", b"x" * 100_000])
def test_body_that_is_not_json_gets_a_response(content: bytes) -> None:
    response = client.put("/items/7", content=content, headers={"Content-Type": "application/octet-stream"})
    assert response.status_code == 422
    assert [problem["where"] for problem in response.json()["problems"]] == ["body"]
