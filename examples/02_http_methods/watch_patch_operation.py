"""Around a PATCH: older forms, other sentinels, nested models, copies without validation, JSON Merge Patch."""

import warnings
from typing import Any

from fastapi import Body, FastAPI
from fastapi.testclient import TestClient
from patch_operation import Book, BookPatch, app, books
from pydantic import BaseModel, Field

client = TestClient(app)

OLD: dict[str, Any] = {"title": "Emma", "pages": 474, "note": "signed"}


def watch_error_bodies() -> object:
    bodies: list[Any] = [{"title": None}, {"pages": "x"}, {"title": 1, "pages": None}, None, []]
    return [client.patch("/books/7", json=body).json() for body in bodies]


def watch_parsed_patch() -> object:
    patch = BookPatch.model_validate({"note": None})
    return repr(patch), patch.model_dump(), patch.model_dump(exclude_unset=True), sorted(patch.model_fields_set)


def watch_dump_of_a_patch_with_a_missing_field() -> object:
    patch = BookPatch.model_validate({"pages": 1})
    return patch.model_dump_json(), patch.model_dump(mode="json", exclude_none=True), patch == BookPatch(pages=1)


def watch_older_methods_of_pydantic() -> object:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        sent = BookPatch(note=None).dict(exclude_unset=True)
        changed = Book(**OLD).copy(update=sent)
    return sent, changed.model_dump(), [[w.category.__name__, str(w.message).split(";")[0]] for w in caught]


def patched(model: Any, *bodies: Any) -> object:
    one = FastAPI()

    @one.patch("/")
    def change(patch: model) -> dict[str, Any]:
        changes: dict[str, Any] = patch.model_dump(exclude_unset=True)
        return changes

    answers = [TestClient(one).patch("/", json=body) for body in bodies]
    return [[r.status_code, r.text] for r in answers], one.openapi()["components"]["schemas"][model.__name__]


def watch_fields_that_are_none_by_default() -> object:
    class NonePatch(BaseModel):
        title: str | None = None
        pages: int | None = None

    return patched(NonePatch, {}, {"title": None}, {"pages": 1})


def watch_fields_with_an_unchecked_none() -> object:
    class UncheckedPatch(BaseModel):
        title: str = Field(default=None)  # type: ignore[assignment]

    return patched(UncheckedPatch, {}, {"title": None}, {"title": "P"})


def watch_fields_with_a_default_factory() -> object:
    class FactoryPatch(BaseModel):
        title: str = Field(default_factory=str)

    return patched(FactoryPatch, {}, {"title": None}, {"title": "P"})


def watch_nested_models() -> object:
    class Size(BaseModel):
        width: int = 1
        height: int = 2

    class NestedPatch(BaseModel):
        size: Size = Size()
        tags: list[str] = []

    return patched(NestedPatch, {}, {"size": {}}, {"size": {"width": 5}}, {"tags": ["a"]})


def watch_forbidden_extra_fields() -> object:
    class StrictPatch(BaseModel, extra="forbid"):
        note: str | None = None

    return patched(StrictPatch, {"note": "a"}, {"color": "red"})


def watch_copy_without_validation() -> object:
    copied = Book(**OLD).model_copy(update={"pages": "x", "color": "red"})
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        dumped = copied.model_dump()
    return dumped, len(caught), Book(**OLD).model_copy(deep=True) == Book(**OLD)


def watch_merge_patch_content_type() -> object:
    one = FastAPI()

    @one.patch("/", openapi_extra={"x-note": "RFC 7396"})
    def change(patch: dict[str, Any] = Body(media_type="application/merge-patch+json")) -> dict[str, Any]:
        return patch

    headers = [{"Content-Type": "application/merge-patch+json"}, {"Content-Type": "application/json"}]
    reader = TestClient(one)
    answers = [reader.patch("/", content=b'{"a": null}', headers=header) for header in headers]
    return [[r.status_code, r.text] for r in answers], one.openapi()["paths"]["/"]["patch"]["requestBody"]


def watch_response_without_unset_fields() -> object:
    one = FastAPI()

    @one.patch("/", response_model_exclude_unset=True)
    def change(patch: BookPatch) -> BookPatch:
        return patch

    reader = TestClient(one, raise_server_exceptions=False)
    return [
        [r.status_code, r.text] for r in (reader.patch("/", json=body) for body in ({}, {"pages": 1}, {"note": None}))
    ]


def watch_patch_model_as_a_response() -> object:
    one = FastAPI()

    @one.patch("/")
    def change(patch: BookPatch) -> BookPatch:
        return patch

    return TestClient(one).patch("/", json={"pages": 1}).text, one.openapi()["components"]["schemas"]


def watch_stored_object_is_replaced() -> object:
    before = books[7]
    client.patch("/books/7", json={"note": "worn"})
    replaced = books[7] is not before, before.note
    books[7] = before
    return replaced


def watch_document() -> object:
    return app.openapi()
