from typing import Any

import pytest
from default_response_class import FastJSONResponse, app
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient

client = TestClient(app)


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    contents: list[Any] = []
    render = FastJSONResponse.render

    def recorded(self: FastJSONResponse, content: Any) -> bytes:
        contents.append(content)
        return render(self, content)

    monkeypatch.setattr(FastJSONResponse, "render", recorded)
    return contents


@pytest.mark.parametrize("path", ["/reports/sales", "/reports/summary"])
def test_data_without_a_type_goes_through_the_default_class(path: str, rendered: list[Any]) -> None:
    response = client.get(path)
    assert response.content == b'{"total":15.5}'
    assert response.headers["content-type"] == "application/json"
    assert rendered == [{"total": 15.5}]


def test_typed_route_needs_no_response_class(monkeypatch: pytest.MonkeyPatch) -> None:
    def render(self: JSONResponse, content: Any) -> bytes:
        raise AssertionError("FastAPI converts and writes the JSON in two steps")

    monkeypatch.setattr(JSONResponse, "render", render)
    response = client.get("/items")
    assert response.content == '[{"name":"Gouda","price":12.5},{"name":"Käse","price":3.0}]'.encode()
    assert response.headers["content-type"] == "application/json"
