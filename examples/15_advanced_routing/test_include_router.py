from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from fastapi import APIRouter, FastAPI, params
from fastapi.exceptions import FastAPIError
from fastapi.testclient import TestClient
from include_router import app
from starlette.routing import NoMatchFound

client = TestClient(app)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/reviews/", ["good"]),
        ("/v1/items/7", {"item_id": 7}),
        ("/v1/items/7/reviews/", ["good"]),
        ("/v2/items/8", {"item_id": 8}),
        ("/v2/items/8/reviews/", ["good"]),
    ],
)
def test_all_paths_answer(path: str, body: object) -> None:
    response = client.get(path)
    assert (response.status_code, response.json()) == (200, body)


@pytest.mark.parametrize("path", ["/items/7", "/v1/reviews/", "/items/7/reviews/", "/v3/items/7"])
def test_other_combinations_do_not_answer(path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.json()) == (404, {"detail": "Not Found"})


def test_prefixes_add_up_in_the_order_of_inclusion() -> None:
    assert list(app.openapi()["paths"]) == [
        "/reviews/",
        "/v1/items/{item_id}",
        "/v1/items/{item_id}/reviews/",
        "/v2/items/{item_id}",
        "/v2/items/{item_id}/reviews/",
    ]


def test_tags_add_up_from_the_outside_in() -> None:
    assert {path: methods["get"]["tags"] for path, methods in app.openapi()["paths"].items()} == {
        "/reviews/": ["reviews"],
        "/v1/items/{item_id}": ["v1", "items"],
        "/v1/items/{item_id}/reviews/": ["v1", "items", "reviews"],
        "/v2/items/{item_id}": ["v2", "items"],
        "/v2/items/{item_id}/reviews/": ["v2", "items", "reviews"],
    }


def test_responses_add_up() -> None:
    found = {
        path: {
            status: response["description"]
            for status, response in methods["get"]["responses"].items()
            if status not in ("200", "422")
        }
        for path, methods in app.openapi()["paths"].items()
    }
    closed, forbidden, missing = {"410": "The shop is closed"}, {"403": "Not for you"}, {"404": "No such item"}
    assert found == {
        "/reviews/": closed,
        "/v1/items/{item_id}": forbidden | missing,
        "/v1/items/{item_id}/reviews/": forbidden | missing | closed,
        "/v2/items/{item_id}": missing,
        "/v2/items/{item_id}/reviews/": missing | closed,
    }


def test_each_inclusion_has_operation_ids_of_its_own() -> None:
    assert [methods["get"]["operationId"] for methods in app.openapi()["paths"].values()] == [
        "list_reviews_reviews__get",
        "read_item_v1_items__item_id__get",
        "list_reviews_v1_items__item_id__reviews__get",
        "read_item_v2_items__item_id__get",
        "list_reviews_v2_items__item_id__reviews__get",
    ]


def test_a_parameter_in_an_included_prefix_is_documented_only_where_the_endpoint_takes_it() -> None:
    paths = app.openapi()["paths"]
    assert paths["/v1/items/{item_id}"]["get"]["parameters"] == [
        {"name": "item_id", "in": "path", "required": True, "schema": {"type": "integer", "title": "Item Id"}}
    ]
    assert "parameters" not in paths["/v1/items/{item_id}/reviews/"]["get"]


def test_url_path_for_finds_the_first_inclusion_that_fits_the_parameters() -> None:
    assert app.url_path_for("list_reviews") == "/reviews/"
    assert app.url_path_for("read_item", item_id="7") == "/v1/items/7"
    assert app.url_path_for("list_reviews", item_id="7") == "/v1/items/7/reviews/"
    with pytest.raises(NoMatchFound, match=r"^No route exists for name \"read_item\" and params \"\".$"):
        app.url_path_for("read_item")


def test_app_routes_no_longer_list_the_included_routes() -> None:
    other = FastAPI(openapi_url=None)
    router = APIRouter(prefix="/items")
    router.add_api_route("/x", lambda: "x")
    other.include_router(router)
    assert [getattr(route, "path", None) for route in other.routes] == [None]


