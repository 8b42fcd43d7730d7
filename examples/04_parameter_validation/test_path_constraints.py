from typing import Annotated

import pytest
from fastapi import FastAPI, Path
from fastapi.testclient import TestClient
from path_constraints import app

client = TestClient(app)


def without_messages(body: dict[str, list[dict[str, object]]]) -> object:
    """The error body without its wording, which is Pydantic's and no promise of this concept."""
    for error in body["detail"]:
        assert error.pop("msg")
    return body


@pytest.mark.parametrize("item_id", [1, 2, 999, 1000])
def test_numbers_at_and_within_the_bounds_pass(item_id: int) -> None:
    response = client.get(f"/items/{item_id}")
    assert response.status_code == 200
    assert response.json() == {"item_id": item_id}


@pytest.mark.parametrize("item_id", ["0", "-1"])
def test_number_below_the_minimum_is_rejected(item_id: str) -> None:
    response = client.get(f"/items/{item_id}")
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [
            {"type": "greater_than_equal", "loc": ["path", "item_id"], "input": item_id, "ctx": {"ge": 1}},
        ]
    }


@pytest.mark.parametrize("item_id", ["1001", "1" + "0" * 30])
def test_number_above_the_maximum_is_rejected(item_id: str) -> None:
    response = client.get(f"/items/{item_id}")
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [
            {"type": "less_than_equal", "loc": ["path", "item_id"], "input": item_id, "ctx": {"le": 1000}},
        ]
    }


@pytest.mark.parametrize("item_id", ["one", "1.5"])
def test_type_is_checked_before_the_bounds(item_id: str) -> None:
    response = client.get(f"/items/{item_id}")
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "int_parsing", "loc": ["path", "item_id"], "input": item_id}]
    }


def test_openapi_has_minimum_maximum_and_title() -> None:
    assert app.openapi()["paths"]["/items/{item_id}"]["get"]["parameters"] == [
        {
            "name": "item_id",
            "in": "path",
            "required": True,
            "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "title": "The number of the item"},
        }
    ]


def test_older_form_has_the_same_openapi() -> None:
    older = FastAPI()

    @older.get("/items/{item_id}")
    def read(item_id: int = Path(title="The number of the item", ge=1, le=1000)) -> dict[str, int]:
        return {"item_id": item_id}

    assert (
        older.openapi()["paths"]["/items/{item_id}"]["get"]["parameters"]
        == (app.openapi()["paths"]["/items/{item_id}"]["get"]["parameters"])
    )


def test_default_in_path_is_refused() -> None:
    with pytest.raises(AssertionError) as refusal:

        @FastAPI().get("/items/{item_id}")
        def read(item_id: Annotated[int, Path(default=1)]) -> int:
            return item_id

    assert str(refusal.value) == "Path parameters cannot have a default value"


def test_python_default_beside_path_is_refused() -> None:
    with pytest.raises(AssertionError) as refusal:

        @FastAPI().get("/items/{item_id}")
        def read(item_id: Annotated[int, Path(ge=1)] = 1) -> int:
            return item_id

    assert str(refusal.value) == "Path parameters cannot have default values"
