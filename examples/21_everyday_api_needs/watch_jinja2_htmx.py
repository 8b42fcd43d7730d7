"""Around templates: escaping, names and contexts, globals, and headers that select a part."""

import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, Header, Request
from fastapi.responses import Response
from fastapi.templating import Jinja2Templates
from fastapi.testclient import TestClient
from jinja2_htmx import app


def rendered(files: dict[str, str], name: str, context: dict[str, Any], **options: Any) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        for each, text in files.items():
            Path(folder, each).write_text(text)
        own, templates = FastAPI(), Jinja2Templates(folder)

        @own.get("/page/{number}")
        def read(request: Request, number: int) -> Response:
            return templates.TemplateResponse(request, name, context, **options)

        try:
            response = TestClient(own).get("/page/7")
        except Exception as error:
            return type(error).__name__, str(error).replace(folder, "FOLDER")[:60]
        return response.status_code, response.headers.get("content-type"), response.text


def watch_escaping_by_the_name_of_the_template() -> object:
    context = {"text": "<b>&'\""}
    return [
        rendered({name: "{{ text }} {{ text | safe }}"}, name, context)
        for name in ("a.html", "a.xml", "a.txt", "a.htm")
    ]


def watch_names_in_a_template() -> object:
    text = "{{ request.url.path }} {{ url_for('read', number=8) }} {{ missing }} {{ 7 * 7 }}"
    return rendered({"a.html": text}, "a.html", {})


def watch_templates_that_are_missing_or_broken() -> object:
    return [
        rendered({}, "none.html", {}),
        rendered({"a.html": "{% if %}"}, "a.html", {}),
        rendered({"a.html": "{{ 1 / 0 }}"}, "a.html", {}),
        rendered({"a.html": "x"}, "../a.html", {}),
    ]


def watch_options_of_a_response() -> object:
    files = {"a.txt": "x"}
    return [
        rendered(files, "a.txt", {}, status_code=404),
        rendered(files, "a.txt", {}, media_type="text/plain"),
    ]


def watch_context_processors() -> object:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "a.html").write_text("{{ user }} {{ path }}")

        def add(request: Request) -> dict[str, Any]:
            return {"user": "ada", "path": request.url.path}

        own, templates = FastAPI(), Jinja2Templates(folder, context_processors=[add])

        @own.get("/")
        def read(request: Request) -> Response:
            return templates.TemplateResponse(request, "a.html", {"user": "bob"})

        return TestClient(own).get("/").text


def watch_values_of_the_header() -> object:
    own = FastAPI()

    @own.get("/")
    def read(hx_request: Annotated[bool, Header()] = False) -> bool:
        return hx_request

    return [
        TestClient(own).get("/", headers={"HX-Request": value}).text[:40]
        for value in ("true", "1", "on", "no", "x", "")
    ]


def watch_openapi() -> object:
    return app.openapi()["paths"]
