"""Around status codes: the answers of FastAPI itself, debug pages, bodies that cannot be parsed, constants."""

import re
import warnings
from collections.abc import Callable
from typing import Annotated, Any

from error_status_codes import app
from fastapi import FastAPI, HTTPException, WebSocket
from fastapi.testclient import TestClient


def outcome(call: Callable[[], object]) -> object:
    try:
        return call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def watch_answers_to_what_no_route_takes() -> object:
    client = TestClient(app, follow_redirects=False)
    asked = [
        ("GET", "/nowhere"),
        ("GET", "/"),
        ("DELETE", "/documents/plan"),
        ("HEAD", "/documents/plan"),
        ("OPTIONS", "/documents/plan"),
        ("PUT", "/documents/plan/"),
        ("PUT", "/documents/a%2Fb"),
        ("PUT", "//documents/plan"),
        ("BREW", "/documents/plan"),
        ("PUT", "/documents/plan"),
    ]
    answers: list[Any] = [(method, path, client.request(method, path)) for method, path in asked]
    return [
        [
            method,
            path,
            answer.status_code,
            answer.text[:60],
            answer.headers.get("allow"),
            answer.headers.get("location"),
        ]
        for method, path, answer in answers
    ]


def watch_unhandled_exception() -> object:
    failing = FastAPI()

    @failing.get("/")
    def fail() -> None:
        raise LookupError("not shown to the client")

    @failing.get("/fine")
    def fine() -> str:
        return "fine"

    client = TestClient(failing, raise_server_exceptions=False)
    answer = client.get("/")
    strict = outcome(lambda: TestClient(failing).get("/").status_code)
    return answer.status_code, answer.text, dict(answer.headers), strict, client.get("/fine").json()


def debugging() -> FastAPI:
    debug = FastAPI(debug=True)

    @debug.get("/")
    def fail() -> None:
        raise LookupError("shown to the <developer>")

    @debug.get("/chained")
    def fail_again() -> None:
        try:
            fail()
        except LookupError as error:
            raise RuntimeError("second") from error

    @debug.get("/made")
    def made() -> None:
        namespace: dict[str, Any] = {}
        exec("def without_source(): raise LookupError('no lines to show')", namespace)  # noqa: S102
        namespace["without_source"]()

    @debug.get("/refused")
    def refuse() -> None:
        raise HTTPException(404)

    return debug


def watch_debug_page_in_plain_text() -> object:
    client = TestClient(debugging(), raise_server_exceptions=False)
    seen: dict[str, object] = {}
    for path in ("/", "/chained", "/made", "/refused", "/nowhere"):
        answer = client.get(path)
        lines = answer.text.strip().splitlines()
        seen[path] = [answer.status_code, answer.headers["content-type"], lines[0], lines[-1]]
    return seen


def watch_debug_page_in_html() -> object:
    client = TestClient(debugging(), raise_server_exceptions=False)
    seen: dict[str, object] = {}
    for path in ("/", "/made"):
        answer = client.get(path, headers={"Accept": "text/html,*/*"})
        text = answer.text
        error = re.search(r"<h2>(.*?)</h2>", text, re.DOTALL)
        functions = re.findall(r"in <b>(.*?)</b>", text)
        centers, collapsed = text.count('class="center-line"'), text.count('class="source-code collapsed"')
        seen[path] = [
            answer.status_code,
            answer.headers["content-type"],
            re.findall(r"<(?:title|h1)>(.*?)<", text),
            error.group(1).splitlines()[0] if error else None,
            functions[:1],
            [centers == len(functions), collapsed == len(functions) - 1],
            re.findall(r"lineno.>\d+\.</span>(.*?)</span>", text)[:3],
            "<developer>" in text,
        ]
    return seen


def watch_accept_headers_of_the_debug_page() -> object:
    client = TestClient(debugging(), raise_server_exceptions=False)
    accepts = ["", "*/*", "application/json", "text/plain, text/html;q=0.1", "TEXT/HTML"]
    return {accept: client.get("/", headers={"Accept": accept}).headers["content-type"] for accept in accepts}


