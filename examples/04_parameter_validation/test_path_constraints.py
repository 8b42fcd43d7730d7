import pytest
from fastapi.testclient import TestClient
from path_constraints import app

client = TestClient(app)


@pytest.mark.parametrize("item_id", [1, 2, 999, 1000])
def test_number_within_the_bounds_passes(item_id: int) -> None:
    response = client.get(f"/items/{item_id}")
    assert response.status_code == 200
    assert response.json() == {"item_id": item_id}


@pytest.mark.parametrize(
    ("item_id", "kind", "rule"),
    [
        ("0", "greater_than_equal", {"ge": 1}),
        ("-1", "greater_than_equal", {"ge": 1}),
        ("1001", "less_than_equal", {"le": 1000}),
        ("1" + "0" * 30, "less_than_equal", {"le": 1000}),
    ],
)
def test_number_outside_the_bounds_is_rejected(item_id: str, kind: str, rule: dict[str, int]) -> None:
    response = client.get(f"/items/{item_id}")
    assert response.status_code == 422
    (error,) = response.json()["detail"]
    assert (error["type"], error["loc"], error["ctx"]) == (kind, ["path", "item_id"], rule)


@pytest.mark.parametrize("item_id", ["one", "1.5"])
def test_text_that_is_no_number_is_rejected(item_id: str) -> None:
    response = client.get(f"/items/{item_id}")
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["path", "item_id"]]


def test_bounds_and_title_are_in_openapi() -> None:
    (parameter,) = app.openapi()["paths"]["/items/{item_id}"]["get"]["parameters"]
    assert (parameter["in"], parameter["required"]) == ("path", True)
    schema = parameter["schema"]
    assert (schema["minimum"], schema["maximum"], schema["title"]) == (1, 1000, "Number of the item")
