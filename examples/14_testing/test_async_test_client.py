import asyncio
import importlib
from typing import Any

import async_test_client
import pytest
from async_test_client import app
from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse
from httpx import ASGITransport, AsyncClient

anyio_backend = async_test_client.anyio_backend
client = async_test_client.client
test_order_arrives_in_the_queue = async_test_client.test_order_arrives_in_the_queue

probe = FastAPI()
waiting: list["asyncio.Future[str]"] = []


@probe.get("/loop/")
async def read_loop() -> int:
    return id(asyncio.get_running_loop())


@probe.get("/wait/")
async def wait_for_the_test() -> str:
    waiting.append(asyncio.get_running_loop().create_future())
    return await waiting[0]


@probe.get("/broken/")
async def break_down() -> None:
    raise RuntimeError("the storage is gone")


@probe.get("/old/")
async def redirect() -> RedirectResponse:
    return RedirectResponse("/loop/")


@probe.get("/scope/{path:path}")
async def read_scope(path: str, request: Request) -> dict[str, Any]:
    return {
        "path": path,
        "raw_path": request.scope["raw_path"].decode(),
        "query_string": request.scope["query_string"].decode(),
        "client": request.client,
        "url": str(request.url),
    }


def client_for(application: FastAPI, raise_app_exceptions: bool = True) -> AsyncClient:
    transport = ASGITransport(app=application, raise_app_exceptions=raise_app_exceptions)
    return AsyncClient(transport=transport, base_url="http://test")


@pytest.mark.anyio
async def test_an_async_test_awaits_a_request(client: AsyncClient) -> None:
    response = await client.post("/orders/", params={"drink": "coffee"})
    assert response.status_code == 202
    assert response.json() == {"ordered": "coffee"}
    assert dict(response.headers) == {"content-length": "20", "content-type": "application/json"}
    assert app.state.orders.get_nowait() == "coffee"


@pytest.mark.anyio
async def test_the_backend_is_asyncio_alone_even_where_trio_is_installed(request: pytest.FixtureRequest) -> None:
    assert request.node.name == "test_the_backend_is_asyncio_alone_even_where_trio_is_installed"
    assert request.getfixturevalue("anyio_backend") == "asyncio"


@pytest.mark.anyio
@pytest.mark.parametrize(("ordered", "queued"), [("tea", "coffee"), ("coffee", "tea")])
async def test_the_shown_test_notices_a_broken_app(client: AsyncClient, ordered: str, queued: str) -> None:
    broken = FastAPI()

    @broken.post("/orders/")
    async def create_order(drink: str) -> dict[str, str]:
        app.state.orders.put_nowait(queued)
        return {"ordered": ordered}

    async with client_for(broken) as other:
        with pytest.raises(AssertionError):
            await test_order_arrives_in_the_queue(other)


def test_the_shown_test_is_marked_for_the_plugin() -> None:
    marks: list[pytest.Mark] = getattr(test_order_arrives_in_the_queue, "pytestmark", [])
    assert "anyio" in [mark.name for mark in marks]


@pytest.mark.anyio
async def test_test_and_app_share_the_event_loop() -> None:
    async with client_for(probe) as other:
        assert (await other.get("/loop/")).json() == id(asyncio.get_running_loop())


@pytest.mark.anyio
async def test_the_test_goes_on_while_the_app_waits() -> None:
    waiting.clear()
    async with client_for(probe) as other:
        request = asyncio.create_task(other.get("/wait/"))
        while not waiting:
            await asyncio.sleep(0)
        assert not request.done()
        waiting[0].set_result("released by the test")
        assert (await request).json() == "released by the test"


@pytest.mark.anyio
@pytest.mark.parametrize("package", ["httpx", "httpx2"])
async def test_the_old_form_raises_a_type_error_today(package: str) -> None:
    library = importlib.import_module(package)
    old: Any = {"app": app, "base_url": "http://test"}
    with pytest.raises(TypeError, match=r"__init__\(\) got an unexpected keyword argument 'app'$"):
        library.AsyncClient(**old)


@pytest.mark.anyio
async def test_httpx2_has_the_same_form() -> None:
    import httpx2

    transport = httpx2.ASGITransport(app=probe)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as other:
        assert (await other.get("/loop/")).json() == id(asyncio.get_running_loop())


@pytest.mark.anyio
async def test_the_lifespan_does_not_run_by_itself() -> None:
    async with client_for(app) as other:
        with pytest.raises(AttributeError, match=r"^'State' object has no attribute 'orders'$"):
            await other.post("/orders/", params={"drink": "tea"})


@pytest.mark.anyio
async def test_the_shown_way_runs_the_lifespan_before_the_test(client: AsyncClient) -> None:
    assert app.state.orders.empty()


@pytest.mark.anyio
async def test_the_lifespan_is_a_context_manager_of_its_own() -> None:
    other = FastAPI()
    async with async_test_client.lifespan(other):
        assert isinstance(other.state.orders, asyncio.Queue)
    assert not hasattr(other.state, "orders")


@pytest.mark.anyio
async def test_the_lifespan_context_ends_with_its_block() -> None:
    async with app.router.lifespan_context(app):
        assert hasattr(app.state, "orders")
    assert not hasattr(app.state, "orders")


@pytest.mark.anyio
async def test_the_client_of_the_fixture_has_a_base_url(client: AsyncClient) -> None:
    assert client.base_url == "http://test"
    response = await client.get("/docs")
    assert response.url == "http://test/docs"


@pytest.mark.anyio
async def test_an_exception_of_the_app_is_raised_in_the_test() -> None:
    async with client_for(probe) as other:
        with pytest.raises(RuntimeError, match=r"^the storage is gone$"):
            await other.get("/broken/")


@pytest.mark.anyio
async def test_the_exception_becomes_a_plain_500_where_asked() -> None:
    async with client_for(probe, raise_app_exceptions=False) as other:
        response = await other.get("/broken/")
    assert (response.status_code, response.text) == (500, "Internal Server Error")


@pytest.mark.anyio
async def test_redirects_are_not_followed_unlike_in_the_sync_client() -> None:
    async with client_for(probe) as other:
        response = await other.get("/old/")
    assert (response.status_code, response.headers["location"]) == (307, "/loop/")


@pytest.mark.anyio
async def test_the_app_sees_an_escaped_slash_as_part_of_the_path() -> None:
    async with client_for(probe) as other:
        response = await other.get("/scope/a b%2Fc")
    assert response.json()["path"] == "a b/c"
    assert response.json()["raw_path"] == "/scope/a%20b%2Fc"


@pytest.mark.anyio
async def test_the_query_is_encoded_and_no_part_of_the_raw_path() -> None:
    async with client_for(probe) as other:
        response = await other.get("/scope/x", params={"q": "d e/f+g"})
    assert response.json() == {
        "path": "x",
        "raw_path": "/scope/x",
        "query_string": "q=d+e%2Ff%2Bg",
        "client": ["127.0.0.1", 123],
        "url": "http://test/scope/x?q=d+e%2Ff%2Bg",
    }