def watch_bodies_that_cannot_be_parsed() -> object:
    from fastapi import File, Form

    reading = FastAPI()

    @reading.post("/json")
    def read_json(value: dict[str, Any]) -> None: ...

    @reading.post("/form")
    def read_form(name: Annotated[str, Form()]) -> None: ...

    @reading.post("/file")
    def read_file(file: Annotated[bytes, File()]) -> None: ...

    asked = {
        "deep json": ("/json", b"[" * 5000, "application/json"),
        "no utf-8 json": ("/json", b'{"a": "\xff"}', "application/json"),
        "huge number": ("/json", b"9" * 5000, "application/json"),
        "broken json": ("/json", b"{", "application/json"),
        "boundary missing": ("/form", b"x", "multipart/form-data"),
        "boundary wrong": ("/file", b"--a\r\nx", "multipart/form-data; boundary=b"),
        "json as a form": ("/form", b"{}", "application/json"),
        "unknown charset": ("/json", b"{}", "application/json; charset=nothing"),
    }
    client = TestClient(reading, raise_server_exceptions=False)
    answers = {
        name: client.post(path, content=content, headers={"Content-Type": kind})
        for name, (path, content, kind) in asked.items()
    }
    seen: dict[str, object] = {}
    for name, answer in answers.items():
        detail = answer.json()["detail"] if answer.status_code != 200 else None
        locs = [error["loc"] for error in detail] if isinstance(detail, list) else detail
        seen[name] = [answer.status_code, locs]
    return seen


def watch_exceptions_while_the_body_is_read() -> object:
    from starlette.requests import ClientDisconnect

    class Raising:
        """A middleware whose `receive` raises."""

        def __init__(self, app: Any, error: Exception) -> None:
            self.app, self.error = app, error

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            async def fail() -> Any:
                raise self.error

            await self.app(scope, fail, send)

    seen: dict[str, object] = {}
    errors = [HTTPException(413, "too much"), KeyError("lost"), ClientDisconnect(), ValueError("odd")]
    for error in errors:
        reading = FastAPI()

        @reading.post("/")
        def read(value: dict[str, Any]) -> None: ...

        reading.add_middleware(Raising, error=error)
        answer = TestClient(reading, raise_server_exceptions=False).post("/", json={})
        seen[type(error).__name__] = [answer.status_code, answer.text]
    return seen


def watch_other_statuses_raised() -> object:
    seen: dict[str, object] = {}
    for status in (400, 403, 410, 451, 499, 502, 599):
        raising = FastAPI()

        @raising.get("/")
        def fail(status: int, bare: bool = False) -> None:
            raise HTTPException(status, None if bare else "told")

        client = TestClient(raising, raise_server_exceptions=False)
        seen[str(status)] = [client.get(f"/?status={status}{extra}").text for extra in ("", "&bare=1")]
    return seen


def watch_error_before_a_websocket_is_accepted() -> object:
    import asyncio

    def refused(extensions: dict[str, Any]) -> object:
        socket = FastAPI()
        sent: list[Any] = []

        @socket.websocket("/ws")
        async def refuse(websocket: WebSocket) -> None:
            raise HTTPException(403, "No entry")

        async def receive() -> Any:
            return {"type": "websocket.connect"}

        async def send(message: Any) -> None:
            sent.append({key: repr(value) for key, value in message.items()})

        scope = {
            "type": "websocket",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "ws",
            "path": "/ws",
            "raw_path": b"/ws",
            "root_path": "",
            "query_string": b"",
            "headers": [],
            "client": ("testclient", 50000),
            "server": ("testserver", 80),
            "subprotocols": [],
            "extensions": extensions,
        }
        asyncio.run(socket(scope, receive, send))
        return sent

    return outcome(lambda: refused({"websocket.http.response": {}})), outcome(lambda: refused({}))


def watch_unknown_websocket_path() -> object:
    try:
        with TestClient(app).websocket_connect("/nowhere"):
            return "connected"
    except Exception as error:
        return type(error).__name__, getattr(error, "code", None), getattr(error, "status_code", None)


