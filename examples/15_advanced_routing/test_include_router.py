# /// script
# dependencies = ["openapi-spec-validator"]
# ///
from typing import Any

import pytest
from fastapi.testclient import TestClient
from include_router import app
from openapi_spec_validator import OpenAPIV31SpecValidator

client = TestClient(app)
ITEM, REVIEWS = "/items/{item_id}", "/items/{item_id}/reviews"


def operations(key: str) -> dict[str, Any]:
    return {path: methods["get"].get(key) for path, methods in app.openapi()["paths"].items()}


@pytest.mark.parametrize("version", ["/v1", "/v2"])
def test_routes_answer_under_each_prefix(version: str) -> None:
    assert client.get(f"{version}/items/7").json() == {"item_id": 7}
    assert client.get(f"{version}/items/7/reviews").json() == {"7": ["good"]}
    assert client.get(f"{version}/items/x/reviews").status_code == 422


@pytest.mark.parametrize("path", ["/items/7", "/reviews", "/v1/reviews", "/v3/items/7"])
def test_other_combinations_do_not_answer(path: str) -> None:
    assert client.get(path).status_code == 404


def test_tags_add_up_from_the_outside_in() -> None:
    assert operations("tags") == {
        "/v1" + ITEM: ["v1", "items"],
        "/v1" + REVIEWS: ["v1", "items", "reviews"],
        "/v2" + ITEM: ["v2", "items"],
        "/v2" + REVIEWS: ["v2", "items", "reviews"],
    }


def test_responses_add_up() -> None:
    texts = {"404": "No such item", "410": "Reviews are closed", "429": "Too many requests"}
    found = {
        path: {code: r["description"] for code, r in given.items()} for path, given in operations("responses").items()
    }
    assert {path: {code: text for code, text in given.items() if code in texts} for path, given in found.items()} == {
        "/v1" + ITEM: {"404": texts["404"]},
        "/v1" + REVIEWS: {"404": texts["404"], "410": texts["410"]},
        "/v2" + ITEM: {"404": texts["404"], "429": texts["429"]},
        "/v2" + REVIEWS: texts,
    }


def test_only_the_first_version_is_deprecated() -> None:
    deprecated = {path for path, mark in operations("deprecated").items() if mark}
    assert deprecated == {"/v1" + ITEM, "/v1" + REVIEWS}


def test_document_is_valid_with_an_id_for_each_inclusion() -> None:
    OpenAPIV31SpecValidator(app.openapi()).validate()
    assert len(set(operations("operationId").values())) == 4


def test_url_path_for_finds_the_first_inclusion() -> None:
    assert app.url_path_for("read_item", item_id=7) == "/v1/items/7"
    assert app.url_path_for("list_reviews", item_id=7) == "/v1/items/7/reviews"
