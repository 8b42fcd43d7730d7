"""Around forms: odd input, limits, models and unions of models, aliases, multipart, and the parsers behind them."""

import sys
import types
from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import date
from enum import Enum
from inspect import signature
from typing import Annotated, Any, Literal

import pytest
from fastapi import APIRouter, Depends, FastAPI, Form, Request
from fastapi.testclient import TestClient
from form_data import app
from pydantic import BaseModel, ConfigDict, Field

client = TestClient(app, raise_server_exceptions=False)
FORM = {"content-type": "application/x-www-form-urlencoded"}
MEBIBYTE = 1024 * 1024


def served(endpoint: Callable[..., Any], **options: Any) -> TestClient:
    own = FastAPI()
    own.post("/", **options)(endpoint)
    return TestClient(own, raise_server_exceptions=False)


def told(response: Any) -> object:
    try:
        return [response.status_code, response.json()]
    except ValueError:
        return [response.status_code, response.text]


def answers(endpoint: Callable[..., Any], forms: Sequence[Any]) -> object:
    own = served(endpoint)
    return [[form, told(own.post("/", data=form))] for form in forms]


def body_of(endpoint: Callable[..., Any]) -> object:
    document = served(endpoint).get("/openapi.json").json()
    schemas = document.get("components", {}).get("schemas", {})
    own = {name: schema for name, schema in schemas.items() if "Validation" not in name}
    return document["paths"]["/"]["post"].get("requestBody"), own


def refusal(endpoint: Callable[..., Any]) -> str:
    try:
        served(endpoint)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "accepted"


class Comment(BaseModel):
    text: str
    tags: list[str] = []


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"]
    tricks: list[str] = []


def watch_error_bodies() -> object:
    return [
        client.post("/search", data={"limit": "0"}).json(),
        client.post("/reviews", data={"stars": "many", "recommend": "maybe"}).json(),
        client.post("/reviews", json={"text": "Fine"}).json(),
        client.post("/search", json={"text": "boots"}).json(),
        client.post("/search").json(),
    ]


def watch_openapi() -> object:
    document = app.openapi()
    bodies = [path["post"]["requestBody"] for path in document["paths"].values()]
    own = {name: schema for name, schema in document["components"]["schemas"].items() if "Validation" not in name}
    return bodies, own


def watch_empty_fields() -> object:
    forms: list[dict[str, str]] = [{"text": ""}, {"text": "Fine", "stars": ""}, {"text": " ", "recommend": ""}]
    return [
        [told(client.post(path, data=form)) for path in ("/search", "/reviews")]
        + [told(client.post(path, data=form, files={"photo": b""})) for path in ("/search", "/reviews")]
        for form in forms
    ]


def watch_checkbox_that_is_not_ticked() -> object:
    """A browser leaves it out."""

    class Consent(BaseModel):
        text: str
        agree: bool
        news: bool | None = None

    def read(text: Annotated[str, Form()], agree: Annotated[bool, Form()]) -> object:
        return [text, agree]

    def read_model(consent: Annotated[Consent, Form()]) -> object:
        return consent

    forms = [{"text": "a"}, {"text": "a", "agree": "on"}, {"text": "a", "agree": ""}]
    return answers(read, forms), answers(read_model, forms)


def watch_field_sent_twice() -> object:
    def read(text: Annotated[str, Form()]) -> object:
        return text

    def read_model(comment: Annotated[Comment, Form()]) -> object:
        return comment

    forms = [{"text": ["first", "last"], "tags": ["a", "b"]}, {"text": ["first", ""]}, {"text": "a", "tags": ["", "b"]}]
    return answers(read, forms), answers(read_model, forms)


def watch_odd_urlencoded_bodies() -> object:
    def read(request: Request, text: Annotated[str, Form()] = "none") -> object:
        return text

    odd = [b"text=a%20b+c", b"text=%C3%A9", b"text=%zz", b"text=%FF", b"text=%ED%A0%80", b"text", b"=a", b"text=a=b"]
    odd += [
        b"text=a;text=b",
        b"&&text=a&",
        b"text=\xc3\xa9",
        b"text=\xff",
        b"text=%00",
        b"%74ext=a",
        b"text=a\r\n",
        b"",
    ]
    own = served(read)
    return [[content.decode("latin-1"), told(own.post("/", content=content, headers=FORM))] for content in odd]


