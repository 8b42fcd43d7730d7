from typing import Annotated, Any

import pytest
from fastapi import FastAPI, Form, Query, Request
from fastapi.exception_handlers import request_validation_exception_handler
from fastapi.exceptions import RequestValidationError, ResponseValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.testclient import TestClient
from pydantic import BaseModel, field_validator
from validation_error_handler import Item, app, explain_validation_error, replace_item

client = TestClient(app)
GOOD = {"name": "saw", "prices": [1, 2]}


def default_app() -> FastAPI:
    """The same endpoint in an application without the handler."""
    application = FastAPI()
    application.put("/items/{item_id}")(replace_item)
    return application


def test_valid_request_is_served() -> None:
    response = client.put("/items/7", json=GOOD)
    assert (response.status_code, response.json()) == (200, {"item": 7, "copies": 1, "total": 3})
    assert client.put("/items/7?copies=2", json=GOOD).json() == {"item": 7, "copies": 2, "total": 3}


@pytest.mark.parametrize(
    ("path", "body", "problems"),
    [
        pytest.param("/items/x", GOOD, [{"where": "path.item_id", "type": "int_parsing"}], id="path"),
        pytest.param("/items/7?copies=0", GOOD, [{"where": "query.copies", "type": "greater_than_equal"}], id="query"),
        pytest.param(
            "/items/7",
            {"name": "saw", "prices": [1, "two"]},
            [{"where": "body.prices.1", "type": "int_parsing"}],
            id="body",
        ),
        pytest.param("/items/7", [], [{"where": "body", "type": "model_attributes_type"}], id="whole body"),
        pytest.param(
            "/items/x?copies=0",
            {"prices": 1},
            [
                {"where": "path.item_id", "type": "int_parsing"},
                {"where": "query.copies", "type": "greater_than_equal"},
                {"where": "body.name", "type": "missing"},
                {"where": "body.prices", "type": "list_type"},
            ],
            id="everything",
        ),
    ],
)
def test_custom_shape_replaces_the_default_body_and_echoes_what_was_sent(
    path: str, body: object, problems: list[dict[str, str]]
) -> None:
    response = client.put(path, json=body)
    assert response.status_code == 400
    assert response.json() == {"problems": problems, "body": body}


def test_missing_body_is_echoed_as_null() -> None:
    response = client.put("/items/7")
    assert response.status_code == 400
    assert response.json() == {"problems": [{"where": "body", "type": "missing"}], "body": None}


def test_null_as_the_body_is_of_the_wrong_type() -> None:
    response = client.put("/items/7", content=b"null", headers={"Content-Type": "application/json"})
    assert response.status_code == 400
    assert response.json() == {"problems": [{"where": "body", "type": "model_attributes_type"}], "body": None}


def test_body_that_is_not_json_is_echoed_as_text() -> None:
    response = client.put("/items/7", content=b'{"name": ', headers={"Content-Type": "application/json"})
    assert response.status_code == 400
    assert response.json() == {"problems": [{"where": "body.9", "type": "json_invalid"}], "body": '{"name": '}


