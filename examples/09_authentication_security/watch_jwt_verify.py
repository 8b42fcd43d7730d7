# /// script
# dependencies = ["python-jose"]
# ///
"""Around checking a JWT: what the library lets through by itself, and FastAPI's other HTTP schemes."""

import warnings
from base64 import b64encode, urlsafe_b64encode
from typing import Annotated, Any

import jwt
from fastapi import Depends, FastAPI, WebSocket
from fastapi.security import HTTPAuthorizationCredentials, HTTPBasic, HTTPBasicCredentials, HTTPBearer, HTTPDigest
from fastapi.security.http import HTTPBase
from fastapi.testclient import TestClient
from jwt_verify import SECRET_KEY, app

FAR_AHEAD = 4_102_488_000
ALICE: dict[str, Any] = {"sub": "alice", "exp": FAR_AHEAD}
client = TestClient(app, raise_server_exceptions=False)


def decoded(token: str, **options: Any) -> object:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            claims = jwt.decode(token, **{"key": SECRET_KEY, "algorithms": ["HS256"], **options})
        except Exception as error:
            return type(error).__name__
    return claims, [type(each.message).__name__ for each in caught]


def signed_and_decoded(claims: dict[str, Any], **options: Any) -> object:
    try:
        token = jwt.encode(claims, SECRET_KEY, algorithm="HS256")
    except Exception as error:
        return f"not encoded: {type(error).__name__}"
    return decoded(token, **options)


def with_header(header: str) -> str:
    _, payload, signature = jwt.encode(ALICE, SECRET_KEY, algorithm="HS256").split(".")
    return f"{urlsafe_b64encode(header.encode()).rstrip(b'=').decode()}.{payload}.{signature}"


def watch_claims_of_other_types() -> object:
    subjects: list[Any] = [7, None, "", [], {}]
    ends: list[Any] = ["4102488000", "soon", True, None, [], float("inf"), float("nan"), 1e300]
    odd: list[dict[str, Any]] = [{"jti": 7}, {"iat": "x"}, {"iat": FAR_AHEAD}, {"nbf": []}, {"nbf": "0"}]
    odd += [{"sub": subject} for subject in subjects] + [{"exp": end} for end in ends]
    return [signed_and_decoded({**ALICE, **claims}) for claims in odd]


def watch_end_that_nobody_requires() -> object:
    endless = {"sub": "alice"}
    return signed_and_decoded(endless), signed_and_decoded(endless, options={"require": ["exp"]})


def watch_audience_and_issuer() -> object:
    claims = {**ALICE, "aud": ["web", "app"], "iss": "login.example.com"}
    given: list[dict[str, Any]] = [{}, {"audience": "web"}, {"audience": ["x", "app"]}, {"audience": "x"}]
    given += [
        {"audience": "web", "issuer": issuer} for issuer in ("login.example.com", ["a", "login.example.com"], "a")
    ]
    return [signed_and_decoded(claims, **options) for options in given] + [signed_and_decoded(ALICE, audience="web")]


def watch_leeway() -> object:
    return signed_and_decoded({**ALICE, "exp": 946_684_800}, leeway=10**10)


def watch_no_list_of_algorithms() -> object:
    token = jwt.encode(ALICE, SECRET_KEY, algorithm="HS256")
    return [decoded(token, algorithms=algorithms) for algorithms in (None, [], ["HS512"], ["HS512", "HS256"], ["none"])]


def watch_short_key() -> object:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        token = jwt.encode(ALICE, "short", algorithm="HS256")
    return decoded(token, key="short"), decoded(token, key="")


def watch_hostile_headers() -> object:
    headers = ["[]", '{"alg": ["HS256"]}', '{"alg": "HS256", "kid": 1}', '{"alg": "HS256", "crit": ["x"]}', "{", '"a"']
    headers += ['{"alg": "HS256", "b64": false}', '{"alg": ' + "9" * 5000 + "}", '{"alg": ' + "[" * 5000]
    tokens = [with_header(header) for header in headers]
    return [
        (decoded(token), client.get("/me", headers={"Authorization": f"Bearer {token}"}).status_code)
        for token in tokens
    ]


