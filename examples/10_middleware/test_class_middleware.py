from itertools import count

import class_middleware
import pytest
from class_middleware import app
from fastapi.testclient import TestClient

client = TestClient(app)


@pytest.mark.parametrize(("path", "status"), [("/numbers", 200), ("/unknown", 404), ("/openapi.json", 200)])
def test_both_headers_are_on_every_response(path: str, status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    times = count()
    monkeypatch.setattr(class_middleware, "perf_counter", lambda: next(times) / 8)
    response = client.get(path)
    assert response.status_code == status
    assert response.headers["server-timing"] == "total;dur=125.0"
    assert response.headers["x-content-type-options"] == "nosniff"


def test_streamed_body_passes_whole_through_both() -> None:
    response = client.get("/numbers")
    assert response.text == "".join(f"{number}\n" for number in range(1000))
    assert response.headers["content-type"] == "text/plain; charset=utf-8"


def test_streamed_body_passes_chunk_by_chunk() -> None:
    with client.stream("GET", "/numbers") as response:
        assert "content-length" not in response.headers
        assert next(response.iter_lines()) == "0"


def test_middleware_added_last_is_the_outermost() -> None:
    names = list(client.get("/numbers").headers)
    assert names.index("server-timing") < names.index("x-content-type-options")


def test_lifespan_passes_through_both() -> None:
    with TestClient(app) as started:
        assert started.get("/numbers").status_code == 200
