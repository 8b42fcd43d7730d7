from dataclasses import dataclass
from typing import Annotated, Any

import pytest
from class_dependency import Pagination, app
from fastapi import Depends, FastAPI, Query
from fastapi.exceptions import FastAPIError
from fastapi.testclient import TestClient
from pydantic import BaseModel

client = TestClient(app)


def test_init_parameters_are_query_parameters() -> None:
    response = client.get("/numbers", params={"page": 3, "size": 4})
    assert response.status_code == 200
    assert response.json() == [8, 9, 10, 11]


def test_defaults_apply() -> None:
    assert client.get("/numbers").json() == list(range(20))
    assert client.get("/numbers", params={"page": 2}).json() == list(range(20, 40))
    assert client.get("/numbers", params={"size": 2}).json() == [0, 1]


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"page": "0"}, {"type": "greater_than_equal", "loc": ["query", "page"], "input": "0", "ctx": {"ge": 1}}),
        ({"size": "0"}, {"type": "greater_than_equal", "loc": ["query", "size"], "input": "0", "ctx": {"ge": 1}}),
        ({"size": "101"}, {"type": "less_than_equal", "loc": ["query", "size"], "input": "101", "ctx": {"le": 100}}),
        ({"page": "two"}, {"type": "int_parsing", "loc": ["query", "page"], "input": "two"}),
    ],
)
def test_init_parameters_are_validated(parameters: dict[str, str], error: dict[str, Any]) -> None:
    response = client.get("/numbers", params=parameters)
    assert response.status_code == 422
    (found,) = response.json()["detail"]
    del found["msg"]
    assert found == error


def test_limits_themselves_are_allowed() -> None:
    assert client.get("/numbers", params={"page": 1, "size": 1}).json() == [0]
    assert client.get("/numbers", params={"size": 100}).json() == list(range(50))


def test_init_parameters_are_in_openapi() -> None:
    assert app.openapi()["paths"]["/numbers"]["get"]["parameters"] == [
        {
            "name": "page",
            "in": "query",
            "required": False,
            "schema": {"type": "integer", "minimum": 1, "default": 1, "title": "Page"},
        },
        {
            "name": "size",
            "in": "query",
            "required": False,
            "description": "Items on a page",
            "schema": {
                "type": "integer",
                "maximum": 100,
                "minimum": 1,
                "default": 20,
                "title": "Size",
                "description": "Items on a page",
            },
        },
    ]


def test_each_request_gets_an_instance_of_its_own() -> None:
    fresh_app = FastAPI()
    seen: list[Pagination] = []

    @fresh_app.get("/")
    def keep(pagination: Annotated[Pagination, Depends()]) -> None:
        seen.append(pagination)

    fresh_client = TestClient(fresh_app)
    fresh_client.get("/")
    fresh_client.get("/")
    assert [type(pagination) for pagination in seen] == [Pagination, Pagination]
    assert seen[0] is not seen[1]


@dataclass
class Window:
    start: int
    end: Annotated[int, Query(le=50)] = 10


class WindowModel(BaseModel):
    start: int
    end: int = 10


@pytest.mark.parametrize(
    ("annotation", "limits"),
    [
        pytest.param(Annotated[Window, Depends()], {"maximum": 50}, id="dataclass"),
        pytest.param(Annotated[Window, Depends(Window)], {"maximum": 50}, id="class named in Depends"),
        pytest.param(Annotated[Any, Depends(Window)], {"maximum": 50}, id="class named in Depends only"),
        pytest.param(Annotated[WindowModel, Depends()], {}, id="Pydantic model"),
        pytest.param(Annotated[WindowModel, Query()], {}, id="Pydantic model with Query"),
    ],
)
def test_other_classes_and_the_explicit_form_do_the_same(annotation: object, limits: dict[str, int]) -> None:
    other_app = FastAPI()

    def read_window(window: Window) -> list[int]:
        return [window.start, window.end]

    read_window.__annotations__["window"] = annotation
    other_app.get("/window")(read_window)
    other_client = TestClient(other_app)
    assert other_client.get("/window", params={"start": 3}).json() == [3, 10]
    assert other_client.get("/window").json()["detail"][0]["loc"] == ["query", "start"]
    assert other_app.openapi()["paths"]["/window"]["get"]["parameters"] == [
        {"name": "start", "in": "query", "required": True, "schema": {"type": "integer", "title": "Start"}},
        {
            "name": "end",
            "in": "query",
            "required": False,
            "schema": {"type": "integer", "default": 10, "title": "End", **limits},
        },
    ]


def test_class_without_depends_is_refused() -> None:
    broken_app = FastAPI()
    with pytest.raises(FastAPIError, match="Invalid args for response field!"):

        @broken_app.get("/bare")
        def list_bare(pagination: Pagination) -> None: ...
