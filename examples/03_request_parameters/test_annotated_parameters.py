from typing import Annotated

import pytest
from annotated_parameters import app, read_items
from fastapi import FastAPI, Query
from fastapi.testclient import TestClient

client = TestClient(app)


def without_messages(body: dict[str, list[dict[str, object]]]) -> object:
    """The error body without its wording, which is Pydantic's and no promise of this concept."""
    for error in body["detail"]:
        assert error.pop("msg")
    return body


def test_absent_parameter_gets_the_default() -> None:
    response = client.get("/items/")
    assert response.status_code == 200
    assert response.json() == {"q": None}


@pytest.mark.parametrize("value", ["", "shoes", "x" * 50])
def test_valid_value_reaches_the_function(value: str) -> None:
    response = client.get("/items/", params={"q": value})
    assert response.status_code == 200
    assert response.json() == {"q": value}


def test_too_long_value_is_rejected_and_names_the_rule() -> None:
    response = client.get("/items/", params={"q": "x" * 51})
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/json"
    assert without_messages(response.json()) == {
        "detail": [
            {"type": "string_too_long", "loc": ["query", "q"], "input": "x" * 51, "ctx": {"max_length": 50}},
        ]
    }


def test_constraint_is_in_openapi() -> None:
    assert app.openapi()["paths"]["/items/"]["get"]["parameters"] == [
        {
            "name": "q",
            "in": "query",
            "required": False,
            "schema": {"anyOf": [{"type": "string", "maxLength": 50}, {"type": "null"}], "title": "Q"},
        }
    ]


def test_function_is_callable_as_plain_python_with_its_default() -> None:
    assert read_items() == {"q": None}
    assert read_items("shoes") == {"q": "shoes"}


def test_older_form_behaves_the_same_over_http_but_not_as_plain_python() -> None:
    older = FastAPI()

    @older.get("/items/")
    def read_older(q: str | None = Query(default=None, max_length=50)) -> dict[str, bool]:
        return {"is_none": q is None}

    assert (
        older.openapi()["paths"]["/items/"]["get"]["parameters"]
        == (app.openapi()["paths"]["/items/"]["get"]["parameters"])
    )
    assert TestClient(older).get("/items/").json() == {"is_none": True}
    assert read_older() == {"is_none": False}


def test_default_inside_annotated_is_refused() -> None:
    with pytest.raises(AssertionError) as refusal:

        @FastAPI().get("/")
        def read(q: Annotated[str, Query(default="shoes")]) -> str:
            return q

    assert str(refusal.value) == (
        "`Query` default value cannot be set in `Annotated` for 'q'. Set the default value with `=` instead."
    )


def test_annotated_and_the_older_form_together_are_refused() -> None:
    with pytest.raises(AssertionError) as refusal:

        @FastAPI().get("/")
        def read(q: Annotated[str, Query(max_length=50)] = Query(default="shoes")) -> str:
            return q

    assert str(refusal.value) == (
        "Cannot specify FastAPI annotations in `Annotated` and default value together for 'q'"
    )
