import pytest
from fastapi import FastAPI, HTTPException, Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.responses import JSONResponse
from fastapi.security import HTTPBearer
from fastapi.testclient import TestClient
from http_exception_override import answer_http_error, app, read_user
from starlette.exceptions import HTTPException as StarletteHTTPException

client = TestClient(app)


@pytest.mark.parametrize("path", ["/v1/users/ada", "/v2/users/ada"])
def test_successful_answers_are_not_touched(path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.json()) == (200, {"name": "ada"})


def test_handler_catches_the_http_exception_of_fastapi() -> None:
    response = client.get("/v2/users/eve")
    assert response.status_code == 404
    assert response.json() == {"error": {"status": 404, "message": "eve is unknown"}}
    assert response.headers["x-reason"] == "unknown"


def test_handler_catches_the_404_of_the_router() -> None:
    response = client.get("/v2/nowhere")
    assert response.status_code == 404
    assert response.json() == {"error": {"status": 404, "message": "Not Found"}}


def test_handler_catches_the_405_of_the_router_and_keeps_its_header() -> None:
    response = client.delete("/v2/users/ada")
    assert response.status_code == 405
    assert response.json() == {"error": {"status": 405, "message": "Method Not Allowed"}}
    assert response.headers["allow"] == "GET"


def test_default_handler_is_reused_for_the_older_paths() -> None:
    response = client.get("/v1/users/eve")
    assert (response.status_code, response.json()) == (404, {"detail": "eve is unknown"})
    assert response.headers["x-reason"] == "unknown"
    response = client.get("/v1/nowhere")
    assert (response.status_code, response.json()) == (404, {"detail": "Not Found"})
    response = client.delete("/v1/users/ada")
    assert (response.status_code, response.json()) == (405, {"detail": "Method Not Allowed"})
    assert response.headers["allow"] == "GET"


@pytest.mark.parametrize("status", [204, 304])
def test_status_that_allows_no_body_has_none(status: int) -> None:
    caching_app = FastAPI(exception_handlers={StarletteHTTPException: answer_http_error})

    @caching_app.get("/")
    def read() -> None:
        raise HTTPException(status, headers={"ETag": '"v1"'})

    response = TestClient(caching_app).get("/")
    assert (response.status_code, response.content) == (status, b"")
    assert dict(response.headers) == {"etag": '"v1"'}


def test_error_of_a_security_scheme_is_caught_too() -> None:
    secure_app = FastAPI(exception_handlers={StarletteHTTPException: answer_http_error})
    bearer = HTTPBearer()

    @secure_app.get("/")
    async def read(request: Request) -> None:
        await bearer(request)

    response = TestClient(secure_app).get("/")
    assert response.status_code == 401
    assert response.json() == {"error": {"status": 401, "message": "Not authenticated"}}
    assert response.headers["www-authenticate"] == "Bearer"


def test_handler_of_the_class_of_fastapi_alone_misses_the_errors_of_the_router() -> None:
    narrow_app = FastAPI()
    narrow_app.get("/users/{name}")(read_user)
    narrow_app.exception_handler(HTTPException)(answer_http_error)
    narrow_client = TestClient(narrow_app)
    assert narrow_client.get("/users/eve").json() == {"error": {"status": 404, "message": "eve is unknown"}}
    not_found = narrow_client.get("/nowhere")
    assert (not_found.status_code, not_found.json()) == (404, {"detail": "Not Found"})
    not_allowed = narrow_client.post("/users/ada")
    assert (not_allowed.status_code, not_allowed.json()) == (405, {"detail": "Method Not Allowed"})


def test_handler_of_the_subclass_wins_over_that_of_the_base() -> None:
    both_app = FastAPI(exception_handlers={StarletteHTTPException: answer_http_error})
    both_app.get("/users/{name}")(read_user)

    @both_app.exception_handler(HTTPException)
    async def answer_fastapi(request: Request, exc: HTTPException) -> JSONResponse:
        return JSONResponse({"raised by": "the endpoint"}, status_code=exc.status_code)

    both_client = TestClient(both_app)
    assert both_client.get("/users/eve").json() == {"raised by": "the endpoint"}
    assert both_client.get("/nowhere").json() == {"error": {"status": 404, "message": "Not Found"}}


def test_default_handler_is_registered_for_the_class_of_starlette() -> None:
    assert FastAPI().exception_handlers[StarletteHTTPException] is http_exception_handler


def test_handler_of_a_status_code_catches_the_errors_of_both() -> None:
    status_app = FastAPI()
    status_app.get("/users/{name}")(read_user)

    @status_app.exception_handler(404)
    async def answer_404(request: Request, exc: StarletteHTTPException) -> JSONResponse:
        return JSONResponse({"missing": request.url.path}, status_code=404)

    status_client = TestClient(status_app)
    assert status_client.get("/users/eve").json() == {"missing": "/users/eve"}
    assert status_client.get("/nowhere").json() == {"missing": "/nowhere"}
    assert status_client.post("/users/ada").json() == {"detail": "Method Not Allowed"}


def test_validation_errors_are_not_http_exceptions() -> None:
    validating_app = FastAPI(exception_handlers={StarletteHTTPException: answer_http_error})

    @validating_app.get("/{number}")
    def read(number: int) -> int:
        return number

    response = TestClient(validating_app).get("/one")
    assert response.status_code == 422
    assert list(response.json()) == ["detail"]
