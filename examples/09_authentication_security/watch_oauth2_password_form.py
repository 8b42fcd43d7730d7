"""Around the login form: every field, the strict form, encodings, and what OpenAPI says of it."""

from typing import Annotated, Any

from fastapi import Depends, FastAPI
from fastapi.security import OAuth2PasswordRequestForm, OAuth2PasswordRequestFormStrict
from fastapi.testclient import TestClient

NEEDED = {"username": "u", "password": "p"}


def client_of(form_class: type[OAuth2PasswordRequestForm]) -> TestClient:
    shown = FastAPI()

    @shown.post("/token")
    def show(form: Annotated[OAuth2PasswordRequestForm, Depends(form_class)]) -> dict[str, Any]:
        return dict(vars(form))

    return TestClient(shown, raise_server_exceptions=False)


client = client_of(OAuth2PasswordRequestForm)
strict = client_of(OAuth2PasswordRequestFormStrict)


def answer_to(data: dict[str, Any], asked: TestClient = client) -> object:
    response = asked.post("/token", data=data)
    if response.status_code != 422:
        return response.status_code, response.json()
    return [(error["type"], error["loc"], error["input"]) for error in response.json()["detail"]]


def watch_only_what_is_needed() -> object:
    return answer_to(NEEDED), answer_to(NEEDED, strict)


def watch_every_field() -> object:
    full = {**NEEDED, "grant_type": "password", "scope": "a  b:read a", "client_id": "c", "client_secret": "s"}
    return answer_to(full), answer_to(full, strict)


def watch_empty_fields() -> object:
    empty = dict.fromkeys(("grant_type", "scope", "client_id", "client_secret"), "")
    return answer_to({**NEEDED, **empty}), answer_to({**NEEDED, **empty}, strict), answer_to({"username": ""})


def watch_spaces_around() -> object:
    return answer_to({"username": " u ", "password": " p ", "scope": " \t a\n"})


def watch_other_grant_types() -> object:
    kinds = ["refresh_token", "xpasswordx", "Password", "password ", "password\n"]
    return [[answer_to({**NEEDED, "grant_type": kind}, asked) for kind in kinds] for asked in (client, strict)]


def watch_fields_sent_twice_and_fields_that_are_unknown() -> object:
    return answer_to({"username": ["u", "v"], "password": ["p", "q"], "admin": "yes"})


def watch_json_and_an_upload_instead_of_a_form() -> object:
    upload = {"username": ("u.txt", b"u"), "password": (None, b"p")}
    return client.post("/token", json=NEEDED).status_code, client.post("/token", files=upload).status_code


def watch_lone_surrogates_by_charset() -> object:
    lenient = FastAPI()
    lenient.post("/token", dependencies=[Depends(OAuth2PasswordRequestForm)])(lambda: "in")
    asked = TestClient(lenient, raise_server_exceptions=False)
    headers = {"Content-Type": "multipart/form-data; boundary=X; charset=utf-7"}
    codes = []
    for field in ("username", "password", "grant_type", "scope", "client_id", "client_secret"):
        data = {**NEEDED, "grant_type": "password", field: "+2AA-"}
        parts = "".join(f'--X\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in data.items())
        codes.append(asked.post("/token", content=f"{parts}--X--\r\n".encode(), headers=headers).status_code)
    return codes


def watch_form_as_a_plain_class() -> object:
    form = OAuth2PasswordRequestForm(username="u", password="p", scope="a b", client_secret="s")
    strict_form = OAuth2PasswordRequestFormStrict("password", "u", "p", "a b", "c", "s")
    return vars(form), vars(strict_form)


def watch_openapi_of_both_forms() -> object:
    documents = [asked.app.openapi() for asked in (client, strict)]  # type: ignore[attr-defined]
    return [
        (each["components"]["schemas"], each["paths"]["/token"]["post"]["requestBody"], each["paths"]["/token"]["post"])
        for each in documents
    ]
