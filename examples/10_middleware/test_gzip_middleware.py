import gzip
import json

import pytest
from fastapi.testclient import TestClient
from gzip_middleware import app

client = TestClient(app)


def numbers(limit: int | None, accepted: str) -> tuple[str | None, bytes]:
    params = {} if limit is None else {"limit": limit}
    with client.stream("GET", "/numbers", params=params, headers={"Accept-Encoding": accepted}) as response:
        assert response.status_code == 200
        return response.headers.get("content-encoding"), b"".join(response.iter_raw())


def test_large_body_is_compressed_for_a_client_that_accepts_it() -> None:
    encoding, body = numbers(1000, "br, gzip")
    assert encoding == "gzip"
    assert len(body) < 3000
    assert json.loads(gzip.decompress(body)) == list(range(1000))


@pytest.mark.parametrize("accepted", ["identity", "", "br, deflate"])
def test_body_is_not_compressed_for_other_clients(accepted: str) -> None:
    encoding, body = numbers(1000, accepted)
    assert encoding is None
    assert json.loads(body) == list(range(1000))


def test_small_body_is_not_compressed() -> None:
    assert numbers(None, "gzip") == (None, b"[0,1,2,3,4,5,6,7,8,9]")


@pytest.mark.parametrize(("limit", "encoding"), [(277, None), (278, "gzip")])
def test_compression_starts_at_1000_bytes(limit: int, encoding: str | None) -> None:
    plain = numbers(limit, "identity")[1]
    assert (len(plain) >= 1000) is (encoding == "gzip")
    assert numbers(limit, "gzip")[0] == encoding


def test_caches_are_told_that_the_encoding_varies() -> None:
    response = client.get("/numbers", params={"limit": 1000}, headers={"Accept-Encoding": "gzip"})
    assert "Accept-Encoding" in response.headers["vary"]


@pytest.mark.parametrize("limit", [0, 1001, 10**12])
def test_size_is_bounded(limit: int) -> None:
    assert client.get("/numbers", params={"limit": limit}).status_code == 422
    assert client.get("/numbers", params={"limit": 1}).json() == [0]
