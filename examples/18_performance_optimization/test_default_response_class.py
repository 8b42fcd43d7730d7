import json
from typing import Any

import pytest
from default_response_class import FastJSONResponse, app, orjson_app, router
from fastapi import FastAPI
from fastapi.testclient import TestClient

client = TestClient(app)
orjson_client = TestClient(orjson_app)

ITEMS = '[{"name":"Gouda","price":12.5},{"name":"Käse","price":3.0}]'.encode()
UNTYPED = b'{"total":15.5}'


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    contents: list[Any] = []
    original = FastJSONResponse.render

    def render(self: FastJSONResponse, content: Any) -> bytes:
        contents.append(content)
        return original(self, content)

    monkeypatch.setattr(FastJSONResponse, "render", render)
    return contents


def test_every_route_without_a_class_of_its_own_uses_the_default(rendered: list[Any]) -> None:
    assert orjson_client.get("/items").content == ITEMS
    assert orjson_client.get("/untyped").content == UNTYPED
    assert rendered == [
        [{"name": "Gouda", "price": 12.5}, {"name": "Käse", "price": 3.0}],
        {"total": 15.5},
    ]


def test_one_route_overrides_the_default(rendered: list[Any]) -> None:
    for each in (client, orjson_client):
        response = each.get("/health")
        assert response.text == "ok"
        assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert rendered == []


def test_recommended_form_needs_no_response_class(rendered: list[Any]) -> None:
    assert client.get("/items").content == ITEMS
    assert client.get("/untyped").content == UNTYPED
    assert rendered == []


@pytest.mark.parametrize("path", ["/items", "/untyped"])
def test_both_give_equal_json_and_headers(path: str) -> None:
    plain, fast = client.get(path), orjson_client.get(path)
    assert plain.content == fast.content
    assert dict(plain.headers) == dict(fast.headers)
    assert fast.headers["content-type"] == "application/json"
    assert fast.headers["content-length"] == str(len(fast.content))


def test_only_an_untyped_route_of_the_recommended_form_goes_through_the_json_module(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[Any] = []
    original = json.dumps

    def dumps(*args: Any, **options: Any) -> str:
        calls.append(args)
        return original(*args, **options)

    monkeypatch.setattr(json, "dumps", dumps)
    assert client.get("/items").content == ITEMS
    assert orjson_client.get("/items").content == ITEMS
    assert orjson_client.get("/untyped").content == UNTYPED
    assert calls == []
    assert client.get("/untyped").content == UNTYPED
    assert calls == [({"total": 15.5},)]


def test_orjson_response_gives_the_same_json_and_warns_that_it_is_deprecated() -> None:
    from fastapi.exceptions import FastAPIDeprecationWarning
    from fastapi.responses import ORJSONResponse

    deprecated = FastAPI(default_response_class=ORJSONResponse)
    deprecated.include_router(router)
    old_client = TestClient(deprecated)
    for path, content in (("/items", ITEMS), ("/untyped", UNTYPED)):
        with pytest.warns(FastAPIDeprecationWarning, match="^ORJSONResponse is deprecated") as caught:
            assert old_client.get(path).content == content
        messages = [str(each.message) for each in caught if each.category is FastAPIDeprecationWarning]
        assert len(messages) == 1
    assert messages[0].startswith(
        "ORJSONResponse is deprecated, FastAPI now serializes data directly to JSON bytes via Pydantic when a return "
        "type or response model is set, which is faster and doesn't need a custom response class."
    )


def test_openapi_is_the_same_for_both() -> None:
    for path in ("/items", "/untyped", "/health"):
        assert app.openapi()["paths"][path] == orjson_app.openapi()["paths"][path]
    content = orjson_app.openapi()["paths"]["/items"]["get"]["responses"]["200"]["content"]
    assert content["application/json"]["schema"]["items"] == {"$ref": "#/components/schemas/Item"}
    health = orjson_app.openapi()["paths"]["/health"]["get"]["responses"]["200"]["content"]
    assert health == {"text/plain": {"schema": {"type": "string"}}}
