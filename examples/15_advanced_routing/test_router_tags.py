from fastapi.testclient import TestClient
from router_tags import Tag, app

client = TestClient(app)


def test_tags_come_from_inclusion_router_and_route_in_this_order() -> None:
    paths = app.openapi()["paths"]
    assert {path: methods["get"].get("tags") for path, methods in paths.items()} == {
        "/items": ["shop", "items"],
        "/items/report": ["shop", "items", "reports"],
    }


def test_enum_tags_are_plain_text_in_the_document() -> None:
    document = client.get("/openapi.json").json()
    assert document["paths"]["/items"]["get"]["tags"] == [str(Tag.SHOP), str(Tag.ITEMS)]


def test_routes_answer_whatever_their_tags() -> None:
    assert client.get("/items").json() == ["cup"]
    assert client.get("/items/report").json() == {"cups": 1}
