import json
from base64 import urlsafe_b64encode
from typing import Any
from unittest.mock import Mock

import jwt
import pytest
from fastapi.testclient import TestClient
from jose import jwt as jose_jwt
from jwt_verify import Settings, app, settings
from pydantic import SecretStr, ValidationError

SECRET = "not-a-real-secret-" * 4
LONG_AGO = 946_684_800
FAR_AHEAD = 4_102_488_000
CLAIMS: dict[str, Any] = {"sub": "alice", "exp": FAR_AHEAD}
client = TestClient(app)


@pytest.fixture(autouse=True)
def known_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "jwt_secret", SecretStr(SECRET))


def signed(claims: dict[str, Any], secret: str = SECRET, algorithm: str = "HS256") -> str:
    return jwt.encode(claims, secret, algorithm=algorithm)


def part(content: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


GOOD = signed(CLAIMS)
HEADER, PAYLOAD, SIGNATURE = GOOD.split(".")

BAD_TOKENS = {
    "expired": signed({**CLAIMS, "exp": LONG_AGO}),
    "wrong signature": signed(CLAIMS, secret="another-secret-" * 3),
    "signature of another token": f"{HEADER}.{PAYLOAD}.{signed({**CLAIMS, 'sub': 'bob'}).split('.')[2]}",
    "another payload under the signature": f"{HEADER}.{part({**CLAIMS, 'sub': 'admin'})}.{SIGNATURE}",
    "wrong algorithm": signed(CLAIMS, algorithm="HS512"),
    "algorithm none": f"{part({'alg': 'none', 'typ': 'JWT'})}.{PAYLOAD}.",
    "algorithm None": f"{part({'alg': 'None', 'typ': 'JWT'})}.{PAYLOAD}.",
    "algorithm none with a signature": f"{part({'alg': 'none', 'typ': 'JWT'})}.{PAYLOAD}.{SIGNATURE}",
    "no algorithm": f"{part({'typ': 'JWT'})}.{PAYLOAD}.{SIGNATURE}",
    "truncated by a character": GOOD[:-1],
    "truncated to two parts": f"{HEADER}.{PAYLOAD}",
    "truncated to one part": HEADER,
    "empty signature": f"{HEADER}.{PAYLOAD}.",
    "missing sub": signed({"exp": FAR_AHEAD}),
    "sub is null": signed({**CLAIMS, "sub": None}),
    "sub is a number": signed({**CLAIMS, "sub": 7}),
    "missing exp": signed({"sub": "alice"}),
    "exp is no number": signed({**CLAIMS, "exp": "soon"}),
    "not valid yet": signed({**CLAIMS, "nbf": FAR_AHEAD}),
    "issued in the future": signed({**CLAIMS, "iat": FAR_AHEAD}),
    "for another audience": signed({**CLAIMS, "aud": "another-api"}),
    "no token at all": "garbage",
}


def test_a_valid_token_passes() -> None:
    response = client.get("/me", headers={"Authorization": f"Bearer {GOOD}"})
    assert response.status_code == 200
    assert response.json() == {"subject": "alice"}
    assert "www-authenticate" not in response.headers


def test_a_valid_token_of_python_jose_passes() -> None:
    token = jose_jwt.encode(CLAIMS, SECRET, algorithm="HS256")
    response = client.get("/me", headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 200
    assert response.json() == {"subject": "alice"}


def test_claims_that_nobody_asked_for_do_no_harm() -> None:
    token = signed({**CLAIMS, "iss": "login.example.com", "iat": LONG_AGO, "nbf": LONG_AGO, "jti": "1", "role": "x"})
    assert client.get("/me", headers={"Authorization": f"Bearer {token}"}).json() == {"subject": "alice"}


@pytest.mark.parametrize("token", BAD_TOKENS.values(), ids=BAD_TOKENS.keys())
def test_any_other_token_is_the_same_401(token: str) -> None:
    response = client.get("/me", headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 401
    assert response.json() == {"detail": "Could not validate credentials"}
    assert response.headers["www-authenticate"] == "Bearer"


def test_a_token_that_is_not_ascii_is_401() -> None:
    response = client.get("/me", headers={b"Authorization": "Bearer clé.clé.clé".encode("latin-1")})
    assert response.status_code == 401
    assert response.json() == {"detail": "Could not validate credentials"}


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": ""}, {"Authorization": "Bearer"}, {"Authorization": f"Basic {GOOD}"}],
    ids=["no header", "empty header", "no token", "wrong scheme"],
)
def test_without_a_bearer_token_it_is_401_with_a_challenge(headers: dict[str, str]) -> None:
    response = client.get("/me", headers=headers)
    assert response.status_code == 401
    assert response.json() == {"detail": "Not authenticated"}
    assert response.headers["www-authenticate"] == "Bearer"


def test_only_one_algorithm_is_ever_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    decode = Mock(wraps=jwt.decode)
    monkeypatch.setattr(jwt, "decode", decode)
    assert client.get("/me", headers={"Authorization": f"Bearer {GOOD}"}).status_code == 200
    assert decode.call_args.kwargs["algorithms"] == ["HS256"]


def test_openapi_names_the_bearer_scheme_and_its_format() -> None:
    document = app.openapi()
    assert document["components"] == {
        "securitySchemes": {"HTTPBearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    }
    operation = document["paths"]["/me"]["get"]
    assert operation["security"] == [{"HTTPBearer": []}]
    assert "parameters" not in operation


def test_the_library_checks_an_end_only_where_there_is_one() -> None:
    endless = signed({"sub": "alice"})
    assert jwt.decode(endless, SECRET, algorithms=["HS256"]) == {"sub": "alice"}
    with pytest.raises(jwt.MissingRequiredClaimError, match='Token is missing the "exp" claim'):
        jwt.decode(endless, SECRET, algorithms=["HS256"], options={"require": ["exp"]})


def test_the_library_does_not_decode_without_a_list_of_algorithms() -> None:
    with pytest.raises(jwt.DecodeError, match='pass in a value for the "algorithms" argument'):
        jwt.decode(GOOD, SECRET)


def test_the_library_checks_an_issuer_where_asked_and_takes_one_of_several() -> None:
    token = signed({**CLAIMS, "iss": "login.example.com"})
    expected = ["login.example.com", "sso.example.com"]
    assert jwt.decode(token, SECRET, algorithms=["HS256"], issuer=expected)["iss"] == "login.example.com"
    with pytest.raises(jwt.InvalidIssuerError, match="Invalid issuer"):
        jwt.decode(token, SECRET, algorithms=["HS256"], issuer="sso.example.com")


def test_python_jose_does_decode_without_one() -> None:
    assert jose_jwt.decode(GOOD, SECRET) == CLAIMS


def test_the_secret_comes_from_the_environment_and_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_SECRET", "0" * 32)
    configured = Settings()
    assert configured.jwt_secret.get_secret_value() == "0" * 32
    assert "0" * 32 not in repr(configured)


@pytest.mark.parametrize("weak", ["", "0" * 31], ids=["empty", "short"])
def test_a_weak_secret_in_the_environment_is_refused_at_start(weak: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_SECRET", weak)
    with pytest.raises(ValidationError):
        Settings()


def test_without_the_environment_each_start_makes_a_new_long_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JWT_SECRET", raising=False)
    made = {Settings().jwt_secret.get_secret_value() for _ in range(3)}
    assert len(made) == 3
    assert min(map(len, made)) >= 43
