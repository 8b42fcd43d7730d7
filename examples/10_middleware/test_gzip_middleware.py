import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI, Response
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient
from gzip_middleware import app

client = TestClient(app, headers={"Accept-Encoding": "gzip"})
plain_client = TestClient(app, headers={"Accept-Encoding": "identity"})


def client_of_an_app_that_sends(response: Response, options: dict[str, Any] | None = None) -> TestClient:
    other = FastAPI()
    other.add_middleware(GZipMiddleware, **(options or {}))
    other.get("/")(lambda: response)
    return TestClient(other, headers={"Accept-Encoding": "gzip"})


def raw_body(of: TestClient, target: str) -> bytes:
    with of.stream("GET", target) as response:
        return b"".join(response.iter_raw())


def test_a_large_body_is_compressed_for_a_client_that_accepts_it() -> None:
    response = client.get("/text?length=5000")
    assert response.status_code == 200
    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert int(response.headers["content-length"]) < 100


def test_it_decodes_to_the_same_bytes() -> None:
    assert client.get("/text?length=5000").content == b"x" * 5000
    compressed = raw_body(client, "/text?length=5000")
    assert compressed.startswith(b"\x1f\x8b")
    assert gzip.decompress(compressed) == b"x" * 5000


@pytest.mark.parametrize("accepted", ["identity", "", "br", "deflate"])
def test_it_is_not_compressed_for_others(accepted: str) -> None:
    response = client.get("/text?length=5000", headers={"Accept-Encoding": accepted})
    assert "content-encoding" not in response.headers
    assert response.headers["content-length"] == "5000"
    assert raw_body(plain_client, "/text?length=5000") == b"x" * 5000


@pytest.mark.parametrize("accepted", ["gzip, deflate, br", "br;q=1.0, gzip;q=0.8", "gzip;q=0"])
def test_gzip_anywhere_in_the_header_counts_even_refused(accepted: str) -> None:
    response = client.get("/text?length=5000", headers={"Accept-Encoding": accepted})
    assert response.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("accepted", ["gzip", "identity"])
def test_vary_is_set_for_both_so_that_caches_keep_them_apart(accepted: str) -> None:
    response = client.get("/text?length=5000", headers={"Accept-Encoding": accepted})
    assert response.headers["vary"] == "Accept-Encoding"


def test_a_small_body_is_not_compressed() -> None:
    response = client.get("/text?length=10")
    assert response.text == "x" * 10
    assert dict(response.headers) == {"content-length": "10", "content-type": "text/plain; charset=utf-8"}


@pytest.mark.parametrize(("length", "encoding"), [(999, None), (1000, "gzip")])
def test_the_minimum_size_is_compressed_and_a_byte_less_is_not(length: int, encoding: str | None) -> None:
    response = client.get(f"/text?length={length}")
    assert response.headers.get("content-encoding") == encoding
    assert len(response.content) == length


@pytest.mark.parametrize(("length", "encoding"), [(499, None), (500, "gzip")])
def test_the_default_minimum_size_is_500(length: int, encoding: str | None) -> None:
    response = client_of_an_app_that_sends(Response(b"x" * length)).get("/")
    assert response.headers.get("content-encoding") == encoding


def test_an_error_is_compressed_like_any_body() -> None:
    response = client.get("/text?length=" + "y" * 2000)
    assert response.status_code == 422
    assert response.headers["content-encoding"] == "gzip"
    assert response.json()["detail"][0]["loc"] == ["query", "length"]


@pytest.mark.parametrize(
    "media_type",
    ["image/png", "image/jpeg", "application/zip", "application/gzip", "video/mp4", "audio/mpeg", "font/woff2"],
)
def test_what_is_compressed_already_is_left_alone(media_type: str) -> None:
    response = client_of_an_app_that_sends(Response(b"x" * 5000, media_type=media_type)).get("/")
    assert response.content == b"x" * 5000
    assert dict(response.headers) == {"content-length": "5000", "content-type": media_type}


@pytest.mark.parametrize(
    "media_type", ["application/json", "text/css; charset=utf-8", "image/svg+xml", "application/pdf"]
)
def test_other_types_are_compressed(media_type: str) -> None:
    response = client_of_an_app_that_sends(Response(b"x" * 5000, media_type=media_type)).get("/")
    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["vary"] == "Accept-Encoding"


def test_a_body_with_an_encoding_of_its_own_is_left_alone() -> None:
    encoded = Response(b"x" * 5000, headers={"Content-Encoding": "identity"})
    response = client_of_an_app_that_sends(encoded).get("/")
    assert response.content == b"x" * 5000
    assert dict(response.headers) == {"content-encoding": "identity", "content-length": "5000"}


def test_a_vary_header_of_the_endpoint_is_kept() -> None:
    response = client_of_an_app_that_sends(Response(b"x" * 5000, headers={"Vary": "Cookie"})).get("/")
    assert response.headers["vary"] == "Cookie, Accept-Encoding"


def test_a_stream_is_compressed_chunk_by_chunk_whatever_its_size() -> None:
    def chunks() -> Iterator[bytes]:
        yield b"one "
        yield b"two"

    streaming = client_of_an_app_that_sends(StreamingResponse(chunks()))
    response = streaming.get("/")
    assert response.content == b"one two"
    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["vary"] == "Accept-Encoding"
    assert "content-length" not in response.headers


def test_an_event_stream_is_left_alone() -> None:
    events = StreamingResponse(iter([b"data: 1\n\n"]), media_type="text/event-stream")
    response = client_of_an_app_that_sends(events).get("/")
    assert response.content == b"data: 1\n\n"
    assert dict(response.headers) == {"content-type": "text/event-stream; charset=utf-8"}


@pytest.mark.parametrize(("options", "level"), [({}, 9), ({"compresslevel": 9}, 9), ({"compresslevel": 1}, 1)])
def test_the_level_is_9_unless_said_otherwise(options: dict[str, int], level: int) -> None:
    body = b"FastAPI " * 2000
    sent = raw_body(client_of_an_app_that_sends(Response(body), options), "/")
    assert len(sent) == len(gzip.compress(body, compresslevel=level))
    assert len(gzip.compress(body, compresslevel=1)) != len(gzip.compress(body, compresslevel=9))
