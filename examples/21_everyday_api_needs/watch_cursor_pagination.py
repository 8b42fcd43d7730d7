"""Around pages: other ways to take and give a cursor, links in headers, and odd values."""

from typing import Annotated, Any

from cursor_pagination import app
from fastapi import FastAPI, Query, Request, Response
from fastapi.testclient import TestClient
from pydantic import AfterValidator, BaseModel, Field, TypeAdapter


def watch_patterns_of_cursors() -> object:
    patterns = {"digits": r"^\d+$", "end": "^[0-9]+$", "whole": r"\A[0-9]+\z", "part": "[0-9]", "look": "^(?=1)[0-9]+$"}
    values = ["1", "1\n", "\u0661", "a1", "", "1" * 5000]
    told: dict[str, object] = {}
    for name, pattern in patterns.items():
        try:
            adapter: TypeAdapter[str] = TypeAdapter(Annotated[str, Field(pattern=pattern)])
        except Exception as error:
            told[name] = type(error).__name__
            continue
        accepted = []
        for value in values:
            try:
                adapter.validate_python(value)
                accepted.append(value[:5])
            except ValueError:
                pass
        told[name] = accepted
    return told


def watch_cursor_in_a_link_header() -> object:
    own = FastAPI()

    @own.get("/items")
    def read(request: Request, response: Response, cursor: str = "") -> list[int]:
        url = request.url.include_query_params(cursor="a b&c", limit=2).remove_query_params("page")
        response.headers["Link"] = f'<{url}>; rel="next"'
        return [len(cursor)]

    response = TestClient(own).get("/items?page=3&cursor=x")
    return response.headers["link"], response.links, TestClient(own).get(response.links["next"]["url"]).json()


def watch_opaque_cursor_of_a_validator() -> object:
    from base64 import urlsafe_b64decode, urlsafe_b64encode

    class Cursor(BaseModel):
        sent: int
        id: int

    def decoded(text: str) -> str:
        return Cursor.model_validate_json(urlsafe_b64decode(text)).model_dump_json()

    own = FastAPI()

    @own.get("/")
    def read(cursor: Annotated[str, AfterValidator(decoded), Query()]) -> str:
        return cursor

    asked = TestClient(own, raise_server_exceptions=False)
    texts = [urlsafe_b64encode(b'{"sent": 1, "id": 2}').decode(), "e30=", "###", "", "a"]
    answers = [asked.get("/", params={"cursor": text}) for text in texts]
    return [[one.status_code, one.text[:90]] for one in answers]


def watch_generic_page() -> object:
    from typing import Generic, TypeVar

    Item = TypeVar("Item")

    class Page(BaseModel, Generic[Item]):
        items: list[Item]
        next_cursor: str | None = None

    own = FastAPI()

    @own.get("/")
    def read() -> Page[int]:
        return Page(items=[1])

    return TestClient(own).get("/").json(), own.openapi()["components"]["schemas"], own.openapi()["paths"]


def watch_parameters_sent_twice_and_empty() -> object:
    own = FastAPI()

    @own.get("/")
    def read(limit: Annotated[int, Query(le=9)] = 5, cursor: Annotated[str | None, Query(max_length=3)] = None) -> Any:
        return [limit, cursor]

    asked = TestClient(own)
    return [asked.get(f"/{query}").json() for query in ("?limit=1&limit=2", "?limit=", "?cursor=", "?cursor=abcd")]


def watch_openapi() -> object:
    return app.openapi()