def watch_content_types() -> object:
    kinds = ["application/x-www-form-urlencoded; charset=latin-1", "APPLICATION/X-WWW-FORM-URLENCODED", "text/plain"]
    kinds += ["application/json", "multipart/form-data", "multipart/mixed; boundary=B", ""]
    return [
        [kind, told(client.post("/search", content=b"text=boots", headers={"content-type": kind}))] for kind in kinds
    ]


def watch_charsets_of_multipart() -> object:
    def read(text: Annotated[str, Form()]) -> object:
        return ascii(text)

    own = served(read)
    result = []
    for charset in ("utf-8", "latin-1", "utf-7", "unicode_escape", "unknown", "rot13", "", "utf-16"):
        body = b'--B\r\nContent-Disposition: form-data; name="text"\r\n\r\n\xc3\xa9+2AA-\\ud800\r\n--B--\r\n'
        headers = {"content-type": f"multipart/form-data; boundary=B; charset={charset}"}
        result.append([charset, told(own.post("/", content=body, headers=headers))])
    return result


def watch_lone_surrogate_that_breaks_a_rule() -> object:
    body = b'--B\r\nContent-Disposition: form-data; name="limit"\r\n\r\n+2AA-\r\n--B--\r\n'
    headers = {"content-type": "multipart/form-data; boundary=B; charset=utf-7"}
    return told(client.post("/search", content=body, headers=headers))


@pytest.mark.parametrize("files", [None, {"photo": b"x"}], ids=["urlencoded", "multipart"])
def watch_field_over_a_mebibyte(files: dict[str, bytes] | None) -> object:
    def read(text: Annotated[str, Form()]) -> object:
        return len(text)

    own = served(read)
    sizes = [MEBIBYTE - len("text"), MEBIBYTE, MEBIBYTE + 1]
    return [[size, told(own.post("/", data={"text": "x" * size}, files=files))] for size in sizes]


def watch_more_than_a_thousand_fields() -> object:
    fields = {"text": "Fine", **{f"field{number}": "x" for number in range(1000)}}
    answers = [
        told(client.post("/reviews", data=fields)),
        told(client.post("/reviews", data=fields, files={"a": b"x"})),
    ]
    del fields["field0"]
    return [*answers, told(client.post("/reviews", data=fields))]


def watch_name_of_a_field_that_is_too_long() -> object:
    return told(client.post("/search", data={"text": "a", "x" * (MEBIBYTE + 1): ""}))


def watch_limits_of_a_form() -> object:
    if "form_limits" not in signature(FastAPI).parameters:
        return "no such argument"

    def read(text: Annotated[str, Form()] = "none") -> object:
        return text

    limited = FastAPI(form_limits={"max_fields": 2, "max_part_size": 8})
    router = APIRouter(form_limits={"max_fields": 1})
    limited.post("/app")(read)
    limited.post("/route", form_limits={"max_part_size": 4})(read)
    router.post("/router")(read)
    limited.include_router(router)
    limited.include_router(router, prefix="/again", form_limits={"max_part_size": 2})
    own = TestClient(limited)
    forms = [{"text": "abc"}, {"text": "abcdefgh"}, {"text": "a", "b": "c"}, {"text": "a", "b": "c", "d": "e"}]
    paths = ["/app", "/route", "/router", "/again/router"]
    return [[path, [told(own.post(path, data=form)) for form in forms]] for path in paths]


def watch_limits_that_are_wrong() -> object:
    if "form_limits" not in signature(FastAPI).parameters:
        return "no such argument"
    limits: list[Any] = [{"max_fields": -1}, {"max_fields": "1"}, {"other": 1}, {}, None, {"max_files": 0}]
    result = []
    for limit in limits:
        try:
            FastAPI(form_limits=limit)
            result.append("accepted")
        except ValueError as error:
            result.append(f"{type(error).__name__}: {str(error).splitlines()[0]}")
    return result


