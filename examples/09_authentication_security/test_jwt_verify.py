import json
from base64 import urlsafe_b64encode
from typing import Any

import jwt
import pytest
from fastapi.testclient import TestClient
from jwt_verify import SECRET_KEY, app

FAR_AHEAD = 4_102_488_000
CLAIMS: dict[str, Any] = {"sub": "7", "exp": FAR_AHEAD}
client = TestClient(app)


def signed(claims: dict[str, Any], key: str = SECRET_KEY, algorithm: str = "HS256") -> str:
    return jwt.encode(claims, key, algorithm=algorithm)


def part(content: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


GOOD = signed(CLAIMS)
HEADER, PAYLOAD, SIGNATURE = GOOD.split(".")
BAD_TOKENS = {
    "expired": signed({**CLAIMS, "exp": 946_684_800}),
    "signed with another key": signed(CLAIMS, key="another-key-" * 6),
    "signature of another token": f"{HEADER}.{PAYLOAD}.{signed({**CLAIMS, 'sub': 'bob'}).split('.')[2]}",
    "payload replaced": f"{HEADER}.{part({**CLAIMS, 'sub': 'admin'})}.{SIGNATURE}",
    "another algorithm": signed(CLAIMS, key=SECRET_KEY, algorithm="HS512"),
    "algorithm none": f"{part({'alg': 'none', 'typ': 'JWT'})}.{PAYLOAD}.",
    "algorithm none in another case": f"{part({'alg': 'nOnE', 'typ': 'JWT'})}.{PAYLOAD}.{SIGNATURE}",
    "no algorithm": f"{part({'typ': 'JWT'})}.{PAYLOAD}.{SIGNATURE}",
    "truncated": GOOD[:-1],
    "without a signature": f"{HEADER}.{PAYLOAD}",
    "no token at all": "garbage",
    "no subject": signed({"exp": FAR_AHEAD}),
    "subject is null": signed({**CLAIMS, "sub": None}),
    "subject is empty": signed({**CLAIMS, "sub": ""}),
    "subject is a number": signed({**CLAIMS, "sub": 7}),
    "subject is a list": signed({**CLAIMS, "sub": ["7"]}),
    "subject is a lone surrogate": signed({**CLAIMS, "sub": "\ud800"}),
    "no expiry": signed({"sub": "7"}),
    "expiry is no number": signed({**CLAIMS, "exp": "soon"}),
    "not valid yet": signed({**CLAIMS, "nbf": FAR_AHEAD}),
    "for another audience": signed({**CLAIMS, "aud": "another-api"}),
}


def test_valid_token_passes() -> None:
    response = client.get("/me", headers={"Authorization": f"Bearer {GOOD}"})
    assert response.status_code == 200
    assert response.json() == {"subject": "7"}


@pytest.mark.parametrize("token", BAD_TOKENS.values(), ids=BAD_TOKENS.keys())
def test_any_other_token_is_the_same_401(token: str) -> None:
    response = client.get("/me", headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 401
    assert response.json() == {"detail": "Invalid token"}
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("header", [b"Bearer cl\xe9.cl\xe9.cl\xe9", b"Bearer \x80", b"Bearer " + b"a" * 100_000])
def test_odd_bytes_are_401(header: bytes) -> None:
    assert client.get("/me", headers={b"Authorization": header}).status_code == 401


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer"}, {"Authorization": f"Basic {GOOD}"}])
def test_missing_token_is_refused(headers: dict[str, str]) -> None:
    assert client.get("/me", headers=headers).status_code in {401, 403}


def test_openapi_names_the_bearer_scheme_and_its_format() -> None:
    document = app.openapi()
    (name,) = document["paths"]["/me"]["get"]["security"][0]
    scheme = document["components"]["securitySchemes"][name]
    assert scheme == {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
