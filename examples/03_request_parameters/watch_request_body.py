"""Around a JSON body: content types, broken JSON, bodies that are no object, a body on GET."""

from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel
from request_body import Item, app

client = TestClient(app)
TEXT = '{"name": "Shoe", "price": 42.5}'
JSON = {"Content-Type": "application/json"}


def watch_content_types() -> object:
    types = [None, "text/plain", "text/json", "application/vnd.api+json", "application/json; charset=utf-8"]
    return {
        str(kind): client.post("/items", content=TEXT, headers={"Content-Type": kind} if kind else {}).status_code
        for kind in types
    }


def watch_lenient_content_type() -> object:
    lenient = FastAPI(strict_content_type=False)

    @lenient.post("/")
    def create(item: Item) -> Item:
        return item

    return TestClient(lenient).post("/", content=TEXT).json()


def watch_broken_json() -> object:
    return [client.post("/items", content=text, headers=JSON).json() for text in ['{"name": }', "{", "", "nul", "[1"]]


def watch_json_that_is_no_object() -> object:
    return [client.post("/items", content=text, headers=JSON).json() for text in ["null", "[1]", '"Shoe"', "7"]]


def watch_bytes_that_are_no_utf_8() -> object:
    response = client.post("/items", content=b'{"name": "\xff"}', headers=JSON)
    return response.status_code, response.text


def watch_body_on_get() -> object:
    reader = FastAPI()

    @reader.get("/")
    def read(item: Item) -> Item:
        return item

    return TestClient(reader).request("GET", "/", json={"name": "Shoe", "price": 1}).json()


def watch_default_instance_as_body() -> object:
    class Page(BaseModel):
        size: int = 10

    optional = FastAPI()

    @optional.post("/")
    def read(page: Page = Page()) -> Page:
        return page

    reader = TestClient(optional)
    return reader.post("/").json(), reader.post("/", json={"size": 5}).json(), optional.openapi()["paths"]