def watch_form_read_by_hand() -> object:
    own = FastAPI()

    @own.post("/")
    async def read(request: Request) -> object:
        async with request.form(max_fields=2, max_files=1, max_part_size=8) as form:
            return [[key, str(value)] for key, value in form.multi_items()], (await request.form())._dict == form._dict

    client = TestClient(own)
    return [
        told(client.post("/", data={"a": ["1", "2"]})),
        told(client.post("/", data={"a": "1", "b": "2", "c": "3"})),
        told(client.post("/", data={"a": "123456789"})),
        told(client.post("/", data={"a": "123456789"}, files={"f": b"x"})),
        told(client.post("/", files={"f": b"x", "g": b"y"})),
        told(client.post("/", json={"a": 1})),
    ]


def watch_form_without_an_app() -> object:
    """Without FastAPI, the exception of the parser reaches the caller."""
    from starlette.formparsers import MultiPartException

    async def plain(scope: Any, receive: Any, send: Any) -> None:
        from starlette.responses import JSONResponse

        request = Request(scope, receive)
        try:
            form = await request.form(max_fields=1)
            response = JSONResponse([form.multi_items(), repr(form)])
        except MultiPartException as error:
            response = JSONResponse(error.message)
        await response(scope, receive, send)

    own = TestClient(plain)
    return [
        own.post("/", data={"a": "1"}).json(),
        own.post("/", data={"a": "1", "b": "2"}).json(),
        own.post("/", content=b"x", headers={"content-type": "multipart/form-data"}).json(),
        own.post("/", content=b"x").json(),
    ]


def watch_json_beside_a_form() -> object:
    def read(text: Annotated[str, Form()], comment: Comment) -> object:
        return [text, comment]

    own = served(read)
    return [
        told(own.post("/", data={"text": "a", "comment": '{"text": "b"}'})),
        told(own.post("/", json={"text": "a", "comment": {"text": "b"}})),
        body_of(read),
    ]


def watch_json_in_a_field() -> object:
    from pydantic import Json

    def read(data: Annotated[Json[Comment], Form()]) -> object:
        return data

    def read_two(data: Annotated[Json[list[int]], Form()], text: Annotated[str, Form()] = "none") -> object:
        return [data, text]

    return [
        answers(read, [{"data": '{"text": "a"}'}, {"data": "x"}, {}]),
        answers(read_two, [{"data": "[1, 2]", "text": "a"}, {"data": ["[1]", "[2]"]}]),
        body_of(read),
        body_of(read_two),
    ]


def watch_types_of_fields() -> object:
    class Size(Enum):
        small = "s"

    def read(
        day: Annotated[date | None, Form()] = None,
        size: Annotated[Size | None, Form()] = None,
        sort: Annotated[Literal["asc", "desc"], Form()] = "asc",
        raw: Annotated[bytes, Form()] = b"",
        agree: Annotated[bool, Form()] = False,
        price: Annotated[float | int, Form()] = 0,
    ) -> object:
        return [day, size, sort, len(raw), agree, price]

    good = {"day": "2025-01-02", "size": "s", "sort": "desc", "raw": "é", "agree": "on", "price": "1.5"}
    return answers(read, [good, {"day": "x", "size": "small", "sort": "up", "agree": "maybe", "price": "x"}, {}])


def watch_sequences_of_fields() -> object:
    def read(
        a: Annotated[list[int], Form()] = [],  # noqa: B006
        b: Annotated[set[str], Form()] = set(),  # noqa: B006
        c: Annotated[tuple[str, ...], Form()] = (),
        d: Annotated[list[str] | None, Form()] = None,
        e: Annotated[frozenset[int] | None, Form()] = None,
    ) -> object:
        return [a, sorted(b), c, d, sorted(e or [])]

    forms = [
        {"a": ["1", "2"], "b": ["x", "x"], "c": "1", "d": ["", "y"], "e": ["1", "1"]},
        {"a": ["1", "x"]},
        {"a": "", "d": ""},
    ]
    return answers(read, forms), body_of(read)


