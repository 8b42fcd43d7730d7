"""Around idempotency keys: headers by pattern, headers that are sent twice, and the document."""

from typing import Annotated

from fastapi import FastAPI, Header
from fastapi.testclient import TestClient
from idempotency_keys import Key, NewPayment, app


def made() -> TestClient:
    own = FastAPI()

    @own.get("/")
    def read(key: Key) -> str:
        return key

    return TestClient(own)


def watch_openapi() -> object:
    return app.openapi()


def watch_keys_by_pattern() -> object:
    client, told = made(), []
    for key in (b"", b"abcdefgh", b" abcdefgh ", b"abcdefgh,abcdefgh", b"abcd\xe9fgh", b"a" * 65):
        response = client.get("/", headers=[(b"Idempotency-Key", key)])
        told.append([response.status_code, response.text[:90]])
    return told


def watch_key_that_is_sent_twice() -> object:
    own = FastAPI()

    @own.get("/")
    def read(key: Annotated[list[str], Header(alias="Idempotency-Key")]) -> list[str]:
        return key

    headers = [("Idempotency-Key", "first-key"), ("Idempotency-Key", "second-key")]
    return made().get("/", headers=headers).json(), TestClient(own).get("/", headers=headers).json()


def watch_bodies_that_are_equal_after_validation() -> object:
    bodies = [
        '{"cents": 1, "receiver": "ABCDE"}',
        '{"receiver": "ABCDE", "cents": "1", "more": 1}',
        '{"cents": 1.0, "receiver": "ABCDE"}',
    ]
    return [NewPayment.model_validate_json(body) == NewPayment.model_validate_json(bodies[0]) for body in bodies]
