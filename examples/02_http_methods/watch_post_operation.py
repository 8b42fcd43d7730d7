"""Around a POST: every argument of Body, Form, File, Path, Query, Header and Cookie, and Locations behind proxies."""

import re
import warnings
from collections.abc import Callable
from decimal import Decimal
from inspect import signature
from typing import Annotated, Any, Literal

from fastapi import Body, Cookie, FastAPI, File, Form, Header, Path, Query, Response
from fastapi.testclient import TestClient
from post_operation import app, books
from pydantic import AliasChoices, BaseModel

EMMA = {"title": "Emma", "pages": 474}


class Cat(BaseModel):
    kind: Literal["cat"]


class Dog(BaseModel):
    kind: Literal["dog"]


# argument: what is given to it beside other arguments, the type of the parameter, the values that are sent
CASES: dict[str, tuple[dict[str, Any], Any, list[dict[str, Any]]]] = {
    "default": ({"default": "own"}, str, [{}, {"value": "sent"}]),
    "default_factory": ({"default_factory": lambda: "made"}, str, [{}, {"value": "sent"}]),
    "annotation": ({"annotation": int}, str, [{"value": "1"}]),
    "alias": ({"alias": "other"}, str, [{"value": "1"}, {"other": "2"}]),
    "alias_priority": ({"alias": "other", "alias_priority": 1}, str, [{"value": "1"}, {"other": "2"}]),
    "validation_alias": ({"validation_alias": "other"}, str, [{"value": "1"}, {"other": "2"}]),
    "alias_choices": ({"validation_alias": AliasChoices("other", "value")}, str, [{"value": "1"}, {"other": "2"}]),
    "serialization_alias": ({"serialization_alias": "other"}, str, [{"value": "1"}, {"other": "2"}]),
    "title": ({"title": "Own title"}, str, []),
    "description": ({"description": "Own *text*"}, str, []),
    "gt": ({"gt": 1}, int, [{"value": "1"}, {"value": "2"}]),
    "ge": ({"ge": 2}, int, [{"value": "1"}, {"value": "2"}]),
    "lt": ({"lt": 2}, int, [{"value": "1"}, {"value": "2"}]),
    "le": ({"le": 1}, int, [{"value": "1"}, {"value": "2"}]),
    "min_length": ({"min_length": 2}, str, [{"value": "a"}, {"value": "ab"}]),
    "max_length": ({"max_length": 1}, str, [{"value": "a"}, {"value": "ab"}]),
    "pattern": ({"pattern": "^a"}, str, [{"value": "a"}, {"value": "b"}]),
    "compiled_pattern": ({"pattern": re.compile("^a", re.IGNORECASE)}, str, [{"value": "A"}, {"value": "b"}]),
    "regex": ({"regex": "^a"}, str, [{"value": "a"}, {"value": "b"}]),
    "discriminator": ({"discriminator": "kind"}, Cat | Dog, [{"value": {"kind": "dog"}}, {"value": {"kind": "cow"}}]),
    "strict": ({"strict": True}, int, [{"value": "1"}]),
    "validate_default": ({"default": "x", "validate_default": True}, int, [{}, {"value": "1"}]),
    "union_mode": ({"union_mode": "left_to_right"}, float | str, [{"value": "1"}, {"value": "a"}]),
    "fail_fast": ({"fail_fast": True}, list[int], [{"value": ["a", "b"]}]),
    "multiple_of": ({"multiple_of": 2}, int, [{"value": "1"}, {"value": "2"}]),
    "allow_inf_nan": ({"allow_inf_nan": False}, float, [{"value": "inf"}, {"value": "2"}]),
    "max_digits": ({"max_digits": 2}, Decimal, [{"value": "1.23"}, {"value": "1.2"}]),
    "decimal_places": ({"decimal_places": 1}, Decimal, [{"value": "1.23"}, {"value": "1.2"}]),
    "examples": ({"examples": ["a", "b"]}, str, []),
    "example": ({"example": "a"}, str, []),
    "openapi_examples": ({"openapi_examples": {"one": {"summary": "One", "value": "a"}}}, str, []),
    "deprecated": ({"deprecated": True}, str, []),
    "include_in_schema": ({"include_in_schema": False}, str, [{"value": "a"}]),
    "json_schema_extra": ({"json_schema_extra": {"x-own": 1}}, str, []),
    "schema_function": ({"json_schema_extra": lambda schema: schema.update({"x-own": 2})}, str, []),
    "convert_underscores": ({"convert_underscores": False}, str, [{"value": "a"}]),
    "embed": ({"embed": False}, str, [{"value": "a"}]),
    "media_type": ({"media_type": "application/x-own"}, str, [{"value": "a"}]),
    "unknown": ({"unknown": 1}, str, []),
}


