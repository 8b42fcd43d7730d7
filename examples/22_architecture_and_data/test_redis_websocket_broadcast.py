# /// script
# dependencies = ["fakeredis[lua]"]
# ///
import asyncio
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import redis
from fastapi.testclient import TestClient
from redis_websocket_broadcast import app

Workers = tuple[TestClient, TestClient]


@pytest.fixture
def workers(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workers]:
    """Two workers: each has its own start, loop and sockets, and they share only Redis."""
    monkeypatch.setenv("REDIS_URL", redis_url)
    with TestClient(app) as one, TestClient(app) as two, redis.from_url(redis_url) as client:
        while client.pubsub_numsub("news")[0][1] < 2:
            pass
        yield one, two


def test_message_reaches_the_sockets_of_every_worker(workers: Workers) -> None:
    one, two = workers
    with one.websocket_connect("/news") as first, two.websocket_connect("/news") as second:
        for worker, text in ((one, "grüße"), (two, "bye")):
            assert worker.post("/news", json=text).status_code == 202
            assert [first.receive_text(), second.receive_text()] == [text, text]


def test_many_sockets_use_one_connection_to_redis(workers: Workers, redis_url: str) -> None:
    with ExitStack() as stack, redis.from_url(redis_url) as client:
        sockets = [stack.enter_context(worker.websocket_connect("/news")) for worker in workers for _ in range(30)]
        assert client.pubsub_numsub("news")[0][1] == 2
        workers[0].post("/news", json="hello")
        assert {socket.receive_text() for socket in sockets} == {"hello"}


def test_client_that_left_is_forgotten(workers: Workers) -> None:
    one, two = workers
    with two.websocket_connect("/news") as stays:
        with one.websocket_connect("/news") as leaves:
            leaves.send_bytes(b"ignored")
        two.post("/news", json="hello")
        assert stays.receive_text() == "hello"
    assert all(worker.post("/news", json="later").is_success for worker in workers)  # both sockets have ended by then
    assert [worker.app_state["queues"] for worker in workers] == [set(), set()]


def test_client_that_reads_too_slowly_misses_messages_and_holds_up_nobody(workers: Workers) -> None:
    one, two = workers
    with one.websocket_connect("/news") as reads:
        slow: asyncio.Queue[str] = asyncio.Queue(maxsize=1)
        one.app_state["queues"].add(slow)
        for text in ("first", "second", "third"):
            two.post("/news", json=text)
        assert [reads.receive_text() for _ in range(3)] == ["first", "second", "third"]
        assert (slow.qsize(), slow.get_nowait()) == (1, "first")
        assert {queue.maxsize for queue in one.app_state["queues"]} == {1, 100}


def test_worker_that_loses_redis_listens_again(workers: Workers, redis_url: str) -> None:
    one, two = workers
    with one.websocket_connect("/news") as socket, redis.from_url(redis_url) as client:
        try:
            client.client_kill_filter(_type="pubsub")
        except redis.ResponseError:
            pytest.skip("this stand-in for Redis ends no connections")
        while client.pubsub_numsub("news")[0][1] < 2:
            pass
        two.post("/news", json="hello")
        assert socket.receive_text() == "hello"


@pytest.mark.parametrize("text", ["a" * 1001, None, 1])
def test_message_out_of_bounds_is_a_422(workers: Workers, text: object) -> None:
    assert workers[0].post("/news", json=text).status_code == 422
