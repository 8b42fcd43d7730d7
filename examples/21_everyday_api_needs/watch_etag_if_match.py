"""Around ETags: the header by parameter and by request, several of them, and statuses without a body."""

from typing import Annotated

from etag_if_match import app
from fastapi import FastAPI, Header, Request, Response
from fastapi.testclient import TestClient


def watch_openapi() -> object:
    return app.openapi()["paths"]


def watch_header_as_text_as_list_and_as_sent() -> object:
    own = FastAPI()

    @own.get("/")
    def read(
        request: Request,
        text: Annotated[str | None, Header(alias="If-Match")] = None,
        several: Annotated[list[str] | None, Header(alias="If-Match")] = None,
    ) -> list[object]:
        return [text, several, request.headers.getlist("if-match")]

    client = TestClient(own)
    sent = [[], [("If-Match", '"a", "b"')], [("If-Match", '"a"'), ("If-Match", '"b"')], [("If-Match", "")]]
    return [client.get("/", headers=headers).json() for headers in sent]


def watch_etag_on_answers_without_a_body() -> object:
    own = FastAPI()

    @own.get("/{status}")
    def read(status: int, response: Response) -> Response:
        return Response(status_code=status, headers={"ETag": '"a"', "Content-Type": "text/plain"})

    client = TestClient(own)
    return [dict(client.get(f"/{status}").headers) for status in (204, 304)]


def watch_header_set_on_the_parameter_and_on_the_response() -> object:
    own = FastAPI()

    @own.get("/")
    def read(response: Response) -> Response:
        response.headers["ETag"] = '"lost"'
        return Response("a", headers={"X-Other": "kept"})

    return sorted(TestClient(own).get("/").headers.items())