def test_iter_route_contexts_lists_them() -> None:
    from fastapi.routing import iter_route_contexts

    assert [context.path for context in iter_route_contexts(app.routes)][-5:] == list(app.openapi()["paths"])


def test_a_route_added_after_the_inclusion_is_served_and_documented() -> None:
    other, router = FastAPI(), APIRouter(prefix="/items")
    other.include_router(router, prefix="/v1")
    router.add_api_route("/late", lambda: "late")
    response = TestClient(other).get("/v1/items/late")
    assert (response.status_code, response.json()) == (200, "late")
    assert list(other.openapi()["paths"]) == ["/v1/items/late"]


def test_dependencies_run_from_the_outside_in() -> None:
    log: list[str] = []

    def note(text: str) -> params.Depends:
        return params.Depends(lambda: log.append(text))

    router = APIRouter(dependencies=[note("router")])
    outer = APIRouter(dependencies=[note("outer router")])
    router.add_api_route("/", lambda: log.append("endpoint"), dependencies=[note("route")])
    outer.include_router(router, prefix="/x", dependencies=[note("inner include")])
    other = FastAPI(dependencies=[note("app")])
    other.include_router(outer, dependencies=[note("outer include")])
    assert TestClient(other).get("/x/").status_code == 200
    assert log == ["app", "outer include", "outer router", "inner include", "router", "route", "endpoint"]


def test_deprecated_and_hidden_are_set_for_all_routes_at_include_time() -> None:
    other, router = FastAPI(), APIRouter()
    router.add_api_route("/x", lambda: "x")
    other.include_router(router, prefix="/old", deprecated=True)
    other.include_router(router, prefix="/hidden", include_in_schema=False)
    paths = other.openapi()["paths"]
    assert list(paths) == ["/old/x"]
    assert paths["/old/x"]["get"]["deprecated"] is True
    assert TestClient(other).get("/hidden/x").json() == "x"


def test_the_first_included_router_that_matches_answers() -> None:
    other, first, second = FastAPI(), APIRouter(), APIRouter()
    first.add_api_route("/{name}", lambda name: f"first {name}")
    second.add_api_route("/x", lambda: "second")
    other.include_router(first)
    other.include_router(second)
    assert TestClient(other).get("/x").json() == "first x"


def test_the_lifespan_of_an_included_router_runs_once_for_each_inclusion() -> None:
    log: list[str] = []

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        log.append("start-up")
        yield
        log.append("shut-down")

    other, router = FastAPI(), APIRouter(lifespan=lifespan)
    other.include_router(router, prefix="/a")
    other.include_router(router, prefix="/b")
    with TestClient(other):
        assert log == ["start-up"] * 2
    assert log == ["start-up"] * 2 + ["shut-down"] * 2


def test_the_old_on_startup_handlers_of_an_included_router_run_twice_today() -> None:
    log: list[str] = []
    other, old = FastAPI(), {"on_startup": [lambda: log.append("start-up")]}
    make_router: Callable[..., APIRouter] = APIRouter
    other.include_router(make_router(**old))
    with TestClient(other):
        pass
    assert log == ["start-up", "start-up"]


def test_prefix_and_path_cannot_both_be_empty() -> None:
    router = APIRouter()
    router.add_api_route("", lambda: "x", name="nowhere")
    with pytest.raises(FastAPIError, match=r"^Prefix and path cannot be both empty \(path operation: nowhere\)$"):
        FastAPI().include_router(router)


@pytest.mark.parametrize(
    ("prefix", "message"),
    [
        ("items", "A path prefix must start with '/'"),
        ("/items/", "A path prefix must not end with '/', as the routes will start with '/'"),
    ],
)
def test_a_bad_prefix_is_refused_at_include_time_too(prefix: str, message: str) -> None:
    with pytest.raises(AssertionError) as refused:
        FastAPI().include_router(APIRouter(), prefix=prefix)
    assert str(refused.value) == message
