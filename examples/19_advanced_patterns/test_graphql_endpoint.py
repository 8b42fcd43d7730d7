from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from graphql_endpoint import BOOKS, app, get_user, schema
from strawberry.fastapi import GraphQLRouter

client = TestClient(app)


@pytest.fixture(autouse=True)
def same_books_afterwards() -> Iterator[None]:
    before = list(BOOKS)
    yield
    BOOKS[:] = before
    app.dependency_overrides.clear()


def ask(query: str, variables: dict[str, Any] | None = None, **headers: str) -> dict[str, Any]:
    response = client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    body: dict[str, Any] = response.json()
    return body


ADD = "mutation Add($title: String!) { addBook(title: $title) { title addedBy } }"


def test_query_returns_the_fields_that_were_asked_for() -> None:
    assert ask("{ books { title } }") == {"data": {"books": [{"title": "Emma"}, {"title": "Ulysses"}]}}
    assert ask("{ books { addedBy } }") == {"data": {"books": [{"addedBy": "Jane"}, {"addedBy": "James"}]}}


def test_argument_and_variables_reach_the_resolver() -> None:
    assert ask('{ books(search: "EMM") { title addedBy } }') == {
        "data": {"books": [{"title": "Emma", "addedBy": "Jane"}]}
    }
    query = "query Find($search: String!) { books(search: $search) { title } }"
    assert ask(query, {"search": "uly"}) == {"data": {"books": [{"title": "Ulysses"}]}}
    assert ask(query, {"search": "none"}) == {"data": {"books": []}}


def test_mutation_adds_a_book_with_the_user_of_the_dependency() -> None:
    assert ask(ADD, {"title": "Ada"}, **{"X-User": "Charles"}) == {
        "data": {"addBook": {"title": "Ada", "addedBy": "Charles"}}
    }
    assert ask('{ books(search: "ada") { addedBy } }') == {"data": {"books": [{"addedBy": "Charles"}]}}


def test_dependency_has_its_default_and_can_be_overridden() -> None:
    assert ask(ADD, {"title": "Ada"})["data"]["addBook"]["addedBy"] == "anonymous"
    app.dependency_overrides[get_user] = lambda: "tester"
    assert ask(ADD, {"title": "Ada"})["data"]["addBook"]["addedBy"] == "tester"


@pytest.mark.parametrize(
    ("query", "message", "column"),
    [
        ("{ nope }", "Cannot query field 'nope' on type 'Query'.", 3),
        ("{ books(search: 1) { title } }", "String cannot represent a non string value: 1", 17),
        ("{ books }", "Field 'books' of type '[Book!]!' must have a selection of subfields.", 3),
        ("{", "Syntax Error: Expected Name, found <EOF>.", 2),
    ],
)
def test_invalid_query_gives_graphql_errors_with_status_200(query: str, message: str, column: int) -> None:
    body = ask(query)
    (error,) = body["errors"]
    assert body["data"] is None
    assert error["message"].startswith(message)
    assert error["locations"] == [{"line": 1, "column": column}]


def test_missing_variable_is_an_error_and_nothing_is_added() -> None:
    body = ask(ADD)
    assert body["data"] is None
    (error,) = body["errors"]
    assert error["message"].startswith("Variable '$title' ")
    assert error["locations"] == [{"line": 1, "column": 14}]
    assert len(BOOKS) == 2


def test_request_without_a_query_is_a_400() -> None:
    response = client.post("/graphql", json={})
    assert response.status_code == 400
    assert response.text == "No GraphQL query found in the request"


def test_get_answers_queries_and_refuses_mutations() -> None:
    query = client.get("/graphql", params={"query": "{ books { title } }"})
    assert query.json() == {"data": {"books": [{"title": "Emma"}, {"title": "Ulysses"}]}}
    mutation = client.get("/graphql", params={"query": 'mutation { addBook(title: "x") { title } }'})
    assert mutation.status_code == 400
    assert mutation.text == "mutations are not allowed when using GET"
    assert len(BOOKS) == 2


def test_browser_gets_the_graphiql_page() -> None:
    response = client.get("/graphql", headers={"Accept": "text/html"})
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "<title>Strawberry GraphiQL</title>" in response.text


def test_introspection_lists_the_types_and_their_fields() -> None:
    query = '{ __schema { types { name } } __type(name: "Book") { fields { name type { ofType { name } } } } }'
    data = ask(query)["data"]
    assert {"Query", "Mutation", "Book"} <= {each["name"] for each in data["__schema"]["types"]}
    assert data["__type"]["fields"] == [
        {"name": "title", "type": {"ofType": {"name": "String"}}},
        {"name": "addedBy", "type": {"ofType": {"name": "String"}}},
    ]


def test_schema_as_text_is_what_was_declared() -> None:
    assert " ".join(schema.as_str().split()) == (
        "type Book { title: String! addedBy: String! } "
        "type Mutation { addBook(title: String!): Book! } "
        'type Query { books(search: String! = ""): [Book!]! }'
    )


def test_openapi_documents_the_header_that_the_context_asks_for() -> None:
    assert app.openapi()["paths"]["/graphql"]["post"]["parameters"] == [
        {
            "name": "x-user",
            "in": "header",
            "required": False,
            "schema": {"type": "string", "default": "anonymous", "title": "X-User"},
        }
    ]


def test_page_can_be_turned_off() -> None:
    quiet = FastAPI()
    quiet.include_router(GraphQLRouter(schema, graphql_ide=None), prefix="/graphql")
    assert TestClient(quiet).get("/graphql", headers={"Accept": "text/html"}).status_code == 404


def test_old_parameter_for_it_is_gone() -> None:
    old: dict[str, Any] = {"graphiql": False}
    with pytest.raises(TypeError, match="unexpected keyword argument 'graphiql'"):
        GraphQLRouter(schema, **old)