def declared(kind: Any, type_: Any, arguments: dict[str, Any]) -> Callable[..., str]:
    def read(value: type_ = kind(**arguments)) -> str:
        return repr(value)

    return read


def outcome(response: Any) -> object:
    if response.status_code != 422:
        return response.status_code, response.text[:80]
    return [[error["type"], error["loc"]] for error in response.json()["detail"]]


def arguments_of(kind: Any, send: Callable[[TestClient, str, dict[str, Any]], Any], **always: Any) -> object:
    one = FastAPI()
    results: dict[str, Any] = {}
    for name, (arguments, type_, _) in CASES.items():
        if name in ("validate_default", "union_mode", "fail_fast") and name not in signature(kind).parameters:
            results[name] = "no such argument"
            continue
        path = f"/{name}/{{value}}" if kind is Path else f"/{name}"
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                one.post(path)(declared(kind, type_, {**always, **arguments}))
            except Exception as error:
                results[name] = f"{type(error).__name__}: {error}".splitlines()[0].split(". Did you")[0][:120]
        if caught:
            results[f"{name} warns"] = [[w.category.__name__, str(w.message)] for w in caught]
    document = one.openapi()
    client = TestClient(one)
    for path, item in document["paths"].items():
        name = path.split("/")[1]
        operation = item["post"]
        body = operation.get("requestBody", {}).get("content", {})
        for content in body.values():
            reference = content["schema"].get("$ref", "").rpartition("/")[2]
            content["schema"] = document["components"]["schemas"].get(reference, content["schema"])
        answers = [outcome(send(client, name, values)) for values in CASES[name][2]]
        results[name] = [operation.get("parameters"), body, answers]
    return results


def watch_arguments_of_body() -> object:
    return arguments_of(Body, lambda client, name, values: client.post(f"/{name}", json=values), embed=True)


def watch_arguments_of_form() -> object:
    return arguments_of(Form, lambda client, name, values: client.post(f"/{name}", data=values))


def watch_arguments_of_file() -> object:
    def send(client: TestClient, name: str, values: dict[str, Any]) -> Any:
        files = {key: ("a.txt", str(value).encode()) for key, value in values.items()}
        return client.post(f"/{name}", files=files)

    return arguments_of(File, send)


def watch_arguments_of_query() -> object:
    return arguments_of(Query, lambda client, name, values: client.post(f"/{name}", params=values))


def watch_arguments_of_header() -> object:
    def send(client: TestClient, name: str, values: dict[str, Any]) -> Any:
        return client.post(f"/{name}", headers={key: str(value) for key, value in values.items()})

    return arguments_of(Header, send)


def watch_arguments_of_cookie() -> object:
    def send(client: TestClient, name: str, values: dict[str, Any]) -> Any:
        return client.post(f"/{name}", headers={"Cookie": "; ".join(f"{k}={v}" for k, v in values.items())})

    return arguments_of(Cookie, send)


def watch_arguments_of_path() -> object:
    def send(client: TestClient, name: str, values: dict[str, Any]) -> Any:
        return client.post(f"/{name}/{values.get('value', values.get('other', 'none'))}")

    return arguments_of(Path, send)


