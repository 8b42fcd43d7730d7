import error_status_codes
import pytest
from error_status_codes import Document, app
from fastapi.testclient import TestClient

client = TestClient(app)


@pytest.fixture(autouse=True)
def plan(monkeypatch: pytest.MonkeyPatch) -> Document:
    """Log three users in, and keep the stored document as it is."""
    monkeypatch.setattr(error_status_codes, "SESSIONS", {"a": "ada", "b": "bob", "e": "eve"})
    plan = error_status_codes.DOCUMENTS["plan"].model_copy()
    monkeypatch.setitem(error_status_codes.DOCUMENTS, "plan", plan)
    return plan


def put(token: str | None, based_on: int = 3, name: str = "plan", client: TestClient = client) -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    response = client.put(f"/documents/{name}", json={"text": "New", "based_on": based_on}, headers=headers)
    return response.status_code, response.text


def test_owner_replaces_the_document(plan: Document) -> None:
    assert put("a")[0] == 200
    assert (plan.text, plan.version) == ("New", 4)
    assert put("a", based_on=4)[0] == 200


@pytest.mark.parametrize(
    ("token", "based_on", "name", "status", "word"),
    [
        ("a", 4, "plan", 400, "no such version"),
        (None, 3, "plan", 401, "Log in"),
        ("x", 3, "plan", 401, "Log in"),
        ("b", 3, "plan", 403, "owner"),
        ("a", 3, "poem", 404, "no such document"),
        ("a", 2, "plan", 409, "version 3"),
    ],
)
def test_each_code_says_why(
    plan: Document, token: str | None, based_on: int, name: str, status: int, word: str
) -> None:
    answered, text = put(token, based_on, name)
    assert answered == status
    assert word in text
    assert (plan.text, plan.version) == ("Draft", 3)


def test_hidden_document_looks_like_a_missing_one() -> None:
    assert put("e") == put("e", name="nothing")


def test_401_says_how_to_authenticate() -> None:
    response = client.put("/documents/plan", json={"text": "New", "based_on": 3})
    assert response.headers["www-authenticate"] == "Bearer"


def test_unhandled_exception_is_a_500_that_hides_its_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(error_status_codes, "DOCUMENTS", "a broken store")
    status, text = put("a", client=TestClient(app, raise_server_exceptions=False))
    assert (status, text) == (500, "Internal Server Error")
