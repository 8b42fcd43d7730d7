"""Around a PUT: errors of path and body together, creation by PUT, conditional replacement, odd bodies."""

from typing import Annotated, Any

from fastapi import FastAPI, Header, HTTPException, Response
from fastapi.testclient import TestClient
from put_operation import Book, app, books

client = TestClient(app)

NEW = {"title": "Persuasion", "pages": 249, "note": "worn"}


def watch_errors_of_path_and_body_together() -> object:
    return client.put("/books/seven", json={"title": 1, "note": 2}).json()


def watch_odd_bodies() -> object:
    kept = dict(books)
    bodies: list[Any] = [None, [], "text", {}, {**NEW, "pages": "1"}, {**NEW, "id": 1}, {**NEW, "note": None}]
    results = [[r.status_code, r.text] for r in (client.put("/books/7", json=body) for body in bodies)]
    books.update(kept)
    return results


def watch_path_without_an_id() -> object:
    return [
        [r.status_code, r.headers.get("allow")]
        for r in (client.put("/books", json=NEW), client.put("/books/", json=NEW))
    ]


def watch_other_methods() -> object:
    methods = ["GET", "POST", "PATCH", "DELETE", "HEAD"]
    return [[r.status_code, r.headers.get("allow")] for r in (client.request(m, "/books/7") for m in methods)]


def watch_redirect_keeps_method_and_body() -> object:
    one = FastAPI()

    @one.put("/books/{book_id}/")
    def replace(book_id: int, book: Book) -> Book:
        return book

    response = TestClient(one).put("/books/7", json=NEW)
    return response.status_code, response.json(), [step.status_code for step in response.history]


def watch_creation_by_put() -> object:
    shelf: dict[int, Book] = {}
    one = FastAPI()

    @one.put("/books/{book_id}", status_code=200, responses={201: {"model": Book}})
    def put(book_id: int, book: Book, response: Response) -> Book:
        if book_id not in shelf:
            response.status_code = 201
        shelf[book_id] = book
        return book

    reader = TestClient(one)
    return [reader.put("/books/7", json=NEW).status_code for _ in range(2)], one.openapi()["paths"]


def watch_condition_on_the_version() -> object:
    one = FastAPI()

    @one.put("/", status_code=204)
    def replace(book: Book, if_match: Annotated[str | None, Header()] = None) -> None:
        if if_match is None:
            raise HTTPException(428)
        if if_match != '"1"':
            raise HTTPException(412)

    reader = TestClient(one)
    headers: list[dict[str, str]] = [{}, {"If-Match": '"2"'}, {"If-Match": '"1"'}]
    return [[r.status_code, r.text] for r in (reader.put("/", json=NEW, headers=one) for one in headers)]


def watch_document() -> object:
    return app.openapi()