def watch_constants_that_were_renamed() -> object:
    from fastapi import status

    names = [
        "HTTP_422_UNPROCESSABLE_ENTITY",
        "HTTP_422_UNPROCESSABLE_CONTENT",
        "HTTP_413_REQUEST_ENTITY_TOO_LARGE",
        "HTTP_413_CONTENT_TOO_LARGE",
        "HTTP_414_REQUEST_URI_TOO_LONG",
        "HTTP_414_URI_TOO_LONG",
        "HTTP_416_REQUESTED_RANGE_NOT_SATISFIABLE",
        "HTTP_416_RANGE_NOT_SATISFIABLE",
        "HTTP_418_IM_A_TEAPOT",
        "HTTP_425_TOO_EARLY",
        "WS_1004_NO_STATUS_RCVD",
        "WS_1005_ABNORMAL_CLOSURE",
        "HTTP_999",
    ]
    seen: dict[str, object] = {}
    for name in names:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            value = outcome(lambda name=name: getattr(status, name))  # type: ignore[misc]
        seen[name] = [value, [f"{warning.category.__name__}: {warning.message}" for warning in caught]]
    return seen


def watch_host_headers_in_a_redirect() -> object:
    """The host header of a request that is redirected to the path without its slash."""
    redirecting = FastAPI()
    redirecting.get("/items")(lambda: [1])
    client = TestClient(redirecting, follow_redirects=False, raise_server_exceptions=False)
    hosts = [
        "example.com",
        "example.com:8443",
        "[::1]:80",
        "[::zz]",
        "[1:2]",
        "[::1]",
        "a b",
        "evil.com/path",
        "a@b",
        "",
        "[v1.x]",
        "h:99999",
    ]

    def redirected(host: str) -> object:
        answer = client.get("/items/", headers={"Host": host})
        return answer.status_code, answer.headers.get("location")

    return {host: outcome(lambda host=host: redirected(host)) for host in hosts}  # type: ignore[misc]


def watch_root_paths() -> object:
    seen: dict[str, object] = {}
    for root_path in ("", "/api", "/api/", "/ap", "/items"):
        rooted = FastAPI()
        rooted.get("/items")(lambda: "items")
        client = TestClient(rooted, root_path=root_path, raise_server_exceptions=False)
        paths = ("/items", "/api/items", "/api", "/apix/items", "/items/items")
        seen[root_path] = [client.get(path).status_code for path in paths]
    return seen


def watch_form_read_by_hand() -> object:
    from fastapi import Request

    reading = FastAPI()

    @reading.post("/with")
    async def read_with(request: Request) -> list[Any]:
        async with request.form(max_fields=2) as form:
            return sorted(form.items())

    @reading.post("/await")
    async def read(request: Request) -> list[Any]:
        return sorted((await request.form(max_fields=2)).items())

    client = TestClient(reading, raise_server_exceptions=False)
    many = {"a": "1", "b": "2", "c": "3"}
    boundary = {"Content-Type": "multipart/form-data; boundary=x"}
    parts = "".join(f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n1\r\n' for name in many) + "--x--\r\n"
    answers = [client.post(path, data={"a": "1"}) for path in ("/with", "/await")]
    answers += [client.post(path, content=parts, headers=boundary) for path in ("/with", "/await")]
    return [[answer.status_code, answer.text] for answer in answers]


def watch_request_without_a_host() -> object:
    import asyncio

    redirecting = FastAPI()
    redirecting.get("/items")(lambda: [1])
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    def redirected(server: Any) -> object:
        sent.clear()
        scope = {
            "type": "http",
            "method": "GET",
            "scheme": "http",
            "path": "/items/",
            "query_string": b"",
            "headers": [],
        }
        asyncio.run(redirecting({**scope, "server": server}, receive, send))
        return sent[0]["status"], [value.decode() for name, value in sent[0]["headers"] if name == b"location"]

    return redirected(("127.0.0.1", 8000)), redirected(("127.0.0.1", 80)), outcome(lambda: redirected(None))
