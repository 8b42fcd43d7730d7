import asyncio
from contextlib import AbstractAsyncContextManager
from types import SimpleNamespace
from typing import Any

import async_test_client
import pytest
from async_test_client import app
from httpx import ASGITransport, AsyncClient

anyio_backend = async_test_client.anyio_backend
client = async_test_client.client
test_order_arrives_in_the_queue = async_test_client.test_order_arrives_in_the_queue


def test_shown_test_is_marked_and_the_lifespan_a_context_manager() -> None:
    marks: list[pytest.Mark] = getattr(test_order_arrives_in_the_queue, "pytestmark", [])
    assert "anyio" in [mark.name for mark in marks]
    assert isinstance(async_test_client.lifespan(app), AbstractAsyncContextManager)


@pytest.mark.anyio
async def test_test_and_app_share_the_event_loop(client: AsyncClient) -> None:
    waiting = asyncio.create_task(app.state.orders.get())
    await asyncio.sleep(0)
    assert not waiting.done()
    assert (await client.post("/orders", json=["coffee"])).status_code == 202
    assert await waiting == "coffee"


@pytest.mark.anyio
async def test_full_queue_is_503(client: AsyncClient) -> None:
    assert (await client.post("/orders", json=["tea"] * 100)).status_code == 202
    assert (await client.post("/orders", json=["tea"])).status_code == 503
    assert app.state.orders.qsize() == 100


@pytest.mark.anyio
async def test_each_test_gets_a_client_of_a_started_app(client: AsyncClient, request: pytest.FixtureRequest) -> None:
    assert "[" not in request.node.name, "run once, on asyncio"
    assert str(client.base_url) == "http://test"
    assert app.state.orders.empty()
    assert (await client.post("/orders", json=["wine"])).status_code == 422


@pytest.mark.anyio
async def test_transport_alone_does_not_run_the_lifespan(anyio_backend: str) -> None:
    assert not hasattr(app.state, "orders")
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://test") as other:
        with pytest.raises(AttributeError, match="orders"):
            await other.post("/orders", json=["tea"])


@pytest.mark.anyio
@pytest.mark.parametrize(("status", "queued"), [(200, "tea"), (202, "coffee")])
async def test_shown_test_notices_another_app(client: AsyncClient, status: int, queued: str) -> None:
    async def post(*arguments: Any, **options: Any) -> SimpleNamespace:
        await app.state.orders.put(queued)
        return SimpleNamespace(status_code=status)

    other: Any = SimpleNamespace(post=post)
    with pytest.raises(AssertionError):
        await test_order_arrives_in_the_queue(other)
