from collections.abc import Iterator
from http import HTTPStatus

import pytest
from fastapi import Depends, FastAPI, Response, status
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from status_code import app

client = TestClient(app)


def test_the_default_is_200() -> None:
    response = client.get("/items/1")
    assert response.status_code == 200
    assert response.json() == {"item_id": 1}


def test_the_declared_code_arrives() -> None:
    response = client.put("/items/2")
    assert response.status_code == 201
    assert response.json() == {"item_id": 2}


def test_the_changed_code_arrives() -> None:
    response = client.put("/items/1")
    assert response.status_code == 200
    assert response.json() == {"item_id": 1}


def test_204_has_no_body_and_no_length() -> None:
    response = client.delete("/items/1")
    assert response.status_code == 204
    assert response.content == b""
    assert "content-length" not in response.headers


def test_an_exception_has_a_code_of_its_own() -> None:
    response = client.delete("/items/2")
    assert response.status_code == 404
    assert response.json() == {"detail": "Not Found"}


def test_the_docs_know_the_declared_code_only() -> None:
    operations = app.openapi()["paths"]["/items/{item_id}"]
    assert list(operations["get"]["responses"]) == ["200", "422"]
    assert list(operations["put"]["responses"]) == ["201", "422"]
    assert operations["put"]["responses"]["201"] == {
        "description": "Successful Response",
        "content": {
            "application/json": {
                "schema": {
                    "additionalProperties": {"type": "integer"},
                    "type": "object",
                    "title": "Response Put Item Items  Item Id  Put",
                }
            }
        },
    }
    assert operations["delete"]["responses"] == {
        "204": {"description": "Successful Response"},
        "422": {
            "description": "Validation Error",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/HTTPValidationError"}}},
        },
    }


@pytest.mark.parametrize("code", [204, 205, 304])
def test_codes_without_a_body_send_none_and_document_none(code: int) -> None:
    other_app = FastAPI()

    @other_app.post("/", status_code=code)
    def act() -> None:
        return None

    response = TestClient(other_app).post("/")
    assert response.status_code == code
    assert response.content == b""
    assert other_app.openapi()["paths"]["/"]["post"]["responses"] == {str(code): {"description": "Successful Response"}}


def test_a_code_without_a_body_refuses_a_response_model() -> None:
    def act() -> dict[str, int]:
        raise NotImplementedError

    with pytest.raises(AssertionError, match=r"^Status code 204 must not have a response body$"):
        FastAPI().post("/", status_code=204)(act)


def test_a_changed_code_without_a_body_drops_the_body() -> None:
    other_app = FastAPI()

    @other_app.get("/")
    def read(response: Response) -> dict[str, int]:
        response.status_code = 204
        return {"a": 1}

    response = TestClient(other_app).get("/")
    assert response.status_code == 204
    assert response.content == b""


def test_a_member_of_the_http_status_enum_works_too() -> None:
    other_app = FastAPI()

    @other_app.get("/", status_code=HTTPStatus.ACCEPTED)
    def read() -> int:
        return 1

    assert TestClient(other_app).get("/").status_code == 202
    assert list(other_app.openapi()["paths"]["/"]["get"]["responses"]) == ["202"]


def test_a_dependency_can_change_the_code_and_the_endpoint_has_the_last_word() -> None:
    def accept(response: Response) -> None:
        response.status_code = 202

    other_app = FastAPI(dependencies=[Depends(accept)])

    @other_app.get("/dependency", status_code=201)
    def read() -> int:
        return 1

    @other_app.get("/endpoint", status_code=201)
    def read_other(response: Response) -> int:
        response.status_code = 203
        return 1

    assert TestClient(other_app).get("/dependency").status_code == 202
    assert TestClient(other_app).get("/endpoint").status_code == 203


@pytest.mark.parametrize("declared", [201, 204])
def test_a_returned_response_carries_its_own_code_and_body(declared: int) -> None:
    other_app = FastAPI()

    @other_app.get("/", status_code=declared)
    def read() -> JSONResponse:
        return JSONResponse({"a": 1})

    response = TestClient(other_app).get("/")
    assert (response.status_code, response.json()) == (200, {"a": 1})


def test_a_code_without_a_body_drops_the_data_that_the_function_returns() -> None:
    other_app = FastAPI()

    @other_app.get("/", status_code=204, response_model=None)
    def read() -> dict[str, int]:
        return {"a": 1}

    response = TestClient(other_app).get("/")
    assert (response.status_code, response.content) == (204, b"")


def test_an_endpoint_that_yields_sends_the_declared_code() -> None:
    other_app = FastAPI()

    @other_app.get("/", status_code=202)
    def read() -> Iterator[int]:
        yield from (1, 2)

    response = TestClient(other_app).get("/")
    assert response.status_code == 202
    assert response.text == "1\n2\n"


def test_a_name_that_the_rfcs_have_changed_is_deprecated() -> None:
    from starlette.exceptions import StarletteDeprecationWarning

    with pytest.warns(
        StarletteDeprecationWarning,
        match=r"^'HTTP_422_UNPROCESSABLE_ENTITY' is deprecated\. Use 'HTTP_422_UNPROCESSABLE_CONTENT' instead\.$",
    ):
        old = status.HTTP_422_UNPROCESSABLE_ENTITY
    assert old == status.HTTP_422_UNPROCESSABLE_CONTENT == 422