def watch_single_list_field() -> object:
    def read(tags: Annotated[list[str], Form()]) -> object:
        return tags

    return answers(read, [{"tags": ["a", "b"]}, {"tags": "a"}, {}]), body_of(read)


def watch_optional_fields() -> object:
    def read(text: Annotated[str | None, Form()] = None, stars: Annotated[int | None, Form()] = None) -> object:
        return [text, stars]

    own = served(read)
    return told(own.post("/")), answers(read, [{}, {"text": ""}, {"stars": ""}, {"stars": "x"}]), body_of(read)


def watch_default_factory_of_a_field() -> object:
    def read(
        tags: Annotated[list[str], Form(default_factory=lambda: ["new"])], n: Annotated[int, Form()] = 1
    ) -> object:
        return [tags, n]

    return answers(read, [{}, {"tags": ["a"]}, {"tags": ""}]), body_of(read)


def watch_default_that_is_validated() -> object:
    if "validate_default" not in signature(Form).parameters:
        return "no such argument"

    def read(n: Annotated[int, Form(validate_default=True, gt=5)] = 1, m: Annotated[int, Form(gt=5)] = 1) -> object:
        return [n, m]

    return answers(read, [{}, {"n": ""}, {"n": "6"}])


def watch_aliases_of_fields() -> object:
    from pydantic import AliasChoices, AliasPath

    def read(
        text: Annotated[str, Form(alias="the-text")] = "none",
        stars: Annotated[int, Form(validation_alias="theStars")] = 0,
        name: Annotated[str, Form(validation_alias=AliasChoices("name-a", "name-b"))] = "none",
    ) -> object:
        return [text, stars, name]

    def read_path(first: Annotated[str, Form(validation_alias=AliasPath("tags", 0))] = "none") -> object:
        return first

    forms = [{"the-text": "a", "theStars": "5", "name-b": "c"}, {"text": "a", "stars": "5", "name": "c"}]
    return answers(read, [*forms, {"name-a": "", "name-b": "c"}, {"theStars": "x"}]), body_of(read), refusal(read_path)


def watch_media_type_of_a_form() -> object:
    def read(text: Annotated[str, Form(media_type="multipart/form-data")], n: Annotated[int, Form()] = 1) -> object:
        return [text, n]

    def read_same(
        text: Annotated[str, Form(media_type="x/y")], n: Annotated[int, Form(media_type="x/y")] = 1
    ) -> object:
        return [text, n]

    def read_model(comment: Annotated[Comment, Form(media_type="multipart/form-data")]) -> object:
        return comment

    return answers(read, [{"text": "a"}]), [body_of(each) for each in (read, read_same, read_model)]


def watch_dict_and_dataclass_as_a_form() -> object:
    from dataclasses import dataclass

    @dataclass
    class Point:
        x: int = 0

    def read_dict(values: Annotated[dict[str, str], Form()]) -> object:
        return values

    def read_dataclass(point: Annotated[Point, Form()]) -> object:
        return point

    return answers(read_dict, [{"values": "a"}, {"a": "b"}]), answers(read_dataclass, [{"x": "1"}, {"point": "1"}])


def watch_form_model_with_lists() -> object:
    def read(comment: Annotated[Comment, Form()]) -> object:
        return comment

    forms = [{"text": "a", "tags": ["x", "y"]}, {"text": "a", "tags": "x"}, {"text": "a", "tags": ""}, {"tags": "x"}]
    return answers(read, forms), body_of(read)


def watch_form_that_is_embedded() -> object:
    embedded: dict[str, Any] = {"embed": True}
    try:
        return repr(Form(**embedded))
    except TypeError as error:
        return str(error)


def watch_form_model_that_forbids_or_allows_extras() -> object:
    class Strict(Comment):
        model_config = ConfigDict(extra="forbid")

    class Open(Comment):
        model_config = ConfigDict(extra="allow")

    def read(comment: Annotated[Strict, Form()]) -> object:
        return comment

    def read_open(comment: Annotated[Open, Form()]) -> object:
        return comment.model_dump()

    forms = [{"text": "a"}, {"text": "a", "page": ["1", "2"]}, {"text": "a", "page": ""}]
    return answers(read, forms), answers(read_open, forms), body_of(read)


