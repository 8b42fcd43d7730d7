import pytest
from fastapi.testclient import TestClient
from strict_content_type import app

client = TestClient(app)
BODY = b'{"celsius": 21.5}'
both = pytest.mark.parametrize("path", ["/readings", "/meters/readings"])


@both
@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8", "application/x+json"])
def test_body_that_is_declared_as_json_is_read(path: str, content_type: str) -> None:
    response = client.post(path, content=BODY, headers={"Content-Type": content_type})
    assert (response.status_code, response.json()) == (201, {"celsius": 21.5})


@both
@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_content_type_that_another_site_can_send_is_never_read(path: str, content_type: str) -> None:
    assert client.post(path, content=BODY, headers={"Content-Type": content_type}).status_code == 422


def test_json_without_a_content_type_is_refused() -> None:
    response = client.post("/readings", content=BODY)
    assert "content-type" not in response.request.headers
    assert response.status_code == 422


def test_router_for_old_clients_reads_json_without_a_content_type() -> None:
    response = client.post("/meters/readings", content=BODY)
    assert (response.status_code, response.json()) == (201, {"celsius": 21.5})
    assert client.post("/meters/readings", content=b"21.5 C").status_code == 422
    assert client.post("/meters/readings").status_code == 422
