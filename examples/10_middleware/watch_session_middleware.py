"""Around sessions: every option, what counts as a change, odd values and cookies, WebSockets."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

import itsdangerous
from fastapi import FastAPI, Request, WebSocket
from fastapi.testclient import TestClient
from starlette.datastructures import Secret
from starlette.middleware.sessions import SessionMiddleware

KEY = "not-a-real-key-" * 3
Change = Callable[[Any], Any]


def app_with(change: Change = lambda session: None, **options: Any) -> FastAPI:
    made = FastAPI()
    made.add_middleware(SessionMiddleware, **{"secret_key": KEY, **options})

    @made.get("/")
    async def act(request: Request) -> str:
        return repr(change(request.session))

    @made.get("/untouched")
    async def leave_it_alone() -> None: ...

    return made


def signed(value: object, key: str = KEY) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return itsdangerous.TimestampSigner(key).sign(b64encode(data)).decode()


def cookie_of(header: str | None) -> object:
    """The cookie without its signature: what it holds, and its flags."""
    if header is None:
        return None
    pair, *flags = header.split("; ")
    name, _, value = pair.partition("=")
    content = b64decode(value.split(".")[0]).decode() if "." in value else value
    return name, content, flags


def outcome(made: FastAPI, cookie: str | None = None, path: str = "/") -> object:
    client = TestClient(made, base_url="https://testserver", raise_server_exceptions=False)
    response = client.get(path, headers={} if cookie is None else {"Cookie": cookie})
    headers = response.headers
    return response.status_code, response.text, headers.get("vary"), cookie_of(headers.get("set-cookie"))


def save(session: Any) -> None:
    session["a"] = 1


def watch_defaults_and_each_option() -> object:
    options: list[dict[str, Any]] = [
        {},
        {"session_cookie": "visit"},
        {"max_age": None},
        {"max_age": 0},
        {"path": "/api"},
    ]
    options += [{"same_site": "strict"}, {"same_site": "none", "https_only": True}, {"domain": "example.com"}]
    options += [{"secret_key": Secret(KEY)}, {"partitioned": True, "https_only": True}]
    results = []
    for option in options:
        try:
            results.append(outcome(app_with(save, **option)))
        except TypeError as error:
            results.append(type(error).__name__)
    return results


def watch_options_of_a_deleted_cookie() -> object:
    made = app_with(
        lambda session: session.clear(), path="/api", https_only=True, domain="example.com", same_site="strict"
    )
    return outcome(made, f"session={signed({'a': 1})}")


CHANGES: dict[str, Change] = {
    "nothing": lambda session: None,
    "get": lambda session: session.get("a"),
    "in": lambda session: "a" in session,
    "len": len,
    "set": save,
    "set the same": lambda session: session.__setitem__("a", session.get("a")),
    "nested": lambda session: session.setdefault("list", []).append(1),
    "nested again": lambda session: session["list"].append(2),
    "del": lambda session: session.__delitem__("a"),
    "pop": lambda session: session.pop("a"),
    "pop missing": lambda session: session.pop("z", 7),
    "popitem": lambda session: session.popitem(),
    "setdefault": lambda session: session.setdefault("b", 2),
    "setdefault present": lambda session: session.setdefault("a", 2),
    "update": lambda session: session.update({"c": 3}),
    "update with nothing": lambda session: session.update(),
    "or": lambda session: session.__ior__({"d": 4}),
    "clear": lambda session: session.clear(),
}


def watch_what_counts_as_a_change() -> object:
    given = f"session={signed({'a': 1, 'list': []})}"
    return {name: outcome(app_with(change), given) for name, change in CHANGES.items()}


def watch_changes_of_an_empty_session() -> object:
    names = ("nothing", "get", "set", "clear", "pop missing", "popitem", "del")
    return {name: outcome(app_with(CHANGES[name])) for name in names}


def watch_request_that_leaves_the_session_alone() -> object:
    return outcome(app_with(), path="/untouched"), outcome(app_with(), f"session={signed({'a': 1})}", "/untouched")


def watch_values_that_are_no_json() -> object:
    values = [object(), b"x", {1, 2}, float("nan"), float("inf"), "\ud800", "é", 10**400, (1, 2), {1: 2}]
    return [outcome(app_with(lambda session, value=value: session.update(a=value))) for value in values]  # type: ignore[misc]


def watch_signed_cookies_that_hold_no_dictionary() -> object:
    contents = [[1], "text", 7, None, b"no json", b"\xff", b""]
    return [outcome(app_with(CHANGES["get"]), f"session={signed(content)}") for content in contents]


def watch_cookies_that_are_not_signed() -> object:
    good = signed({"a": 1})
    cookies = [
        good[:-1],
        good[::-1],
        good.split(".")[0],
        "",
        ".",
        "..",
        "...",
        "null",
        '"quoted"',
        signed({"a": 1}, "x"),
    ]
    return [outcome(app_with(CHANGES["get"]), f"session={cookie}") for cookie in cookies]


def watch_cookie_from_the_past_and_from_the_future() -> object:
    class Shifted(itsdangerous.TimestampSigner):
        shift = 0

        def get_timestamp(self) -> int:
            return super().get_timestamp() + self.shift

    results = []
    for shift in (-7200, -60, 7200):
        signer = Shifted(KEY)
        signer.shift = shift
        cookie = signer.sign(b64encode(b'{"a": 1}')).decode()
        results.append([outcome(app_with(CHANGES["get"], max_age=age), f"session={cookie}") for age in (3600, None)])
    return results


def watch_empty_key() -> object:
    try:
        return outcome(app_with(save, secret_key=""))
    except Exception as error:
        return type(error).__name__


def watch_large_session() -> object:
    made = app_with(lambda session: session.update(a="x" * 10_000))
    return len(TestClient(made).get("/").headers["set-cookie"]) > 10_000


def watch_two_cookies_of_the_same_name() -> object:
    first, second = signed({"a": 1}), signed({"a": 2})
    return outcome(app_with(CHANGES["get"]), f"session={first}; session={second}")


def watch_no_middleware() -> object:
    bare = FastAPI()

    @bare.get("/")
    async def read(request: Request) -> Any:
        return request.session

    try:
        return TestClient(bare).get("/").json()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def watch_websocket_and_lifespan() -> object:
    made = app_with()

    @made.websocket("/ws")
    async def greet(websocket: WebSocket) -> None:
        before = websocket.session.get("a")
        websocket.session["a"] = 2
        await websocket.accept()
        await websocket.send_json(before)

    with (
        TestClient(made) as client,
        client.websocket_connect("/ws", headers={"Cookie": f"session={signed({'a': 1})}"}) as session,
    ):
        return session.receive_json(), client.cookies.get("session")


def watch_unexpected_error_after_a_change() -> object:
    def change(session: Any) -> None:
        session["a"] = 1
        raise RuntimeError

    return outcome(app_with(change))
