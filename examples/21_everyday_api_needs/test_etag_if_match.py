# /// script
# dependencies = ["psycopg[binary]"]
# ///
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from etag_if_match import app
from fastapi.testclient import TestClient

NOTE = "/notes/1"


@pytest.fixture
def client(async_database: None) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


@pytest.fixture
def etag(client: TestClient) -> str:
    created = client.post("/notes", json={"text": "first"})
    assert (created.status_code, created.json()) == (201, 1)
    etag: str = created.headers["etag"]
    return etag


def replace(client: TestClient, text: str, *etags: str, path: str = NOTE) -> int:
    headers = [("If-Match", etag) for etag in etags]
    return client.put(path, json={"text": text}, headers=headers).status_code


def test_reading_gives_the_text_and_its_etag(client: TestClient, etag: str) -> None:
    response = client.get(NOTE)
    assert (response.json(), response.headers["etag"]) == ({"text": "first"}, f'"{etag[1:-1]}"')


def test_update_with_the_current_etag_succeeds_and_gives_the_next_etag(client: TestClient, etag: str) -> None:
    response = client.put(NOTE, json={"text": "second"}, headers={"If-Match": etag})
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["etag"] not in ("", etag)
    read = client.get(NOTE)
    assert (read.json(), read.headers["etag"]) == ({"text": "second"}, response.headers["etag"])


def test_update_with_an_old_etag_is_a_412(client: TestClient, etag: str) -> None:
    assert replace(client, "second", etag) == 204
    response = client.put(NOTE, json={"text": "third"}, headers={"If-Match": etag})
    assert (response.status_code, response.json()) == (412, {"detail": "Note was changed"})
    assert client.get(NOTE).json() == {"text": "second"}


def test_update_without_if_match_is_a_428(client: TestClient, etag: str) -> None:
    response = client.put(NOTE, json={"text": "second"})
    assert (response.status_code, response.json()) == (428, {"detail": "If-Match is missing"})
    assert client.get(NOTE).json() == {"text": "first"}


@pytest.mark.parametrize("form", ["W/{}", "{}x", "", "*", '"', "''", '" OR 1=1 --"', '"' + "0" * 64 + '"'])
def test_any_other_value_does_not_match(client: TestClient, etag: str, form: str) -> None:
    value = form.format(etag[:-2] if form == "{}x" else etag)
    assert replace(client, "second", value) == 412
    assert client.get(NOTE).json() == {"text": "first"}


def test_one_of_several_etags_is_enough(client: TestClient, etag: str) -> None:
    assert replace(client, "second", f'"{"0" * 64}", {etag}') == 204


def test_of_many_updates_at_once_one_succeeds(client: TestClient, etag: str) -> None:
    with ThreadPoolExecutor(40) as callers:
        codes = list(callers.map(lambda _: replace(client, "new text", etag), range(40)))
    assert sorted(codes) == [204] + [412] * 39
    assert client.get(NOTE).json() == {"text": "new text"}


def test_unknown_note_and_wrong_text_are_refused(client: TestClient, etag: str) -> None:
    codes = [client.get(f"/notes/{number}").status_code for number in (2, 0, 2**31)]
    assert [*codes, replace(client, "a\0", etag), replace(client, "a" * 1001, etag)] == [404, 422, 422, 422, 422]
    assert replace(client, "second", etag, path="/notes/2") == 412
