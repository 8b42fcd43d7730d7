from typing import Any

import pytest
from fastapi.testclient import TestClient
from field_examples import app
from pydantic import BaseModel, Field

client = TestClient(app)

LOANS: list[dict[str, Any]] = [{"book": {"title": "Emma", "pages": 320}, "days": 14}, {"days": 7}]


def test_examples_of_a_field_stand_in_its_property() -> None:
    assert app.openapi()["components"]["schemas"]["Book"] == {
        "properties": {
            "title": {"type": "string", "title": "Title", "examples": ["Emma", "Middlemarch"]},
            "pages": {"type": "integer", "exclusiveMinimum": 0.0, "title": "Pages", "examples": [320]},
        },
        "type": "object",
        "required": ["title", "pages"],
        "title": "Book",
    }


def test_examples_of_a_model_stand_beside_its_properties() -> None:
    assert app.openapi()["components"]["schemas"]["Loan"] == {
        "properties": {
            "book": {"anyOf": [{"$ref": "#/components/schemas/Book"}, {"type": "null"}]},
            "days": {"type": "integer", "title": "Days"},
        },
        "type": "object",
        "required": ["days"],
        "title": "Loan",
        "examples": LOANS,
    }


@pytest.mark.parametrize(("path", "model"), [("/loans", "Loan"), ("/books", "Book")])
def test_request_and_response_refer_to_the_schema_that_carries_the_examples(path: str, model: str) -> None:
    assert app.openapi()["openapi"].startswith("3.1.")
    operation = app.openapi()["paths"][path]["post"]
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{model}"}}}
    assert operation["requestBody"]["content"] == content
    assert operation["responses"]["200"]["content"] == content


@pytest.mark.parametrize("number", [0, 1])
def test_each_example_of_the_model_validates(number: int) -> None:
    example = app.openapi()["components"]["schemas"]["Loan"]["examples"][number]
    response = client.post("/loans", json=example)
    assert response.status_code == 200
    assert response.json() == {"book": None, **LOANS[number]}


@pytest.mark.parametrize(("title", "pages"), [("Emma", 320), ("Middlemarch", 320)])
def test_each_example_of_the_fields_validates(title: str, pages: int) -> None:
    properties = app.openapi()["components"]["schemas"]["Book"]["properties"]
    assert title in properties["title"]["examples"]
    assert pages in properties["pages"]["examples"]
    response = client.post("/books", json={"title": title, "pages": pages})
    assert response.status_code == 200
    assert response.json() == {"title": title, "pages": pages}


def test_examples_do_not_restrict_what_is_accepted() -> None:
    response = client.post("/books", json={"title": "Ulysses", "pages": 730})
    assert response.status_code == 200
    assert response.json() == {"title": "Ulysses", "pages": 730}


def test_examples_are_no_defaults() -> None:
    response = client.post("/books", json={})
    assert response.status_code == 422
    assert [(error["type"], error["loc"]) for error in response.json()["detail"]] == [
        ("missing", ["body", "title"]),
        ("missing", ["body", "pages"]),
    ]


def test_the_older_single_example_is_deprecated() -> None:
    from pydantic import PydanticDeprecatedSince20

    with pytest.warns(PydanticDeprecatedSince20, match=r"^Using extra keyword arguments on `Field` is deprecated"):

        class Old(BaseModel):
            title: str = Field(example="Emma")  # type: ignore[call-overload]

    assert Old.model_json_schema()["properties"] == {"title": {"example": "Emma", "title": "Title", "type": "string"}}
