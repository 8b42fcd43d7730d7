"""Around a frontend: fallbacks, prefixes, routers, root paths, and requests that are odd."""

from pathlib import Path
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi.testclient import TestClient
from frontend_build import app

client = TestClient(app, follow_redirects=False)
HTML = {"Accept": "text/html"}


def build(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


def answers(own: FastAPI, *paths: str, **headers: str) -> list[list[object]]:
    asked = TestClient(own, follow_redirects=False, raise_server_exceptions=False)
    responses = [asked.get(path, headers=headers or HTML) for path in paths]
    return [[one.status_code, one.text[:60], one.headers.get("location")] for one in responses]


def watch_every_fallback(tmp_path: Path) -> object:
    both = build(tmp_path / "both", "index.html", "404.html", "guide/index.html")
    told: dict[str, object] = {}
    fallbacks: list[Any] = ["auto", "index.html", "404.html", None]
    for fallback in fallbacks:
        own = FastAPI()
        own.frontend("/", directory=both, fallback=fallback)
        told[str(fallback)] = answers(own, "/", "/guide", "/guide/", "/guide/page", "/missing", "/missing.js")
    return told


def watch_fallback_that_is_not_in_the_build(tmp_path: Path) -> object:
    empty = build(tmp_path, "other.html")
    told: list[object] = []
    fallbacks: list[Any] = ["auto", "index.html", "404.html", None, "other.html"]
    for fallback in fallbacks:
        for checked in (True, False):
            own = FastAPI()
            try:
                own.frontend("/", directory=empty, fallback=fallback, check_dir=checked)
                told.append([status for status, *_ in answers(own, "/", "/other.html", "/missing")])
            except (RuntimeError, AssertionError) as error:
                told.append([type(error).__name__, str(error).partition(" in directory")[0].replace(str(empty), "")])
    return told


def watch_prefixes(tmp_path: Path) -> object:
    folder = build(tmp_path, "index.html", "a.js")
    told: list[object] = []
    for path in ("/ui", "/ui/", "/ui/v1", "ui", ""):
        own = FastAPI()
        try:
            own.frontend(path, directory=folder)
            told.append([path, answers(own, "/ui", "/ui/", "/ui/a.js", "/ui/v1/a.js", "/uix", "/")])
        except AssertionError as error:
            told.append([path, str(error)])
    return told


def watch_frontend_of_a_router(tmp_path: Path) -> object:
    folder = build(tmp_path, "index.html", "a.js")

    def refuse() -> None:
        raise HTTPException(403)

    told: list[object] = []
    for options in ({}, {"prefix": "/admin"}, {"dependencies": [Depends(refuse)]}):
        router = APIRouter(**options)
        try:
            router.frontend("/ui", directory=folder)
            own = FastAPI()
            own.include_router(router, prefix="/v1")
            told.append(answers(own, "/v1/ui/a.js", "/v1/admin/ui/a.js", "/v1/ui/missing"))
        except Exception as error:
            told.append(f"{type(error).__name__}: {error}")
    return told


def watch_who_is_a_browser() -> object:
    accepts = ["text/html", "text/html;q=0", "TEXT/HTML", "application/xhtml+xml", "*/*", "text/*", "", "text/html;q=x"]
    return {accept: client.get("/cart", headers={"Accept": accept}).status_code for accept in accepts}


def watch_odd_paths() -> object:
    paths = ["//", "/%00", "/a%00b", "/" + "a" * 300, "/assets", "/assets/", "/Index.html", "/index.html/", "/%ff"]
    return {path[:20]: client.get(path, headers=HTML).status_code for path in paths}


def watch_other_methods() -> object:
    methods = ("HEAD", "OPTIONS", "POST", "DELETE", "TRACE")
    paths = ("/", "/assets/app.js", "/missing", "/api/items", "/api/nothing")
    return {path: [client.request(method, path).status_code for method in methods] for path in paths}


def watch_conditional_requests() -> object:
    first = client.get("/assets/app.js")
    again = client.get("/assets/app.js", headers={"If-None-Match": first.headers["etag"]})
    part = client.get("/assets/app.js", headers={"Range": "bytes=0-4"})
    return again.status_code, part.status_code, part.text, sorted(set(first.headers) - {"etag", "last-modified"})


def watch_root_path_and_docs(tmp_path: Path) -> object:
    own = FastAPI(root_path="/proxy")
    own.frontend("/", directory=build(tmp_path, "index.html", "guide/index.html", "docs"))
    return answers(own, "/docs", "/openapi.json", "/guide", "/proxy/guide")


def watch_environment_of_development(tmp_path: Path, monkeypatch: Any) -> object:
    import warnings

    told: list[object] = []
    for environment in ("development", "production", ""):
        monkeypatch.setenv("FASTAPI_ENV", environment)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                own = FastAPI()
                own.frontend("/", directory=tmp_path / "nowhere")
                outcome: object = answers(own, "/")
            except RuntimeError as error:
                outcome = type(error).__name__
        told.append([environment, outcome, [one.category.__name__ for one in caught]])
    return told


def watch_openapi_and_routes() -> object:
    return app.openapi()["paths"], [type(route).__name__ for route in app.routes]
