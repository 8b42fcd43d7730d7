from typing import Any

import pytest
from fastapi.testclient import TestClient
from field_examples import app

client = TestClient(app)


def schema_of(model: str) -> dict[str, Any]:
    schema: dict[str, Any] = app.openapi()["components"]["schemas"][model]
    return schema


def test_examples_of_a_field_are_in_its_property() -> None:
    assert schema_of("Book")["properties"]["title"]["examples"] == ["Emma", "Middlemarch"]
    assert schema_of("Book")["properties"]["pages"]["examples"] == [320]


def test_examples_of_a_model_are_beside_its_properties() -> None:
    assert schema_of("Loan")["examples"] == [{"book": {"title": "Emma", "pages": 320}, "days": 14}]


def test_request_body_refers_to_the_model_with_the_examples() -> None:
    content = app.openapi()["paths"]["/loans"]["post"]["requestBody"]["content"]
    assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/Loan"}
    assert schema_of("Loan")["properties"]["book"] == {"$ref": "#/components/schemas/Book"}


def test_every_example_validates() -> None:
    (loan,) = schema_of("Loan")["examples"]
    assert client.post("/loans", json=loan).json() == loan
    for title in schema_of("Book")["properties"]["title"]["examples"]:
        for pages in schema_of("Book")["properties"]["pages"]["examples"]:
            response = client.post("/loans", json={"book": {"title": title, "pages": pages}, "days": 7})
            assert response.status_code == 201


def test_examples_do_not_limit_what_is_accepted() -> None:
    body = {"book": {"title": "Ulysses", "pages": 730}, "days": 1}
    assert client.post("/loans", json=body).json() == body


@pytest.mark.parametrize(
    ("body", "loc"),
    [
        ({"days": 1}, ["body", "book"]),
        ({"book": {"title": "Emma", "pages": 0}, "days": 1}, ["body", "book", "pages"]),
        ({"book": {"pages": 1}, "days": 1}, ["body", "book", "title"]),
    ],
)
def test_examples_are_not_defaults(body: dict[str, Any], loc: list[object]) -> None:
    response = client.post("/loans", json=body)
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [loc]
