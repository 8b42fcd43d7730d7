"""Around a login: odd forms and tokens, and what the documentation says about the flow."""

from typing import Annotated, Any

from fastapi import Depends, FastAPI
from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm, OAuth2PasswordRequestFormStrict
from fastapi.testclient import TestClient
from whole_login import app

client = TestClient(app)


def watch_forms_that_are_incomplete() -> object:
    forms: list[dict[str, str]] = [{}, {"username": "a"}, {"password": "b"}, {"username": "", "password": ""}]
    forms += [{"username": "a", "password": "b", "grant_type": grant} for grant in ("password", "refresh_token", "")]
    return [client.post("/token", data=form).status_code for form in forms]


def watch_form_fields() -> object:
    results = []
    for form in (OAuth2PasswordRequestForm, OAuth2PasswordRequestFormStrict):
        own = FastAPI()

        @own.post("/")
        def read(given: Annotated[Any, Depends(form)]) -> Any:
            return vars(given)

        data = {"username": "a", "password": "b", "scope": "x  y", "client_id": "c", "client_secret": "d"}
        answers = [TestClient(own).post("/", data={**data, **more}) for more in ({}, {"grant_type": "password"})]
        results.append([[one.status_code, one.json()] for one in answers])
    return results


def watch_login_as_json() -> object:
    return client.post("/token", json={"username": "ada", "password": "b"}).status_code


def watch_bodies_of_refresh() -> object:
    bodies: list[Any] = [{}, [], "a.b", {"refresh_token": None}, {"refresh_token": ["a"]}, {"refresh_token": "\x00"}]
    return [client.post("/token/refresh", json=body).status_code for body in bodies]


def watch_authorization_headers() -> object:
    values = ["", "Bearer", "bearer x", "Bearer  x", "Token x", "Bearer a.b.c", "Bearer " + "a" * 10_000]
    answers = [client.get("/me", headers={"Authorization": value}) for value in values]
    return [[one.status_code, one.json(), one.headers.get("www-authenticate")] for one in answers]


def watch_arguments_of_the_flow() -> object:
    own = FastAPI()
    scheme = OAuth2PasswordBearer(
        tokenUrl="login",
        scheme_name="Login",
        scopes={"read": "Read."},
        description="The flow.",
        auto_error=False,
        refreshUrl="refresh",
    )

    @own.get("/")
    def read(token: Annotated[str | None, Depends(scheme)]) -> str:
        return repr(token)

    return TestClient(own).get("/").json(), own.openapi()["components"]["securitySchemes"]


def watch_openapi() -> object:
    return app.openapi()
