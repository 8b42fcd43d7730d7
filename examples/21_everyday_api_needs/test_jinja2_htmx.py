from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser

import pytest
from fastapi.testclient import TestClient
from jinja2_htmx import app, notes

client = TestClient(app)
client.follow_redirects = False
HTMX = {"HX-Request": "true"}


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.names: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.names.add(tag)

    def handle_data(self, data: str) -> None:
        if self.get_starttag_text() == "<li>" and data.strip():
            self.texts.append(data.strip())


@pytest.fixture(autouse=True)
def no_notes() -> Iterator[None]:
    notes.clear()
    yield
    notes.clear()


def test_browser_gets_a_page_and_htmx_a_part_of_it() -> None:
    notes.extend(["milk", "bread"])
    page, part = client.get("/notes"), client.get("/notes", headers=HTMX)
    assert Page(page.text).texts == Page(part.text).texts == ["milk", "bread"]
    assert ("html" in Page(page.text).names, Page(part.text).names) == (True, {"ul", "li"})
    for response in (page, part):
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert response.headers["vary"] == "HX-Request"


def test_htmx_adds_a_note_and_gets_the_list() -> None:
    response = client.post("/notes", data={"text": "milk"}, headers=HTMX)
    assert (response.status_code, Page(response.text).texts) == (200, ["milk"])
    assert Page(response.text).names == {"ul", "li"}


def test_browser_without_javascript_is_sent_back_to_the_page() -> None:
    response = client.post("/notes", data={"text": "milk"})
    assert (response.status_code, response.headers["location"]) == (303, "/notes")
    assert Page(client.get("/notes").text).texts == ["milk"]


@pytest.mark.parametrize(("word", "found"), [("MIL", ["milk"]), ("", ["milk", "bread"]), ("x", ["Nothing found"])])
def test_search_shows_the_notes_with_the_word(word: str, found: list[str]) -> None:
    notes.extend(["milk", "bread"])
    assert Page(client.get("/notes", params={"word": word}, headers=HTMX).text).texts == found


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x>', "{{ 7 * 7 }}", "</li></ul>", "&lt;"])
def test_text_of_a_client_stays_text(text: str) -> None:
    client.post("/notes", data={"text": text})
    assert Page(client.get("/notes").text).texts == [text]
    assert "img" not in Page(client.get("/notes").text).names


@pytest.mark.parametrize(("text", "status"), [("", 422), ("a" * 101, 422), ("a" * 100, 303)])
def test_text_out_of_bounds_is_refused(text: str, status: int) -> None:
    assert client.post("/notes", data={"text": text}).status_code == status
    assert client.get("/notes", params={"word": "a" * 101}).status_code == 422


def test_many_at_once_keep_the_last_hundred() -> None:
    with ThreadPoolExecutor(20) as callers:
        list(callers.map(lambda _: client.post("/notes", data={"text": "Milk"}), range(120)))
    assert len(Page(client.get("/notes").text).texts) == 100
