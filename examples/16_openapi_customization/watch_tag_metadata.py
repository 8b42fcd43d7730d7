"""Around the list of tags: order, tags that nobody uses or describes, extensions, newer keys, and wrong entries."""

from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from tag_metadata import app


def tags(given: Any, *used: str) -> Any:
    made = FastAPI(openapi_tags=given)
    for name in used:
        made.add_api_route(f"/{name}", lambda: None, tags=[name])
    try:
        return made.openapi().get("tags", "no list")
    except Exception as error:
        errors: Any = getattr(error, "errors", None)
        return (
            [[".".join(map(str, each["loc"])), each["type"]] for each in errors()] if errors else type(error).__name__
        )


def watch_other_order() -> object:
    return [tag["name"] for tag in tags((app.openapi_tags or [])[::-1], "items")]


def watch_tags_that_are_unused_or_not_described() -> object:
    return tags([{"name": "unused"}], "used"), tags(None, "used"), tags([], "used")


def watch_same_tag_twice() -> object:
    return tags([{"name": "items"}, {"name": "items", "description": "again"}])


def watch_extensions_and_keys_of_openapi_3_2() -> object:
    return tags([{"name": "items", "x-displayName": "All", "summary": "Items", "parent": "shop", "kind": "nav"}])


def watch_wrong_entries() -> object:
    given: list[Any] = [
        [{"description": "no name"}],
        [{"name": 5}],
        [{"name": ""}],
        [{"name": "items", "externalDocs": {"description": "no url"}}],
        [{"name": "items", "externalDocs": {"url": "nowhere"}}],
        [{"name": "items", "description": None}],
        ["items"],
        {"name": "items"},
    ]
    return [tags(each) for each in given]


def watch_list_changed_after_the_first_document() -> object:
    given: list[dict[str, Any]] = [{"name": "items"}]
    made = FastAPI(openapi_tags=given)
    first = made.openapi()["tags"]
    given.append({"name": "orders"})
    return len(first), len(made.openapi()["tags"])


def watch_served_document() -> object:
    read = TestClient(app).get("/openapi.json").json()
    return read["tags"], {path: methods["get"]["tags"] for path, methods in read["paths"].items()}
