from typing import Any

import pytest
from fastapi.testclient import TestClient
from graphql_endpoint import BOOKS, Book, app

client = TestClient(app)
RATE = "mutation Rate($title: String!, $stars: Int!) { rateBook(title: $title, stars: $stars) { title stars } }"


@pytest.fixture(autouse=True)
def books_of_this_test(monkeypatch: pytest.MonkeyPatch) -> None:
    for title in ("Emma", "Ulysses"):
        monkeypatch.setitem(BOOKS, title, Book(title=title))


def ask(query: str, language: str | None = None, **variables: Any) -> Any:
    headers = {"Accept-Language": language} if language else {}
    response = client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
    assert response.status_code == 200
    return response.json()


def test_query_returns_the_fields_that_were_asked_for() -> None:
    assert ask("{ books { title } }") == {"data": {"books": [{"title": "Emma"}, {"title": "Ulysses"}]}}
    assert ask("{ books { stars } }") == {"data": {"books": [{"stars": 0}, {"stars": 0}]}}


def test_argument_and_variable_reach_the_resolver() -> None:
    assert ask('{ books(search: "EMM") { title } }') == {"data": {"books": [{"title": "Emma"}]}}
    query = "query Find($search: String!) { books(search: $search) { title } }"
    assert ask(query, search="uly") == {"data": {"books": [{"title": "Ulysses"}]}}


def test_mutation_changes_the_book() -> None:
    assert ask(RATE, title="Emma", stars=5) == {"data": {"rateBook": {"title": "Emma", "stars": 5}}}
    assert ask('{ books(search: "emma") { stars } }') == {"data": {"books": [{"stars": 5}]}}
    assert ask(RATE, title="Unknown", stars=5) == {"data": {"rateBook": None}}


def test_resolver_sees_what_the_dependency_gives() -> None:
    assert ask("{ welcome }", "fr-FR") == {"data": {"welcome": "Bienvenue"}}
    assert ask("{ welcome }", "de") == {"data": {"welcome": "Welcome"}}


@pytest.mark.parametrize("query", ["{ nope }", "{ books(search: 1) { title } }", "{ books }", "{", RATE])
def test_invalid_query_gives_errors_with_status_200(query: str) -> None:
    body = ask(query)
    assert body["errors"][0]["message"]
    assert not body.get("data")


def test_browser_gets_a_page_to_try_it() -> None:
    response = client.get("/graphql", headers={"Accept": "text/html"})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")


def test_introspection_lists_the_type_and_its_fields() -> None:
    fields = ask('{ __type(name: "Book") { fields { name } } }')["data"]["__type"]["fields"]
    assert fields == [{"name": "title"}, {"name": "stars"}]


def test_openapi_documents_the_header_that_the_context_asks_for() -> None:
    names = [each["name"] for each in app.openapi()["paths"]["/graphql"]["post"]["parameters"]]
    assert names == ["accept-language"]
