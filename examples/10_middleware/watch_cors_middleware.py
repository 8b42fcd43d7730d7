"""Around CORS: every option, odd requests, other middleware and errors inside and outside."""

from typing import Any

from fastapi import FastAPI, Response, WebSocket
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.trustedhost import TrustedHostMiddleware
from fastapi.testclient import TestClient

ORIGIN = "https://app.example.com"
ASKED = {"Origin": ORIGIN, "Access-Control-Request-Method": "GET"}


def app_with(**options: Any) -> FastAPI:
    made = FastAPI()
    made.add_middleware(CORSMiddleware, **options)
    made.get("/")(lambda: "in")
    return made


def answer(made: FastAPI, method: str, headers: dict[str, str], path: str = "/") -> object:
    response = TestClient(made, raise_server_exceptions=False).request(method, path, headers=headers)
    kept = {name: value for name, value in response.headers.items() if name.startswith(("access", "vary", "allow"))}
    return response.status_code, response.text, kept


def both(made: FastAPI, origin: str = ORIGIN, **more: str) -> object:
    return answer(made, "GET", {"Origin": origin}), answer(made, "OPTIONS", {**ASKED, "Origin": origin, **more})


def watch_defaults() -> object:
    return both(app_with()), answer(app_with(), "GET", {})


def watch_wildcard() -> object:
    made = app_with(allow_origins=["*"])
    return both(made), answer(made, "GET", {})


def watch_wildcard_with_credentials() -> object:
    made = app_with(allow_origins=["*"], allow_credentials=True)
    return both(made), answer(made, "GET", {}), answer(made, "GET", {"Origin": ORIGIN, "Cookie": "a=1"})


def watch_wildcard_among_others() -> object:
    return both(app_with(allow_origins=["https://b.example.com", "*"])), both(app_with(allow_origins="*"))


def watch_origins_in_odd_forms() -> object:
    origins = ["https://APP.example.com", ORIGIN + "/", ORIGIN + ":443", "null", "", "https://a.example.com"]
    made = app_with(allow_origins=[ORIGIN])
    return [answer(made, "GET", {"Origin": origin}) for origin in origins] + [
        both(app_with(allow_origins=["null"]), "null")
    ]


def watch_pattern_of_origins() -> object:
    made = app_with(allow_origin_regex=r"https://pr-\d+\.example\.com", allow_origins=[ORIGIN])
    origins = ["https://pr-7.example.com", "https://pr-7.example.com.evil.org", "http://pr-7.example.com", ORIGIN]
    return [both(made, origin) for origin in origins]


def watch_pattern_that_is_wrong() -> object:
    try:
        return answer(app_with(allow_origin_regex="("), "GET", {})
    except Exception as error:
        return type(error).__name__


def watch_pattern_with_credentials() -> object:
    return both(app_with(allow_origin_regex=".*", allow_credentials=True))


def watch_all_methods() -> object:
    return both(app_with(allow_origins=[ORIGIN], allow_methods=["*"]))


def watch_methods_in_another_case_and_order() -> object:
    made = app_with(allow_origins=[ORIGIN], allow_methods=("PUT", "get"))
    methods = ("PUT", "get", "GET", "PATCH")
    return [answer(made, "OPTIONS", {**ASKED, "Access-Control-Request-Method": method}) for method in methods]


def watch_all_headers() -> object:
    made = app_with(allow_origins=[ORIGIN], allow_headers=["*"])
    return both(made), both(made, **{"Access-Control-Request-Headers": "X-Anything, x-other"})


def watch_some_headers() -> object:
    made = app_with(allow_origins=[ORIGIN], allow_headers=["X-B", "x-a", "Accept"])
    asked = ["x-A,X-b", "X-B , accept-language", "X-C", "", "content-type"]
    return [both(made, **{"Access-Control-Request-Headers": names}) for names in asked]


def watch_exposed_headers_and_age() -> object:
    return both(app_with(allow_origins=[ORIGIN], expose_headers=["X-A", "X-B"], max_age=0))


def watch_private_network() -> object:
    asked = {"Access-Control-Request-Private-Network": "true"}
    results = [both(app_with(allow_origins=[ORIGIN]), **asked)]
    try:
        results.append(both(app_with(allow_origins=[ORIGIN], allow_private_network=True), **asked))
    except TypeError as error:
        results.append(type(error).__name__)
    return results


def watch_everything_refused_at_once() -> object:
    more = {"Access-Control-Request-Headers": "X-A", "Access-Control-Request-Private-Network": "true"}
    return answer(app_with(), "OPTIONS", {"Origin": ORIGIN, "Access-Control-Request-Method": "PUT", **more})


def watch_options_that_are_no_preflight() -> object:
    made = app_with(allow_origins=[ORIGIN])
    headers: list[dict[str, str]] = [{}, {"Origin": ORIGIN}, {"Access-Control-Request-Method": "GET"}]
    return [answer(made, "OPTIONS", each) for each in headers], answer(made, "OPTIONS", ASKED, "/unknown")


def watch_vary_of_the_endpoint() -> object:
    made = app_with(allow_origins=[ORIGIN])

    @made.get("/varied")
    async def vary(response: Response) -> None:
        response.headers["Vary"] = "Accept-Language"
        response.headers["Access-Control-Allow-Origin"] = "https://other.example.com"

    return answer(made, "GET", {"Origin": ORIGIN}, "/varied"), answer(made, "GET", {}, "/varied")


def watch_unexpected_error() -> object:
    made = app_with(allow_origins=[ORIGIN])

    @made.get("/error")
    async def fail() -> None:
        raise RuntimeError

    return answer(made, "GET", {"Origin": ORIGIN}, "/error")


def watch_another_middleware_inside_and_outside() -> object:
    results = []
    for cors_last in (True, False):
        made = FastAPI()
        order: list[tuple[Any, dict[str, Any]]] = [
            (TrustedHostMiddleware, {"allowed_hosts": ["example.com"]}),
            (CORSMiddleware, {"allow_origins": [ORIGIN]}),
        ]
        for middleware, options in order if cors_last else reversed(order):
            made.add_middleware(middleware, **options)
        results.append(both(made))
    return results


def watch_websocket_of_another_origin() -> object:
    made = app_with(allow_origins=[ORIGIN])

    @made.websocket("/ws")
    async def greet(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("hello")

    with TestClient(made).websocket_connect("/ws", headers={"Origin": "https://evil.example.org"}) as session:
        return session.receive_text()


def watch_head_and_the_lifespan() -> object:
    made = app_with(allow_origins=[ORIGIN])
    with TestClient(made) as client:
        return client.head("/", headers={"Origin": ORIGIN}).headers.get("access-control-allow-origin")
