import json
from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import jwt
import pytest
from fastapi.testclient import TestClient
from jose import jwt as jose_jwt
from jose.exceptions import ExpiredSignatureError, JWTError
from jwt_create import Settings, app, create_access_token, settings
from pydantic import SecretStr, ValidationError

SECRET = "not-a-real-secret-" * 3
NOON = datetime(2100, 1, 1, 12, tzinfo=UTC)
NOON_TIMESTAMP = 4_102_488_000
client = TestClient(app)


@pytest.fixture(autouse=True)
def known_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "jwt_secret", SecretStr(SECRET))


def decoded_without_verifying(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_the_token_decodes_to_the_same_claims() -> None:
    token = create_access_token("alice", issued_at=datetime.now(UTC) - timedelta(minutes=1))
    claims = jwt.decode(token, SECRET, algorithms=["HS256"])
    assert claims["sub"] == "alice"
    assert set(claims) == {"sub", "iat", "exp"}
    assert claims["exp"] - claims["iat"] == 900


def test_the_token_has_three_parts_of_these_contents() -> None:
    token = create_access_token("alice", issued_at=NOON)
    assert isinstance(token, str)
    header, payload, signature = map(decoded_without_verifying, token.split("."))
    assert json.loads(header) == {"alg": "HS256", "typ": "JWT"}
    assert json.loads(payload) == {"sub": "alice", "iat": NOON_TIMESTAMP, "exp": NOON_TIMESTAMP + 900}
    assert len(signature) == 32


def test_equal_claims_give_the_same_token_to_the_letter() -> None:
    assert create_access_token("alice", issued_at=NOON) == (
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
        ".eyJzdWIiOiJhbGljZSIsImlhdCI6NDEwMjQ4ODAwMCwiZXhwIjo0MTAyNDg4OTAwfQ"
        ".LuOpTKDgB25vLVDZD6DfkGTlJ33iGTQ0-x-X0E1UJgs"
    )


def test_the_time_zone_of_the_issue_does_not_matter() -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=9)))
    assert create_access_token("alice", issued_at=elsewhere) == create_access_token("alice", issued_at=NOON)


def test_it_expires_when_said() -> None:
    lifetime = timedelta(minutes=1)
    still_good = create_access_token("alice", datetime.now(UTC), lifetime)
    assert jwt.decode(still_good, SECRET, algorithms=["HS256"])["sub"] == "alice"
    just_over = create_access_token("alice", datetime.now(UTC) - lifetime, lifetime)
    with pytest.raises(jwt.ExpiredSignatureError, match="Signature has expired"):
        jwt.decode(just_over, SECRET, algorithms=["HS256"])


def test_the_secret_is_not_in_the_token() -> None:
    token = create_access_token("alice", issued_at=NOON)
    assert SECRET not in token
    assert not any(SECRET.encode() in decoded_without_verifying(part) for part in token.split("."))


def test_another_secret_does_not_verify_it() -> None:
    token = create_access_token("alice", issued_at=NOON)
    with pytest.raises(jwt.InvalidSignatureError, match="Signature verification failed"):
        jwt.decode(token, "another-secret-" * 3, algorithms=["HS256"], options={"verify_iat": False})


def test_the_endpoint_answers_201_with_a_bearer_token_for_a_new_guest() -> None:
    earliest = int(datetime.now(UTC).timestamp())
    responses = [client.post("/guest-tokens") for _ in range(2)]
    latest = int(datetime.now(UTC).timestamp())
    guests = set()
    for response in responses:
        assert response.status_code == 201
        body = response.json()
        claims = jwt.decode(body.pop("access_token"), SECRET, algorithms=["HS256"])
        assert body == {"token_type": "bearer"}
        assert earliest <= claims["iat"] <= latest
        kind, _, number = claims["sub"].partition(":")
        assert kind == "guest"
        guests.add(UUID(number))
    assert len(guests) == 2


def test_openapi_has_the_token() -> None:
    document = app.openapi()
    response = document["paths"]["/guest-tokens"]["post"]["responses"]["201"]
    assert response["content"] == {"application/json": {"schema": {"$ref": "#/components/schemas/Token"}}}
    assert document["components"]["schemas"]["Token"] == {
        "type": "object",
        "title": "Token",
        "required": ["access_token"],
        "properties": {
            "access_token": {"type": "string", "title": "Access Token"},
            "token_type": {"type": "string", "title": "Token Type", "default": "bearer"},
        },
    }


def test_python_jose_reads_the_token() -> None:
    token = create_access_token("alice", issued_at=NOON)
    assert jose_jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT"}
    assert jose_jwt.decode(token, SECRET, algorithms=["HS256"]) == {
        "sub": "alice",
        "iat": NOON_TIMESTAMP,
        "exp": NOON_TIMESTAMP + 900,
    }


def test_a_token_of_python_jose_is_read_by_the_library() -> None:
    claims = {"sub": "alice", "exp": NOON_TIMESTAMP}
    token = jose_jwt.encode(claims, SECRET, algorithm="HS256")
    assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT"}
    assert jwt.decode(token, SECRET, algorithms=["HS256"]) == claims


def test_python_jose_refuses_what_the_library_refuses() -> None:
    expired = create_access_token("alice", issued_at=datetime(2000, 1, 1, tzinfo=UTC))
    with pytest.raises(ExpiredSignatureError, match="Signature has expired"):
        jose_jwt.decode(expired, SECRET, algorithms=["HS256"])
    with pytest.raises(JWTError, match="Signature verification failed"):
        jose_jwt.decode(create_access_token("alice", NOON), "another-secret-" * 3, algorithms=["HS256"])


def test_a_subject_that_is_no_string_is_refused_by_the_reader() -> None:
    token = jwt.encode({"sub": 7}, SECRET, algorithm="HS256")
    with pytest.raises(jwt.InvalidTokenError, match="Subject must be a string"):
        jwt.decode(token, SECRET, algorithms=["HS256"])
    with pytest.raises(JWTError, match="Subject must be a string"):
        jose_jwt.decode(token, SECRET, algorithms=["HS256"])


def test_a_short_key_brings_a_warning() -> None:
    from jwt.warnings import InsecureKeyLengthWarning

    with pytest.warns(InsecureKeyLengthWarning, match="The HMAC key is 31 bytes long"):
        jwt.encode({"sub": "alice"}, "0" * 31, algorithm="HS256")


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
