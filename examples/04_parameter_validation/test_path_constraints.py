import pytest
from fastapi.testclient import TestClient
from path_constraints import app

client = TestClient(app)


@pytest.mark.parametrize("item_id", [1, 2, 999, 1000])
def test_number_within_the_bounds_passes(item_id: int) -> None:
    response = client.get(f"/items/{item_id}")
    assert response.status_code == 200
    assert response.json() == {"item_id": item_id}


@pytest.mark.parametrize("item_id", ["0", "-1", "1001", "1" + "0" * 30])
def test_number_outside_the_bounds_is_rejected(item_id: str) -> None:
    response = client.get(f"/items/{item_id}")
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["path", "item_id"]]


@pytest.mark.parametrize("item_id", ["one", "1.5"])
def test_text_that_is_not_an_integer_is_rejected(item_id: str) -> None:
    response = client.get(f"/items/{item_id}")
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["path", "item_id"]]


def test_bounds_and_title_are_in_openapi() -> None:
    (parameter,) = app.openapi()["paths"]["/items/{item_id}"]["get"]["parameters"]
    assert (parameter["in"], parameter["required"]) == ("path", True)
    schema = parameter["schema"]
    assert (schema["minimum"], schema["maximum"], schema["title"]) == (1, 1000, "Number of the item")
