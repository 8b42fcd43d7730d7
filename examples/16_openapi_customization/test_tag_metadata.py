import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import ValidationError
from tag_metadata import TAGS, app

client = TestClient(app)


def test_tags_are_in_the_given_order_with_descriptions_and_external_docs() -> None:
    assert client.get("/openapi.json").json()["tags"] == [
        {
            "name": "teas",
            "description": "What is on the **shelf**.",
            "externalDocs": {"description": "All about tea", "url": "https://example.com/tea"},
        },
        {"name": "orders", "description": "What was sold."},
    ]


def test_the_order_is_the_one_of_the_list_and_not_of_the_routes() -> None:
    assert list(app.openapi()["paths"]) == ["/orders/", "/teas/", "/health/"]
    turned = FastAPI(openapi_tags=TAGS[::-1])
    assert [tag["name"] for tag in turned.openapi()["tags"]] == ["orders", "teas"]


def test_operations_use_the_tags() -> None:
    assert {path: methods["get"]["tags"] for path, methods in app.openapi()["paths"].items()} == {
        "/orders/": ["orders"],
        "/teas/": ["teas"],
        "/health/": ["operations"],
    }


def test_a_tag_that_only_an_operation_names_is_not_added_to_the_list() -> None:
    assert [tag["name"] for tag in app.openapi()["tags"]] == ["teas", "orders"]


def test_without_metadata_there_is_no_list() -> None:
    other = FastAPI()
    other.add_api_route("/x", lambda: "x", tags=["x"])
    assert "tags" not in other.openapi()


def test_a_described_tag_without_operations_stays_in_the_list() -> None:
    assert FastAPI(openapi_tags=[{"name": "unused"}]).openapi()["tags"] == [{"name": "unused"}]


def test_extensions_of_a_tag_are_kept() -> None:
    tags = [{"name": "teas", "x-displayName": "All teas"}]
    assert FastAPI(openapi_tags=tags).openapi()["tags"] == tags


def test_a_tag_without_a_name_is_refused_when_the_document_is_built() -> None:
    other = FastAPI(openapi_tags=[{"description": "nameless"}])
    with pytest.raises(ValidationError) as refused:
        other.openapi()
    assert [(error["loc"], error["type"]) for error in refused.value.errors()] == [(("tags", 0, "name"), "missing")]


def test_the_document_is_valid_openapi_3_1() -> None:
    from openapi_spec_validator import OpenAPIV31SpecValidator

    document = client.get("/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(document).validate()


@pytest.mark.parametrize(("path", "body"), [("/orders/", [1]), ("/teas/", ["green"]), ("/health/", {"healthy": True})])
def test_the_routes_answer(path: str, body: object) -> None:
    response = client.get(path)
    assert (response.status_code, response.json()) == (200, body)
