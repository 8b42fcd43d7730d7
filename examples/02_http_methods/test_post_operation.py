import runpy
from concurrent.futures import ThreadPoolExecutor

import post_operation
import pytest
from fastapi.testclient import TestClient
from post_operation import app, books

client = TestClient(app)

EMMA = {"title": "Emma", "pages": 474}


@pytest.fixture(autouse=True)
def _no_books() -> None:
    books.clear()


def test_book_is_created_with_201() -> None:
    response = client.post("/books", json=EMMA)
    assert response.status_code == 201
    assert response.json() == {**EMMA, "id": response.json()["id"]}
    assert len(books) == 1


def test_location_leads_to_the_new_book() -> None:
    created = client.post("/books", json=EMMA)
    response = client.get(created.headers["Location"])
    assert response.status_code == 200
    assert response.json() == created.json()


def test_location_has_the_prefix_of_a_proxy() -> None:
    response = TestClient(app, root_path="/api").post("/books", json=EMMA)
    assert response.headers["Location"] == f"http://testserver/api/books/{response.json()['id']}"


def test_missing_book_is_404() -> None:
    response = client.get("/books/0")
    assert response.status_code == 404
    assert response.json() == {"detail": "No such book"}


@pytest.mark.parametrize("change", [{"title": ""}, {"pages": 0}, {"pages": "many"}, {"title": None}])
def test_invalid_book_is_422_and_not_created(change: dict[str, object]) -> None:
    response = client.post("/books", json={**EMMA, **change})
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["body", *change]]
    assert books == {}


def test_first_id_is_1_and_the_client_cannot_choose_it() -> None:
    fresh = TestClient(runpy.run_path(str(post_operation.__file__))["app"])
    assert fresh.post("/books", json={"title": "E", "pages": 1, "id": 99}).json()["id"] == 1


def test_many_at_once_get_different_ids() -> None:
    with TestClient(app) as one, ThreadPoolExecutor(20) as pool:
        responses = list(pool.map(lambda _: one.post("/books", json=EMMA), range(100)))
    assert {response.status_code for response in responses} == {201}
    assert len({response.json()["id"] for response in responses}) == len(books) == 100


def test_openapi_names_the_body_and_the_201() -> None:
    operation = app.openapi()["paths"]["/books"]["post"]
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    assert body == {"$ref": "#/components/schemas/NewBook"}
    created = operation["responses"]["201"]["content"]["application/json"]["schema"]
    assert created == {"$ref": "#/components/schemas/Book"}
