import pytest
from error_headers import app
from fastapi import FastAPI, HTTPException, Response
from fastapi.testclient import TestClient

client = TestClient(app)


@pytest.fixture(autouse=True)
def _token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_TOKEN", "for the tests")


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer another"}, {"Authorization": "for the tests"}])
def test_header_is_on_the_error_response(headers: dict[str, str]) -> None:
    response = client.get("/me", headers=headers)
    assert response.status_code == 401
    assert response.json() == {"detail": "Not authenticated"}
    assert dict(response.headers) == {
        "www-authenticate": "Bearer",
        "content-length": str(len(response.content)),
        "content-type": "application/json",
    }


def test_an_empty_token_in_the_environment_lets_nobody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_TOKEN", "")
    response = client.get("/me", headers={"Authorization": "Bearer "})
    assert (response.status_code, response.json()) == (401, {"detail": "Not authenticated"})
    assert response.headers["www-authenticate"] == "Bearer"


def test_header_is_not_on_the_successful_response() -> None:
    response = client.get("/me", headers={"Authorization": "Bearer for the tests"})
    assert (response.status_code, response.json()) == (200, {"user": "ada"})
    assert dict(response.headers) == {"content-length": "14", "content-type": "application/json"}


def test_header_is_not_on_other_errors() -> None:
    response = client.get("/friends/eve")
    assert (response.status_code, response.json()) == (404, {"detail": "eve is no friend"})
    assert dict(response.headers) == {"content-length": "29", "content-type": "application/json"}


def answer_to(error: HTTPException) -> tuple[int, str, dict[str, str]]:
    raising_app = FastAPI()

    @raising_app.get("/")
    def fail(response: Response) -> None:
        response.headers["X-Lost"] = "set on the parameter"
        response.set_cookie("lost", "set on the parameter")
        raise error

    response = TestClient(raising_app).get("/")
    return response.status_code, response.text, dict(response.headers)


def test_headers_and_cookies_of_the_response_parameter_are_lost() -> None:
    assert answer_to(HTTPException(400, "No")) == (
        400,
        '{"detail":"No"}',
        {"content-length": "15", "content-type": "application/json"},
    )


def test_several_headers_can_be_sent() -> None:
    status, _, headers = answer_to(HTTPException(429, headers={"Retry-After": "30", "X-Limit": "5"}))
    assert status == 429
    assert headers == {
        "retry-after": "30",
        "x-limit": "5",
        "content-length": "30",
        "content-type": "application/json",
    }


def test_header_is_sent_with_a_status_that_allows_no_body() -> None:
    status, text, headers = answer_to(HTTPException(304, headers={"ETag": '"v1"'}))
    assert (status, text, headers) == (304, "", {"etag": '"v1"'})


def test_content_type_can_be_replaced() -> None:
    _, text, headers = answer_to(HTTPException(400, "No", headers={"Content-Type": "application/problem+json"}))
    assert text == '{"detail":"No"}'
    assert headers == {"content-length": "15", "content-type": "application/problem+json"}


def test_exception_keeps_its_headers() -> None:
    headers = {"WWW-Authenticate": "Bearer"}
    assert HTTPException(401, headers=headers).headers == headers
    assert HTTPException(401).headers is None


def test_wrong_method_names_the_allowed_ones() -> None:
    response = client.post("/me")
    assert (response.status_code, response.json()) == (405, {"detail": "Method Not Allowed"})
    assert dict(response.headers) == {"allow": "GET", "content-length": "31", "content-type": "application/json"}


def test_openapi_shows_the_request_header_and_not_the_error() -> None:
    operation = app.openapi()["paths"]["/me"]["get"]
    assert operation["parameters"] == [
        {
            "name": "authorization",
            "in": "header",
            "required": False,
            "schema": {"type": "string", "default": "", "title": "Authorization"},
        }
    ]
    assert set(operation["responses"]) == {"200", "422"}