def errors_without_message(response_body: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    assert set(response_body) == {"detail"}
    return [{key: value for key, value in error.items() if key != "msg"} for error in response_body["detail"]]


def test_default_body_without_the_handler() -> None:
    response = TestClient(default_app()).put("/items/x?copies=0", json={"prices": [1, "two"]})
    assert response.status_code == 422
    assert errors_without_message(response.json()) == [
        {"type": "int_parsing", "loc": ["path", "item_id"], "input": "x"},
        {"type": "greater_than_equal", "loc": ["query", "copies"], "input": "0", "ctx": {"ge": 1}},
        {"type": "missing", "loc": ["body", "name"], "input": {"prices": [1, "two"]}},
        {"type": "int_parsing", "loc": ["body", "prices", 1], "input": "two"},
    ]


def test_default_body_for_invalid_json() -> None:
    response = TestClient(default_app()).put("/items/7", content=b"[1,", headers={"Content-Type": "application/json"})
    assert response.status_code == 422
    assert response.json() == {
        "detail": [
            {
                "type": "json_invalid",
                "loc": ["body", 3],
                "msg": "JSON decode error",
                "input": {},
                "ctx": {"error": "Expecting value"},
            }
        ]
    }


@pytest.mark.parametrize("application", [app, default_app()], ids=["custom", "default"])
@pytest.mark.parametrize(
    ("content", "media_type", "error"),
    [
        pytest.param(b'{"name": NaN}', "application/json", ValueError, id="NaN"),
        pytest.param(b"\xff", "application/octet-stream", UnicodeDecodeError, id="no text"),
    ],
)
def test_what_json_cannot_hold_is_a_500_in_both_handlers(
    application: FastAPI, content: bytes, media_type: str, error: type[Exception]
) -> None:
    headers = {"Content-Type": media_type}
    with pytest.raises(error):
        TestClient(application).put("/items/7", content=content, headers=headers)
    quiet_client = TestClient(application, raise_server_exceptions=False)
    assert quiet_client.put("/items/7", content=content, headers=headers).status_code == 500


class Account(BaseModel):
    email: str

    @field_validator("email")
    @classmethod
    def must_have_an_at(cls, value: str) -> str:
        if "@" not in value:
            raise ValueError("no @ in it")
        return value


def test_default_body_for_a_validator_that_raises() -> None:
    validator_app = FastAPI()

    @validator_app.post("/")
    def create(account: Account) -> None: ...

    response = TestClient(validator_app).post("/", json={"email": "ada"})
    assert response.status_code == 422
    assert errors_without_message(response.json()) == [
        {"type": "value_error", "loc": ["body", "email"], "input": "ada", "ctx": {"error": {}}}
    ]


def test_null_for_one_of_two_bodies_is_of_the_wrong_type() -> None:
    two_bodies_app = FastAPI()

    @two_bodies_app.post("/")
    def create(item: Item, account: Account) -> None: ...

    response = TestClient(two_bodies_app).post("/", json={"item": None, "account": {"email": "a@b"}})
    assert response.status_code == 422
    assert errors_without_message(response.json()) == [
        {"type": "model_attributes_type", "loc": ["body", "item"], "input": None}
    ]


def caught_error(application: FastAPI, method: str, path: str, **request: Any) -> RequestValidationError:
    caught: list[RequestValidationError] = []

    @application.exception_handler(RequestValidationError)
    async def keep(request: Request, exc: RequestValidationError) -> PlainTextResponse:
        caught.append(exc)
        return PlainTextResponse("kept", status_code=400)

    response = TestClient(application).request(method, path, **request)
    assert (response.status_code, response.text) == (400, "kept")
    (error,) = caught
    return error


def test_handler_gets_the_errors_as_pydantic_gives_them_and_the_parsed_body() -> None:
    error = caught_error(default_app(), "PUT", "/items/7", json={"name": 5, "prices": []})
    assert error.body == {"name": 5, "prices": []}
    (found,) = error.errors()
    assert set(found) == {"type", "loc", "msg", "input"}
    assert (found["type"], found["loc"], found["input"]) == ("string_type", ("body", "name"), 5)


def test_body_of_a_form_is_what_the_form_held() -> None:
    form_app = FastAPI()

    @form_app.post("/")
    def create(age: Annotated[int, Form()], name: Annotated[str, Form()]) -> None: ...

    error = caught_error(form_app, "POST", "/", data={"age": "old", "name": "ada"})
    assert dict(error.body) == {"age": "old", "name": "ada"}
    assert [found["loc"] for found in error.errors()] == [("body", "age")]


def test_text_of_the_exception_names_the_errors_and_the_endpoint() -> None:
    error = caught_error(default_app(), "PUT", "/items/x", json=GOOD)
    first, *_, last = str(error).splitlines()
    assert first == "1 validation error:"
    assert "'int_parsing'" in str(error)
    assert "in replace_item" in str(error)
    assert last == "    PUT /items/{item_id}"


def test_default_handler_can_be_reused() -> None:
    reusing_app = default_app()
    paths: list[str] = []

    @reusing_app.exception_handler(RequestValidationError)
    async def count(request: Request, exc: RequestValidationError) -> JSONResponse:
        paths.append(request.url.path)
        return await request_validation_exception_handler(request, exc)

    expected = TestClient(default_app()).put("/items/x", json={})
    response = TestClient(reusing_app).put("/items/x", json={})
    assert (response.status_code, response.json()) == (expected.status_code, expected.json())
    assert paths == ["/items/x"]


def test_invalid_response_is_not_a_validation_error_of_the_request() -> None:
    response_app = FastAPI(exception_handlers={RequestValidationError: explain_validation_error})

    @response_app.get("/", response_model=int)
    def answer_text(q: Annotated[str, Query()] = "text") -> str:
        return q

    with pytest.raises(ResponseValidationError):
        TestClient(response_app).get("/")
    assert TestClient(response_app, raise_server_exceptions=False).get("/").status_code == 500


def test_openapi_still_shows_the_default_body() -> None:
    document = app.openapi()
    assert set(document["paths"]["/items/{item_id}"]["put"]["responses"]) == {"200", "422"}
    assert document["paths"]["/items/{item_id}"]["put"]["responses"]["422"] == {
        "description": "Validation Error",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/HTTPValidationError"}}},
    }
    assert document["components"]["schemas"]["HTTPValidationError"] == {
        "properties": {
            "detail": {"items": {"$ref": "#/components/schemas/ValidationError"}, "type": "array", "title": "Detail"}
        },
        "type": "object",
        "title": "HTTPValidationError",
    }
    assert document["components"]["schemas"]["ValidationError"] == {
        "properties": {
            "loc": {
                "items": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
                "type": "array",
                "title": "Location",
            },
            "msg": {"type": "string", "title": "Message"},
            "type": {"type": "string", "title": "Error Type"},
            "input": {"title": "Input"},
            "ctx": {"type": "object", "title": "Context"},
        },
        "type": "object",
        "required": ["loc", "msg", "type"],
        "title": "ValidationError",
    }
