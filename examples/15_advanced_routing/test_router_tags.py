from enum import Enum

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from router_tags import app

client = TestClient(app)


def tags_by_path(application: FastAPI) -> dict[str, list[str] | None]:
    return {path: methods["get"].get("tags") for path, methods in application.openapi()["paths"].items()}


def test_each_operation_has_its_tags_in_order() -> None:
    assert tags_by_path(app) == {
        "/items/": ["stock", "items"],
        "/items/report": ["stock", "items", "slow", "reports"],
        "/health/": None,
    }


def test_enum_tags_are_plain_strings_in_the_document() -> None:
    document = client.get("/openapi.json").json()
    assert document["paths"]["/items/report"]["get"]["tags"] == ["stock", "items", "slow", "reports"]


def test_tags_of_operations_do_not_appear_in_the_list_of_tags() -> None:
    assert "tags" not in app.openapi()


def test_tags_are_not_part_of_path_or_operation_id() -> None:
    assert {path: methods["get"]["operationId"] for path, methods in app.openapi()["paths"].items()} == {
        "/items/": "list_items_items__get",
        "/items/report": "report_items_items_report_get",
        "/health/": "read_health_health__get",
    }


@pytest.mark.parametrize(
    ("path", "body"), [("/items/", ["cup"]), ("/items/report", {"cups": 1}), ("/health/", {"healthy": True})]
)
def test_the_routes_answer_with_and_without_tags(path: str, body: object) -> None:
    response = client.get(path)
    assert (response.status_code, response.json()) == (200, body)


def test_duplicates_are_kept_today() -> None:
    router, other = APIRouter(tags=["a", "b"]), FastAPI()
    router.add_api_route("/x", lambda: "x", tags=["b", "c"])
    other.include_router(router, tags=["a"])
    assert tags_by_path(other) == {"/x": ["a", "a", "b", "b", "c"]}


def test_tags_of_a_nested_router_come_after_those_of_the_outer_one() -> None:
    inner, outer, other = APIRouter(tags=["inner"]), APIRouter(tags=["outer"]), FastAPI()
    inner.add_api_route("/x", lambda: "x", tags=["route"])
    outer.include_router(inner, tags=["inner include"])
    other.include_router(outer, tags=["outer include"])
    assert tags_by_path(other) == {"/x": ["outer include", "outer", "inner include", "inner", "route"]}


def test_including_a_router_twice_does_not_mix_the_tags() -> None:
    router, other = APIRouter(tags=["items"]), FastAPI()
    router.add_api_route("/x", lambda: "x")
    other.include_router(router, prefix="/v1", tags=["v1"])
    other.include_router(router, prefix="/v2", tags=["v2"])
    assert tags_by_path(other) == {"/v1/x": ["v1", "items"], "/v2/x": ["v2", "items"]}


def test_a_plain_enum_works_like_a_string_enum() -> None:
    class Plain(Enum):
        ITEMS = "items"

    other = FastAPI()
    other.add_api_route("/x", lambda: "x", tags=[Plain.ITEMS])
    assert tags_by_path(other) == {"/x": ["items"]}