def watch_form_model_beside_a_field() -> object:
    def read(comment: Annotated[Comment, Form()], page: Annotated[int, Form()] = 1) -> object:
        return [comment, page]

    forms = [{"text": "a", "page": "2"}, {"page": "2"}, {"text": "a", "page": "x"}]
    return answers(read, forms), body_of(read)


def watch_form_model_beside_a_field_of_the_same_name() -> object:
    def read(
        comment: Annotated[Comment, Form()], text: Annotated[str, Form(max_length=3)], n: Annotated[int, Form()] = 1
    ) -> object:
        return [comment, text, n]

    return answers(read, [{"text": "abc"}, {"text": "abcd"}, {}]), body_of(read)


def watch_two_form_models() -> object:
    class Author(BaseModel):
        name: str
        text: int = 0

    def read(comment: Annotated[Comment, Form()], author: Annotated[Author, Form()]) -> object:
        return [comment, author]

    return answers(read, [{"text": "1", "name": "b"}, {"text": "a"}, {"comment": "a"}]), body_of(read)


def watch_form_model_and_the_form_field_of_a_dependency() -> object:
    def token_of(token: Annotated[str, Form()]) -> str:
        return token

    def read(comment: Annotated[Comment, Form()], token: Annotated[str, Depends(token_of)]) -> object:
        return [comment, token]

    return answers(read, [{"text": "a", "token": "t"}, {"text": "a"}, {"token": "t"}]), body_of(read)


def watch_form_model_in_a_dependency_too() -> object:
    class Other(BaseModel):
        text: str
        more: str = ""

    def same(comment: Annotated[Comment, Form()]) -> Comment:
        return comment

    def other(comment: Annotated[Other, Form()]) -> Other:
        return comment

    def read_same(comment: Annotated[Comment, Form()], again: Annotated[Comment, Depends(same)]) -> object:
        return [comment, again]

    def read_other(comment: Annotated[Comment, Form()], again: Annotated[Other, Depends(other)]) -> object:
        return [comment, again]

    form = {"text": "a", "tags": "x", "more": "m"}
    return answers(read_same, [form]), answers(read_other, [form, {}]), body_of(read_same), body_of(read_other)


def watch_form_model_with_aliases() -> object:
    from pydantic import AliasChoices

    class Aliased(BaseModel):
        model_config = ConfigDict(populate_by_name=True)

        text: str = Field(alias="the-text")
        tags: list[str] = Field([], validation_alias=AliasChoices("tag", "label"))
        plain: int = 0

    def read(comment: Annotated[Aliased, Form()]) -> object:
        return comment.model_dump()

    def read_two(comment: Annotated[Aliased, Form()], page: Annotated[int, Form()] = 1) -> object:
        return [comment.model_dump(), page]

    forms = [
        {"the-text": "a", "label": ["x", "y"]},
        {"text": "a", "tags": "x"},
        {"tag": "", "label": "y", "text": "a"},
        {},
    ]
    return answers(read, forms), answers(read_two, forms[:2]), body_of(read), body_of(read_two)


def watch_form_model_by_name_only() -> object:
    class Named(BaseModel):
        model_config = ConfigDict(validate_by_alias=False, validate_by_name=True)

        text: str = Field(alias="the-text")

    def read(comment: Annotated[Named, Form()], page: Annotated[int, Form()] = 1) -> object:
        return [comment.model_dump(), page]

    return answers(read, [{"the-text": "a"}, {"text": "a"}]), body_of(read)


