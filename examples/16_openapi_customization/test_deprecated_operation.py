import warnings
from typing import Annotated, Any

import pytest
from deprecated_operation import app
from fastapi import APIRouter, FastAPI, Query
from fastapi.testclient import TestClient

client = TestClient(app)


def marks_of(application: FastAPI) -> dict[tuple[str, str], Any]:
    return {
        (method, path): operation.get("deprecated", "no mark")
        for path, methods in application.openapi()["paths"].items()
        for method, operation in methods.items()
    }


def test_openapi_marks_them_and_only_them() -> None:
    assert marks_of(app) == {
        ("get", "/v1/teas/"): True,
        ("post", "/v1/teas/"): True,
        ("get", "/teas/all/"): True,
        ("get", "/teas/"): "no mark",
    }


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/v1/teas/", ["green"]),
        ("POST", "/v1/teas/?name=black", ["black"]),
        ("GET", "/teas/all/", ["green", "black"]),
        ("GET", "/teas/", ["green", "black"]),
    ],
)
def test_they_still_answer_without_any_header_about_it(method: str, path: str, body: list[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        response = client.request(method, path)
    assert (response.status_code, response.json()) == (200, body)
    assert set(response.headers) == {"content-length", "content-type"}


def test_the_operation_is_documented_as_before_but_for_the_mark() -> None:
    paths = app.openapi()["paths"]
    operation = paths["/teas/all/"]["get"]
    assert operation == {
        "summary": "List All Teas",
        "operationId": "list_all_teas_teas_all__get",
        "responses": {
            "200": {
                "description": "Successful Response",
                "content": {
                    "application/json": {
                        "schema": {
                            "items": {"type": "string"},
                            "type": "array",
                            "title": "Response List All Teas Teas All  Get",
                        }
                    }
                },
            }
        },
        "deprecated": True,
    }


def test_a_route_cannot_lift_the_mark_of_its_router() -> None:
    other, router = FastAPI(), APIRouter(deprecated=True)
    router.add_api_route("/x", lambda: "x", deprecated=False)
    other.include_router(router)
    assert marks_of(other) == {("get", "/x"): True}


def test_the_mark_can_be_given_at_include_time_or_for_the_whole_app() -> None:
    router = APIRouter()
    router.add_api_route("/x", lambda: "x")
    included, whole = FastAPI(), FastAPI(deprecated=True)
    included.include_router(router, prefix="/old", deprecated=True)
    included.include_router(router, prefix="/new")
    whole.include_router(router)
    assert marks_of(included) == {("get", "/old/x"): True, ("get", "/new/x"): "no mark"}
    assert marks_of(whole) == {("get", "/x"): True}


def test_false_on_a_route_of_its_own_is_written_as_no_mark() -> None:
    other = FastAPI()
    other.add_api_route("/x", lambda: "x", deprecated=False)
    assert marks_of(other) == {("get", "/x"): "no mark"}


def test_a_single_parameter_can_be_deprecated_too() -> None:
    other = FastAPI()

    @other.get("/x")
    def read(old: Annotated[str, Query(deprecated=True)] = "a") -> str:
        return old

    operation = other.openapi()["paths"]["/x"]["get"]
    assert "deprecated" not in operation
    assert operation["parameters"] == [
        {
            "name": "old",
            "in": "query",
            "required": False,
            "schema": {"type": "string", "deprecated": True, "default": "a", "title": "Old"},
            "deprecated": True,
        }
    ]


def test_the_document_is_valid_openapi_3_1() -> None:
    from openapi_spec_validator import OpenAPIV31SpecValidator

    document = client.get("/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(document).validate()
