"""Around a GET: spellings of the id, convertors in the path, odd paths, conditional requests, a body on GET."""

import uuid
from typing import Any

from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from get_operation import app
from starlette.convertors import Convertor, register_url_convertor

client = TestClient(app)


def watch_spellings_of_the_id() -> object:
    texts = ["7", "07", "+7", "-7", "7.0", "%207", "7%20", "7_0", "7e0", "0x7", "\uff17", "7,8", "%00", "True", ""]
    results = {}
    for text in texts:
        response = client.get(f"/books/{text}")
        body = response.json()
        results[text] = [
            response.status_code,
            [e["type"] for e in body["detail"]] if response.status_code == 422 else body,
        ]
    return results


def watch_id_of_thousands_of_digits() -> object:
    results = []
    for digits in [4300, 4301, 50_000]:
        response = client.get(f"/books/{'7' * digits}")
        body = response.json()
        results.append([response.status_code, body["detail"][0]["type"] if response.status_code == 422 else body])
    return results


def watch_error_body() -> object:
    return client.get("/books/emma").json()


def watch_paths_with_more_or_fewer_segments() -> object:
    return {
        path: client.get(path).status_code for path in ("/books", "/books/", "/books/7/", "/books/7/pages", "/Books/7")
    }


def watch_headers() -> object:
    return dict(client.get("/books/7").headers), dict(client.get("/books/9").headers)


def watch_body_on_get() -> object:
    return client.request("GET", "/books/7", json={"title": "sent"}).json()


def watch_query_that_nobody_declared() -> object:
    return client.get("/books/7?book_id=8&verbose").json()


def watch_accept_and_conditions() -> object:
    headers = [{"Accept": "text/html"}, {"If-None-Match": "*"}, {"Range": "bytes=0-3"}, {"Accept-Encoding": "gzip"}]
    return [[r.status_code, r.text] for r in (client.get("/books/7", headers=one) for one in headers)]


def watch_document() -> object:
    return app.openapi()


def watch_convertors_in_the_path() -> object:
    one = FastAPI()
    for name in ["str", "int", "float", "uuid", "path"]:

        @one.get(f"/{name}/{{value:{name}}}", name=name)
        def read(value: str, request: Request) -> list[str]:
            return [value, repr(request.path_params["value"])]

    reader = TestClient(one)
    texts = [
        "a",
        "7",
        "-7",
        "007",
        "1.50",
        "1.",
        "1e3",
        "a/b",
        "",
        str(uuid.UUID(int=10)),
        uuid.UUID(int=10).hex.upper(),
    ]
    results = {}
    for name in ["str", "int", "float", "uuid", "path"]:
        for text in texts:
            response = reader.get(f"/{name}/{text}")
            results[f"{name} {text}"] = response.json() if response.status_code == 200 else response.status_code
    return results, list(one.openapi()["paths"])


def watch_typed_parameters_behind_convertors() -> object:
    one = FastAPI()

    @one.get("/int/{value:int}")
    def read_int(value: int) -> str:
        return repr(value)

    @one.get("/float/{value:float}")
    def read_float(value: float) -> str:
        return repr(value)

    @one.get("/uuid/{value:uuid}")
    def read_uuid(value: uuid.UUID) -> str:
        return repr(value)

    reader = TestClient(one)
    return [reader.get(path).text for path in ("/int/7", "/float/1.5", f"/uuid/{uuid.UUID(int=1)}", "/int/" + "7" * 30)]


def watch_urls_made_with_convertors() -> object:
    one = FastAPI()
    for name in ["str", "int", "float", "uuid", "path"]:
        one.get(f"/{name}/{{value:{name}}}", name=name)(lambda value: value)
    values: list[tuple[str, Any]] = [
        ("str", "a b"),
        ("str", "a/b"),
        ("str", ""),
        ("int", 7),
        ("int", "7"),
        ("int", -7),
        ("float", 1.5),
        ("float", 1e-7),
        ("float", 2),
        ("float", -1.0),
        ("float", float("nan")),
        ("float", float("inf")),
        ("uuid", uuid.UUID(int=1)),
        ("path", "a/b"),
        ("path", ""),
    ]
    results = {}
    for name, value in values:
        try:
            results[f"{name} {value!r}"] = str(one.url_path_for(name, value=value))
        except Exception as error:
            results[f"{name} {value!r}"] = f"{type(error).__name__}: {error}"
    return results


def watch_convertor_of_ones_own() -> object:
    class Even(Convertor[int]):
        regex = "[0-9]*[02468]"

        def convert(self, value: str) -> int:
            return int(value)

        def to_string(self, value: int) -> str:
            return f"{value:03}"

    register_url_convertor("even", Even())
    one = FastAPI()

    @one.get("/{value:even}", name="even")
    def read(value: int) -> int:
        return value

    reader = TestClient(one)
    return reader.get("/8").json(), reader.get("/7").status_code, str(one.url_path_for("even", value=8))


def watch_two_parameters_in_one_segment() -> object:
    one = FastAPI()

    @one.get("/{name}.{kind}")
    def read(name: str, kind: str) -> list[str]:
        return [name, kind]

    reader = TestClient(one)
    return [reader.get(path).text for path in ("/a.txt", "/a.b.txt", "/a", "/.txt")]


def watch_parameter_that_the_function_does_not_take() -> object:
    one = FastAPI()
    one.get("/{unused}")(lambda: "in")

    @one.get("/")
    def read(book_id: int) -> int:
        return book_id

    reader = TestClient(one)
    return reader.get("/a").json(), reader.get("/?book_id=7").json(), one.openapi()["paths"]