def watch_optional_form_model() -> object:
    class Open(Comment):
        model_config = ConfigDict(extra="allow")

    class Empty(BaseModel):
        pass

    def read(comment: Annotated[Comment | None, Form()] = None) -> object:
        return comment

    def read_required(comment: Annotated[Comment | None, Form()]) -> object:
        return comment

    def read_open(comment: Annotated[Open | None, Form()] = None) -> object:
        return comment and comment.model_dump()

    def read_empty(comment: Annotated[Empty | None, Form()] = None) -> object:
        return comment

    forms = [{"text": "a", "tags": ["x", "y"]}, {"page": "1"}, {"tags": "x"}, {"text": ""}]
    own = served(read)
    return [
        told(own.post("/")),
        [answers(each, forms) for each in (read, read_required, read_open, read_empty)],
        [body_of(each) for each in (read, read_required, read_open, read_empty)],
    ]


def watch_optional_form_model_beside_a_field() -> object:
    def read(comment: Annotated[Comment | None, Form()] = None, page: Annotated[int, Form()] = 1) -> object:
        return [comment, page]

    return answers(read, [{}, {"page": "2"}, {"text": "a", "page": "2"}, {"tags": "x"}]), body_of(read)


def watch_default_of_a_form_model() -> object:
    def read(comment: Annotated[Comment, Form()] = Comment(text="none"), page: Annotated[int, Form()] = 1) -> object:
        return [comment, page]

    return answers(read, [{}, {"text": "a"}, {"page": "2"}]), body_of(read)


def watch_union_of_form_models() -> object:
    def read(pet: Annotated[Cat | Dog, Form()]) -> object:
        return [type(pet).__name__, pet]

    forms = [
        {"kind": "dog", "tricks": ["sit", "roll"]},
        {"kind": "dog", "tricks": "sit"},
        {"kind": "cat", "lives": ["1", "2"]},
    ]
    return answers(read, [*forms, {"kind": "cow"}, {"kind": "cat", "lives": ""}, {}]), body_of(read)


def watch_optional_union_of_form_models() -> object:
    def read(pet: Annotated[Cat | Dog | None, Form()] = None, page: Annotated[int, Form()] = 1) -> object:
        return [type(pet).__name__, pet, page]

    return answers(read, [{}, {"kind": "dog"}, {"page": "2"}, {"kind": "cow"}]), body_of(read)


def watch_discriminated_union_of_form_models() -> object:
    def read(pet: Annotated[Cat | Dog, Form(discriminator="kind")]) -> object:
        return [type(pet).__name__, pet]

    return answers(read, [{"kind": "dog", "tricks": "sit"}, {"kind": "cow"}, {}]), body_of(read)


def watch_tagged_union_of_form_models() -> object:
    from pydantic import BeforeValidator, Discriminator, Tag

    def kind_of(value: Any) -> str:
        return "d" if "tricks" in value else "c"

    def emptied(value: Any) -> Any:
        return {**value, "tricks": []} if isinstance(value, dict) and value.get("tricks") == "none" else value

    def read(
        pet: Annotated[
            Annotated[Cat, Tag("c")] | Annotated[Dog, Tag("d"), BeforeValidator(emptied)],
            Form(discriminator=Discriminator(kind_of)),
        ],
    ) -> object:
        return [type(pet).__name__, pet]

    forms = [{"kind": "dog", "tricks": "sit"}, {"kind": "dog", "tricks": "none"}, {"kind": "dog"}, {"kind": "cat"}]
    return answers(read, forms), body_of(read)


def watch_union_of_form_models_that_a_validator_fills() -> object:
    from pydantic import BeforeValidator

    def filled(value: Any) -> Any:
        if isinstance(value, dict) and value.get("kind") == "cat":
            return Cat(kind="cat", lives=1)
        return {**value, "tricks": [], "more": None} if isinstance(value, dict) else value

    def read(pet: Annotated[Cat | Dog, BeforeValidator(filled), Form()]) -> object:
        return [type(pet).__name__, pet]

    return answers(read, [{"kind": "dog", "tricks": "sit"}, {"kind": "cat"}, {}]), body_of(read)


