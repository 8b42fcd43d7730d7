# /// script
# dependencies = ["passlib", "argon2-cffi"]
# ///
"""Around hashing passwords: the limits of bcrypt, the way to Argon2, the older library."""

import logging
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

import bcrypt
from fastapi.testclient import TestClient
from password_hashing import app
from pwdlib import PasswordHash
from pwdlib.hashers.bcrypt import BcryptHasher

HASH = "$2b$04$LR5njK9Z/pPkSLEIlZuAJewyYC/r52MdCbdhAF3yyJw5L13tEOixC"
HASH_OF_80_BYTES = "$2b$04$jdZ/3WfA4wwr1OzOV1jDxONuHZDJQ.ipwy7nXZX.hqabXMgDmeMv6"
cheap = PasswordHash((BcryptHasher(rounds=4),))


def outcome(call: Callable[[], Any]) -> object:
    try:
        result = call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return result[:7] if isinstance(result, str | bytes) and len(result) > 7 else result


def watch_over_72_bytes() -> object:
    return [
        outcome(lambda: cheap.hash("x" * 72)),
        outcome(lambda: cheap.hash("x" * 73)),
        outcome(lambda: cheap.hash("é" * 37)),
        outcome(lambda: cheap.verify("a" * 72, HASH_OF_80_BYTES)),
        outcome(lambda: cheap.verify("a" * 80, HASH_OF_80_BYTES)),
        outcome(lambda: bcrypt.hashpw(b"x" * 73, bcrypt.gensalt(4)).decode()),
        outcome(lambda: bcrypt.checkpw(b"a" * 80, HASH_OF_80_BYTES.encode())),
    ]


def watch_null_bytes_and_lone_surrogates() -> object:
    def round_trip(text: str) -> bool:
        return cheap.verify(text, cheap.hash(text))

    return [outcome(partial(round_trip, text)) for text in ("a\0b", "\0", "", "\ud800")]


def watch_hash_of_another_kind_or_none() -> object:
    stored = [
        "",
        "!",
        "plain",
        HASH[:-1],
        HASH.replace("$2b$", "$2y$"),
        HASH.replace("$2b$", "$2a$"),
        "$argon2id$v=19$",
    ]
    return [outcome(partial(cheap.verify, "correct horse", each)) for each in stored]


def watch_more_rounds_renew_the_hash() -> object:
    stronger = PasswordHash((BcryptHasher(rounds=5),))
    valid, renewed = stronger.verify_and_update("correct horse", HASH)
    return valid, outcome(lambda: renewed), cheap.verify_and_update("correct horse", HASH)


def watch_way_to_argon2() -> object:
    from pwdlib.hashers.argon2 import Argon2Hasher

    modern = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1), BcryptHasher(rounds=4)))
    valid, renewed = modern.verify_and_update("correct horse", HASH)
    return valid, outcome(lambda: renewed), modern.verify("correct horse", renewed or "")


def watch_defaults_of_the_hashers() -> object:
    from pwdlib.hashers.argon2 import Argon2Hasher

    recommended = PasswordHash.recommended().hash("x").split("$")[:4]
    return recommended, Argon2Hasher().hash("x").split("$")[:4], BcryptHasher().hash("x").split("$")[:3]


def watch_passlib() -> object:
    records: list[str] = []

    class Noting(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record.getMessage().splitlines()[0])

    handler = Noting()
    logging.getLogger("passlib").addHandler(handler)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from passlib.context import CryptContext

            context = CryptContext(schemes=["bcrypt"], bcrypt__rounds=4)
            results = [
                outcome(lambda: context.hash("correct horse")),
                outcome(lambda: context.verify("correct horse", HASH)),
            ]
    finally:
        logging.getLogger("passlib").removeHandler(handler)
    return results, records


def watch_malformed_bodies() -> object:
    client = TestClient(app)
    bodies: list[object] = [{}, {"password": 7}, {"password": None}, "password", {"password": "short"}]
    answers = [client.post("/accounts", json=body) for body in bodies]
    return [(answer.status_code, answer.json()) for answer in answers]


def watch_openapi_of_a_secret() -> object:
    return app.openapi()["components"]["schemas"]
