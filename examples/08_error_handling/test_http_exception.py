from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI, HTTPException
from fastapi.exceptions import ResponseValidationError
from fastapi.testclient import TestClient
from http_exception import app
from starlette.exceptions import HTTPException as StarletteHTTPException

client = TestClient(app)


def test_status_and_detail_are_the_response() -> None:
    response = client.post("/orders/nail")
    assert response.status_code == 404
    assert response.json() == {"detail": "There is no nail"}
    assert response.headers["content-type"] == "application/json"
    assert response.headers["content-length"] == str(len(response.content))


@pytest.mark.parametrize(("item", "amount", "left"), [("saw", 1, 0), ("hammer", 4, 3)])
def test_structured_detail_arrives_as_json(item: str, amount: int, left: int) -> None:
    response = client.post(f"/orders/{item}", params={"amount": amount})
    assert response.status_code == 409
    assert response.json() == {"detail": {"reason": "out of stock", "left": left}}


def test_request_without_an_error_is_served() -> None:
    response = client.post("/orders/hammer", params={"amount": 3})
    assert (response.status_code, response.json()) == (201, {"hammer": 3})
    assert client.post("/orders/hammer").json() == {"hammer": 1}


def answer_to(error: Exception) -> tuple[int, Any]:
    raising_app = FastAPI()

    @raising_app.get("/")
    def fail() -> None:
        raise error

    response = TestClient(raising_app, raise_server_exceptions=False).get("/")
    is_json = response.headers.get("content-type") == "application/json"
    return response.status_code, response.json() if is_json else response.text


def test_code_after_the_raise_does_not_run() -> None:
    steps: list[str] = []
    raising_app = FastAPI()

    def check(allowed: bool) -> None:
        steps.append("check")
        if not allowed:
            raise HTTPException(403, "Not allowed")
        steps.append("checked")

    @raising_app.get("/")
    def endpoint(allowed: bool) -> None:
        check(allowed)
        steps.append("endpoint")

    raising_client = TestClient(raising_app)
    response = raising_client.get("/", params={"allowed": False})
    assert (response.status_code, response.json()) == (403, {"detail": "Not allowed"})
    assert steps == ["check"]
    assert raising_client.get("/", params={"allowed": True}).status_code == 200
    assert steps == ["check", "check", "checked", "endpoint"]


def test_it_can_be_raised_in_a_dependency() -> None:
    raising_app = FastAPI()

    def refuse() -> str:
        raise HTTPException(403, ["not", "today"])

    @raising_app.get("/")
    def endpoint(value: Annotated[str, Depends(refuse)]) -> str:
        return value

    response = TestClient(raising_app).get("/")
    assert (response.status_code, response.json()) == (403, {"detail": ["not", "today"]})


@pytest.mark.parametrize(
    ("status", "phrase"),
    [(400, "Bad Request"), (404, "Not Found"), (409, "Conflict"), (503, "Service Unavailable")],
)
def test_detail_is_the_phrase_of_the_status_by_default(status: int, phrase: str) -> None:
    assert answer_to(HTTPException(status)) == (status, {"detail": phrase})


def test_detail_of_a_status_without_a_phrase_is_empty_by_default() -> None:
    assert answer_to(HTTPException(499)) == (499, {"detail": ""})


@pytest.mark.parametrize("status", [204, 304])
def test_status_that_allows_no_body_gets_none(status: int) -> None:
    assert answer_to(HTTPException(status, "never sent")) == (status, "")


@pytest.mark.parametrize("detail", ["", 0, False, [], {}, {"nested": [1, 2.5, None]}])
def test_any_json_value_can_be_the_detail(detail: object) -> None:
    assert answer_to(HTTPException(400, detail)) == (400, {"detail": detail})


def test_detail_that_json_cannot_express_is_a_server_error() -> None:
    raising_app = FastAPI()

    @raising_app.get("/")
    def fail() -> None:
        raise HTTPException(400, {1, 2})

    with pytest.raises(TypeError, match="set is not JSON serializable"):
        TestClient(raising_app).get("/")


def test_exception_tells_status_and_detail() -> None:
    error = HTTPException(404, "No such item")
    assert (error.status_code, error.detail, error.headers) == (404, "No such item", None)
    assert str(error) == "404: No such item"
    assert repr(error) == "HTTPException(status_code=404, detail='No such item')"
    assert isinstance(error, StarletteHTTPException)


def test_starlette_exception_gives_the_same_answer() -> None:
    assert answer_to(StarletteHTTPException(404, "No such item")) == answer_to(HTTPException(404, "No such item"))


def test_returning_it_instead_is_not_an_error_response() -> None:
    returning_app = FastAPI()

    @returning_app.get("/untyped", response_model=None)
    def return_untyped() -> Any:
        return HTTPException(404, "Lost")

    @returning_app.get("/typed", response_model=dict[str, int])
    def return_typed() -> object:
        return HTTPException(404, "Lost")

    returning_client = TestClient(returning_app)
    response = returning_client.get("/untyped")
    assert response.status_code == 200
    assert response.json() == {"status_code": 404, "detail": "Lost", "headers": None}
    with pytest.raises(ResponseValidationError):
        returning_client.get("/typed")


def test_openapi_does_not_know_about_it() -> None:
    assert set(app.openapi()["paths"]["/orders/{item}"]["post"]["responses"]) == {"201", "422"}