def watch_form_model_beside_fields_that_share_an_alias() -> object:
    from pydantic import AliasChoices

    class Aliased(BaseModel):
        text: str = Field(validation_alias=AliasChoices("the-text", "other-text"))
        stars: int

    class Named(BaseModel):
        model_config = ConfigDict(populate_by_name=True)

        text: str = Field(alias="the-text")
        stars: int

    def read(
        comment: Annotated[Aliased, Form()],
        first: Annotated[str, Form(alias="page")] = "none",
        second: Annotated[str, Form(alias="page", max_length=3)] = "none",
    ) -> object:
        return [comment, first, second]

    def read_named(comment: Annotated[Named, Form()], page: Annotated[int, Form()] = 1) -> object:
        return [comment, page]

    forms = [
        {"the-text": "a", "stars": "1", "page": "abc"},
        {"other-text": "a", "page": "abcd"},
        {"text": "a", "stars": "1"},
    ]
    return answers(read, forms), answers(read_named, forms), body_of(read), body_of(read_named)


def watch_union_of_a_form_model_and_another_type() -> object:
    def read(value: Annotated[Comment | str, Form()]) -> object:
        return value

    return answers(read, [{"value": "a"}, {"text": "a"}]), body_of(read)


def watch_validators_see_the_fields() -> object:
    from pydantic import model_validator

    class Seen(BaseModel):
        model_config = ConfigDict(extra="allow")

        tags: list[str] = []

        @model_validator(mode="before")
        @classmethod
        def told(cls, value: Any) -> Any:
            return {"seen": repr(value)}

    def read(form: Annotated[Seen, Form()]) -> object:
        return form.model_dump()

    return answers(read, [{"tags": "a", "more": ["b", "c"]}, {}])


def watch_form_data_by_hand() -> object:
    from starlette.datastructures import FormData

    form = FormData([("a", "1"), ("a", "2"), ("b", "3")])
    return [
        form["a"],
        form.getlist("a"),
        form.multi_items(),
        sorted(form),
        len(form),
        repr(form),
        form == FormData([("a", "1"), ("b", "3"), ("a", "2")]),
        FormData({"a": "1"}, b="2").multi_items(),
        FormData(form).multi_items(),
    ]


def watch_parsers_by_hand() -> object:
    import asyncio

    from starlette.datastructures import Headers
    from starlette.formparsers import FormParser, MultiPartParser

    async def chunks(*parts: bytes) -> AsyncGenerator[bytes, None]:
        for part in parts:
            yield part

    async def parse() -> object:
        form = await FormParser(Headers(), chunks(b"a=1&", b"b=%2", b"0", b""), max_fields=5, max_part_size=9).parse()
        headers = Headers({"content-type": "multipart/form-data; boundary=B"})
        parts = b"--B\r\nContent-Dis", b'position: form-data; name="a"\r\n\r\n1', b"2\r\n--B--\r\n"
        multipart = await MultiPartParser(headers, chunks(*parts), max_fields=1, max_files=0, max_part_size=2).parse()
        return [
            form.multi_items(),
            multipart.multi_items(),
            MultiPartParser.spool_max_size,
            MultiPartParser.max_part_size,
        ]

    return asyncio.run(parse())


def watch_import_of_multipart() -> object:
    import warnings

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        kept = sys.modules.pop("multipart", None)
        try:
            import multipart

            found = getattr(multipart, "__name__", "")
        except ImportError as error:
            found = str(error)
        if kept is not None:
            sys.modules["multipart"] = kept
    return found, [f"{warning.category.__name__}: {warning.message}" for warning in caught]


def watch_form_without_python_multipart(monkeypatch: pytest.MonkeyPatch) -> object:
    def read(text: Annotated[str, Form()]) -> object:
        return text

    result = []
    wrong = types.ModuleType("multipart")
    wrong.__version__ = "1.0"  # type: ignore[attr-defined]
    right = types.ModuleType("multipart.multipart")
    right.parse_options_header = print  # type: ignore[attr-defined]
    for outer, inner in [(None, None), (wrong, None), (wrong, right)]:
        monkeypatch.setitem(sys.modules, "python_multipart", None)
        monkeypatch.setitem(sys.modules, "multipart", outer)
        monkeypatch.setitem(sys.modules, "multipart.multipart", inner)
        result.append(refusal(read))
    return result
