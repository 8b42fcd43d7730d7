# /// script
# dependencies = ["python-jose"]
# ///
"""Around making a JWT: the other library, odd claims, weak keys, extra headers."""

import warnings
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import jwt
from jwt_create import SECRET_KEY, create_access_token

NOON = datetime(2100, 1, 1, 12, tzinfo=UTC)


def encoded(claims: Any, key: str = SECRET_KEY, **options: Any) -> object:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            token = jwt.encode(claims, key, **options)
        except Exception as error:
            return type(error).__name__
    return token, [type(each.message).__name__ for each in caught]


def watch_python_jose_reads_the_token() -> object:
    from jose import jwt as jose

    token = jwt.encode({"sub": "alice", "exp": NOON}, SECRET_KEY, algorithm="HS256")
    return jose.get_unverified_header(token), jose.decode(token, SECRET_KEY, algorithms=["HS256"])


def watch_token_of_python_jose_is_read() -> object:
    from jose import jwt as jose

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        token = jose.encode({"sub": "alice", "exp": NOON}, SECRET_KEY, algorithm="HS256")
        jose.decode(token, SECRET_KEY, algorithms=["HS256"])
    claims = jwt.decode(token, SECRET_KEY, algorithms=["HS256"])
    return claims, token, sorted({type(each.message).__name__ for each in caught})


def watch_equal_claims_give_the_same_token() -> object:
    return encoded({"sub": "alice", "exp": NOON})


def watch_time_zones_and_naive_times() -> object:
    times = [NOON, NOON.astimezone(timezone(timedelta(hours=9))), NOON.replace(tzinfo=None), 4_102_488_000, "soon"]
    return [encoded({"exp": time}) == encoded({"exp": NOON}) for time in times]


def watch_claims_of_other_types() -> object:
    odd: list[Any] = [
        {"sub": 7},
        {"sub": None},
        {"iss": 7},
        {"jti": 7},
        {"aud": ["a"]},
        {"exp": 1.5},
        {"x": object()},
        [],
    ]
    return [encoded(claims) for claims in odd]


def watch_weak_keys() -> object:
    return [encoded({"sub": "alice"}, key) for key in ("", "short", "x" * 31, "x" * 32)]


def watch_other_algorithms() -> object:
    tokens = [encoded({"sub": "alice"}, "x" * 64, algorithm=name) for name in ("HS384", "HS512", "none", "RS256", "XX")]
    return [encoded({"sub": "alice"}, ""), *tokens, encoded({"sub": "alice"}, algorithm=None)]


def watch_headers_of_the_token() -> object:
    return [
        jwt.get_unverified_header(create_access_token("alice")),
        encoded({"sub": "alice"}, headers={"kid": "2026-11"}),
        encoded({"sub": "alice"}, headers={"alg": "none"}),
        encoded({"sub": "alice"}, headers={"typ": None}, sort_headers=True),
    ]
