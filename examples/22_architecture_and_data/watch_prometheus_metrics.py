"""Around metrics: what the instrumentator exposes by default, routes below prefixes and mounts, and formats."""

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from prometheus_fastapi_instrumentator import Instrumentator
from prometheus_metrics import app


def exposed(own: FastAPI, *requests: tuple[str, str], **options: Any) -> list[str]:
    """The lines of counters and durations, with everything that depends on time taken out."""
    registry = CollectorRegistry()
    Instrumentator(registry=registry, **options).instrument(own).expose(own)
    client = TestClient(own, raise_server_exceptions=False)
    for method, path in requests:
        client.request(method, path)
    lines = client.get("/metrics").text.splitlines()
    return [line for line in lines if "_bucket" not in line and "_created" not in line and "seconds_sum" not in line]


def made() -> FastAPI:
    own, router, sub = FastAPI(), APIRouter(prefix="/users"), FastAPI()

    @router.get("/{number}")
    @sub.get("/deep/{number}")
    @own.get("/items/{number}")
    def read(number: int) -> int:
        return number

    own.include_router(router, prefix="/v1")
    own.mount("/sub", sub)
    return own


ASKED = [("GET", "/items/1"), ("GET", "/v1/users/2"), ("GET", "/sub/deep/3"), ("GET", "/none"), ("PUT", "/items/1")]


def watch_routes_below_prefixes_and_mounts() -> object:
    return exposed(made(), *ASKED)


def watch_redirect_of_a_slash_and_an_invented_method() -> object:
    return exposed(made(), ("GET", "/items/1/"), ("GET", "/items/2/"), ("FOO", "/items/1"))


def watch_options_of_the_instrumentator() -> object:
    options: list[dict[str, Any]] = [
        {"should_group_status_codes": False},
        {"should_group_untemplated": False},
        {"should_ignore_untemplated": True},
        {"excluded_handlers": ["/items.*"]},
    ]
    return [exposed(made(), *ASKED, **each) for each in options]


def watch_content_types_by_accept() -> object:
    accepts = ["*/*", "application/openmetrics-text", "application/openmetrics-text; version=1.0.0", "text/plain"]
    client = TestClient(app)
    return [client.get("/metrics", headers={"Accept": each}).headers["content-type"] for each in accepts]


def watch_text_of_odd_labels() -> object:
    registry = CollectorRegistry()
    counter = Counter("odd", 'Help with "quotes"\nand lines', ["label"], registry=registry)
    for value in ("", 'a"b', "a\nb", "a\\b", "é"):
        counter.labels(value).inc()
    Gauge("level", "", registry=registry).set(float("nan"))
    text = generate_latest(registry).decode()
    return [line for line in text.splitlines() if "_created" not in line]


def watch_names_that_are_taken_or_wrong() -> object:
    told = []
    registry = CollectorRegistry()
    Counter("ordered", "", registry=registry)
    for name, labels in (("ordered", []), ("with-dash", []), ("a", ["le-ss"]), ("b", ["__x"])):
        try:
            Counter(name, "", labels, registry=registry)
            told.append("made")
        except ValueError as error:
            told.append(str(error))
    return told


def watch_counter_that_goes_down() -> object:
    try:
        Counter("down", "", registry=CollectorRegistry()).inc(-1)
    except ValueError as error:
        return str(error)
    return "counted"