def watch_classes_behind_the_functions() -> object:
    from fastapi import params

    classes: list[Any] = [
        params.Path,
        params.Query,
        params.Header,
        params.Cookie,
        params.Body,
        params.Form,
        params.File,
    ]
    results = {}
    for kind in classes:
        parameter = kind(annotation=int, title="Own", ge=1)
        results[kind.__name__] = [repr(parameter), getattr(parameter, "in_", None) and parameter.in_.value]
        if kind is not params.Path:
            results[kind.__name__].append(repr(kind(7)))
    return results, repr(Body(1)), repr(Query("a")), repr(Form(None))


def watch_regex_and_example_together_with_their_successors() -> object:
    results = []
    for kind in (Query, Body):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            one = FastAPI()
            one.post("/")(declared(kind, str, {"regex": "^a", "pattern": "^b", "example": "a", "examples": ["b"]}))
        operation = one.openapi()["paths"]["/"]["post"]
        results.append([[str(w.message) for w in caught], operation.get("parameters"), operation.get("requestBody")])
    return results


def watch_annotated_and_default_at_once() -> object:
    results: dict[str, str] = {}
    for kind in (Path, Query, Header, Cookie, Body, Form, File):
        one = FastAPI()
        path = "/{value}" if kind is Path else "/"
        marked: Any = kind("own") if kind is not Path else kind()

        def read(value: Annotated[str, marked] = "python") -> str:
            return value

        try:
            one.post(path)(read)
            results[kind.__name__] = "accepted"
        except Exception as error:
            results[kind.__name__] = f"{type(error).__name__}: {error}"
    return results


def watch_odd_bodies() -> object:
    client = TestClient(app)
    kept = dict(books)
    bodies: list[Any] = [
        [EMMA],
        None,
        {**EMMA, "pages": 1.5},
        {**EMMA, "pages": "12"},
        {**EMMA, "pages": True},
        {**EMMA, "id": 99},
        {"title": "", "pages": 0},
        {"Title": "Emma"},
    ]
    results = [outcome(client.post("/books", json=body)) for body in bodies]
    form = outcome(client.post("/books", data=EMMA))
    books.clear()
    books.update(kept)
    return [re.sub(r'"id":\d+', '"id":N', str(result)) for result in results], form


def watch_location_behind_proxies() -> object:
    kept = dict(books)
    clients = [
        TestClient(app),
        TestClient(app, root_path="/api"),
        TestClient(app, base_url="https://books.example:8443"),
        TestClient(app, headers={"Host": "books.example"}),
        TestClient(app, headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}),
        TestClient(app, headers={"Host": "evil.example/path?"}),
    ]
    locations = [client.post("/books", json=EMMA).headers["Location"] for client in clients]
    books.clear()
    books.update(kept)
    return [re.sub(r"\d+$", "N", location) for location in locations]


def watch_status_code_set_in_the_function() -> object:
    one = FastAPI()

    @one.post("/", status_code=201)
    def create(response: Response, known: bool = False) -> dict[str, bool]:
        if known:
            response.status_code = 200
        return {"known": known}

    client = TestClient(one)
    return [client.post("/", params={"known": known}).status_code for known in (False, True)]


def watch_relative_location() -> object:
    one = FastAPI()

    @one.post("/books", status_code=201)
    def create(response: Response) -> None:
        response.headers["Location"] = str(one.url_path_for("read", book_id=1))

    one.get("/books/{book_id}", name="read")(lambda book_id: book_id)
    created = TestClient(one).post("/books")
    return created.headers["Location"], created.text, created.status_code


def watch_headers_of_a_creation() -> object:
    kept = dict(books)
    names = list(TestClient(app).post("/books", json=EMMA).headers)
    books.clear()
    books.update(kept)
    return names


def watch_document() -> object:
    return app.openapi()
