import json
from base64 import urlsafe_b64decode
from datetime import UTC, datetime
from uuid import UUID

import jwt
import pytest
from fastapi.testclient import TestClient
from jwt_create import SECRET_KEY, app, create_access_token

client = TestClient(app)


def test_token_names_its_subject_and_expires_after_15_minutes() -> None:
    earliest = int(datetime.now(UTC).timestamp())
    claims = jwt.decode(create_access_token("alice"), SECRET_KEY, algorithms=["HS256"])
    latest = int(datetime.now(UTC).timestamp())
    assert earliest <= claims["iat"] <= latest
    assert claims == {"sub": "alice", "iat": claims["iat"], "exp": claims["iat"] + 15 * 60}


def test_another_key_or_algorithm_does_not_verify_it() -> None:
    token = create_access_token("alice")
    with pytest.raises(jwt.InvalidTokenError):
        jwt.decode(token, "another-key-" * 6, algorithms=["HS256"])
    with pytest.raises(jwt.InvalidTokenError):
        jwt.decode(token, SECRET_KEY, algorithms=["HS512"])


def test_claims_are_readable_and_the_key_is_not_in_them() -> None:
    token = create_access_token("alice")
    header, payload, _ = (urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in token.split("."))
    assert json.loads(header)["alg"] == "HS256"
    assert json.loads(payload)["sub"] == "alice"
    assert SECRET_KEY.encode() not in header + payload


def test_every_guest_gets_a_bearer_token_of_their_own() -> None:
    guests = set()
    for _ in range(2):
        response = client.post("/guest-tokens")
        assert response.status_code == 201
        body = response.json()
        assert body["token_type"] == "bearer"
        subject = jwt.decode(body["access_token"], SECRET_KEY, algorithms=["HS256"])["sub"]
        guests.add(UUID(subject.removeprefix("guest:")))
    assert len(guests) == 2