def watch_python_jose() -> object:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        from jose import jwt as jose

        token = jose.encode(ALICE, SECRET_KEY, algorithm="HS256")
        results: list[Any] = [client.get("/me", headers={"Authorization": f"Bearer {token}"}).json()]
        for algorithms in (["HS256"], None, ["HS512"]):
            try:
                results.append(jose.decode(token, SECRET_KEY, algorithms=algorithms))
            except Exception as error:
                results.append(f"{type(error).__name__}: {error}")
        try:
            results.append(jose.decode(jose.encode({"sub": 7}, SECRET_KEY), SECRET_KEY, algorithms=["HS256"]))
        except Exception as error:
            results.append(f"{type(error).__name__}: {error}")
    return results, sorted({type(each.message).__name__ for each in caught})


HEADERS = ["", "Bearer", "Bearer ", "Bearer a", "bearer  a ", "Bearer a b", "Basic a", "Digest a", "a"]


def answers_of(scheme: Any, headers: list[str]) -> object:
    shown = FastAPI()

    @shown.get("/")
    async def show(credentials: Annotated[Any, Depends(scheme)]) -> Any:
        return credentials

    answers: list[object] = []
    for header in [None, *headers]:
        sent = {} if header is None else {b"Authorization": header.encode("latin-1")}
        response = TestClient(shown).get("/", headers=sent)
        answers.append((response.status_code, response.json(), response.headers.get("www-authenticate")))
    document = shown.openapi()
    return answers, document["components"], document["paths"]["/"]["get"]["security"]


def watch_bearer() -> object:
    return answers_of(HTTPBearer(), HEADERS)


def watch_optional_bearer() -> object:
    scheme = HTTPBearer(bearerFormat="opaque", scheme_name="Token", description="From /login", auto_error=False)
    return answers_of(scheme, HEADERS)


BASIC = [f"Basic {b64encode(text).decode()}" for text in (b"a:b", b"a:b:c", b":", b"a", "é:ü".encode(), b"\xff:b")]
MALFORMED = ["", "Basic", "Basic !", "Basic YQ", "Bearer YTpi", "Basic cl\xe9", "basic  YTpi "]


def watch_basic() -> object:
    return answers_of(HTTPBasic(), BASIC + MALFORMED)


def watch_optional_basic_with_a_realm() -> object:
    scheme = HTTPBasic(realm="Reports", scheme_name="Login", description="For printers", auto_error=False)
    return answers_of(scheme, BASIC + MALFORMED), answers_of(HTTPBasic(realm="Reports"), MALFORMED)


def watch_digest() -> object:
    return answers_of(HTTPDigest(), HEADERS)


def watch_optional_digest() -> object:
    return answers_of(HTTPDigest(scheme_name="D", description="Old clients", auto_error=False), HEADERS)


def watch_another_scheme() -> object:
    return answers_of(HTTPBase(scheme="hoba"), HEADERS)


def watch_another_optional_scheme() -> object:
    return answers_of(HTTPBase(scheme="dpop", scheme_name="D", description="Bound", auto_error=False), HEADERS)


def watch_bearer_on_a_websocket() -> object:
    guarded = FastAPI()

    @guarded.websocket("/ws")
    async def greet(
        websocket: WebSocket, credentials: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]
    ) -> None:
        await websocket.accept()
        await websocket.send_text(credentials.credentials)

    seen = []
    for headers in ({"Authorization": "Bearer a"}, {}):
        try:
            with TestClient(guarded).websocket_connect("/ws", headers=headers) as session:
                seen.append(session.receive_text())
        except Exception as error:
            seen.append(f"{type(error).__name__} {getattr(error, 'status_code', '')}")
    return seen


def watch_credentials_as_models() -> object:
    return (
        HTTPBasicCredentials(username="a", password="b").model_dump(),
        repr(HTTPBasicCredentials(username="a", password="b")),
        repr(HTTPAuthorizationCredentials(scheme="Bearer", credentials="a")),
    )
