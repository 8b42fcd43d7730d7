"""Around an API key in a cookie: none, several, quoted, optional, and a login in odd encodings."""

from typing import Annotated

from api_key_cookie import API_KEY, app
from fastapi import Depends, FastAPI, Response, WebSocket
from fastapi.security import APIKeyCookie
from fastapi.testclient import TestClient


def app_that_shows_the_key() -> FastAPI:
    shown = FastAPI()

    @shown.get("/")
    async def read(key: Annotated[str, Depends(APIKeyCookie(name="session"))]) -> str:
        return key

    return shown


def answer_to(cookie: bytes | None) -> object:
    headers = {} if cookie is None else {b"Cookie": cookie}
    response = TestClient(app_that_shows_the_key()).get("/", headers=headers)
    return response.status_code, response.json(), response.headers.get("www-authenticate")


def watch_missing_and_empty_cookie() -> object:
    return [answer_to(cookie) for cookie in (None, b"", b"session=", b'session=""', b"Session=a")]


def watch_cookie_among_others_twice_quoted_and_escaped() -> object:
    cookies = [b"a=1; session=x; b=2", b"session=x; session=y", b'session="a b"', b'session="\\101\\"', b"session=a=b"]
    return [answer_to(cookie) for cookie in cookies]


def watch_cookie_that_is_not_ascii() -> object:
    return [answer_to(b"session=cl\xe9"), answer_to("session=clé".encode())]


def watch_two_cookie_headers() -> object:
    client = TestClient(app_that_shows_the_key())
    return client.get("/", headers=[("Cookie", "session=x"), ("Cookie", "session=y")]).json()


def watch_optional_cookie_with_a_scheme_name_and_a_description() -> object:
    optional = FastAPI()
    scheme = APIKeyCookie(name="visit", scheme_name="Visit", description="Set by /login", auto_error=False)

    @optional.get("/")
    async def read(key: Annotated[str | None, Depends(scheme)]) -> str | None:
        return key

    client = TestClient(optional)
    answers = [client.get("/", headers={"Cookie": cookie}).json() for cookie in ("visit=a", "visit=", "b=1")]
    return answers, optional.openapi()["components"], optional.openapi()["paths"]["/"]["get"]["security"]


def watch_cookie_of_the_login() -> object:
    client = TestClient(app, base_url="https://testserver")
    login = client.post("/login", data={"api_key": API_KEY})
    return login.headers["set-cookie"].replace(login.cookies["session"], "KEY")


def watch_login_with_a_lone_surrogate() -> object:
    body = b'--X\r\nContent-Disposition: form-data; name="api_key"\r\n\r\n+2AA-\r\n--X--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=X; charset=utf-7"}
    return TestClient(app).post("/login", content=body, headers=headers).status_code


def watch_partitioned_cookie() -> object:
    try:
        response = Response()
        response.set_cookie("session", "a", secure=True, partitioned=True)
    except Exception as error:
        return type(error).__name__
    return response.headers["set-cookie"]


def watch_cookie_on_a_websocket() -> object:
    guarded = FastAPI()

    @guarded.websocket("/ws")
    async def greet(websocket: WebSocket, key: Annotated[str, Depends(APIKeyCookie(name="session"))]) -> None:
        await websocket.accept()
        await websocket.send_text(key)

    seen = []
    for headers in ({"Cookie": "session=a"}, {}):
        try:
            with TestClient(guarded).websocket_connect("/ws", headers=headers) as session:
                seen.append(session.receive_text())
        except Exception as error:
            seen.append(f"{type(error).__name__} {getattr(error, 'status_code', '')}")
    return seen
