import pytest
from automatic_docs import app
from fastapi.testclient import TestClient

client = TestClient(app)


@pytest.mark.parametrize(("path", "marker"), [("/docs", "swagger-ui"), ("/redoc", "redoc")])
def test_page_is_html_that_reads_the_schema(path: str, marker: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
    assert marker in response.text
    assert "/openapi.json" in response.text


def test_schema_lists_the_operation() -> None:
    response = client.get("/openapi.json")
    assert response.headers["content-type"] == "application/json"
    paths = response.json()["paths"]
    assert list(paths) == ["/rooms/{room_id}"]
    assert paths["/rooms/{room_id}"]["get"]["summary"] == "Read Room"
    assert "beds" in paths["/rooms/{room_id}"]["get"]["description"]


def test_schema_lists_the_parameters() -> None:
    operation = client.get("/openapi.json").json()["paths"]["/rooms/{room_id}"]["get"]
    room_id, detailed = operation["parameters"]
    assert (room_id["name"], room_id["in"], room_id["required"]) == ("room_id", "path", True)
    assert room_id["schema"]["type"] == "integer"
    assert (detailed["name"], detailed["in"], detailed["required"]) == ("detailed", "query", False)
    assert detailed["schema"]["type"] == "boolean"
    assert detailed["schema"]["default"] is False


def test_schema_lists_the_200_and_the_422() -> None:
    operation = client.get("/openapi.json").json()["paths"]["/rooms/{room_id}"]["get"]
    assert set(operation["responses"]) == {"200", "422"}
    assert operation["responses"]["200"]["content"]["application/json"]["schema"]["type"] == "object"


@pytest.mark.parametrize(
    ("path", "body"), [("/rooms/7", {"room": 7}), ("/rooms/7?detailed=true", {"room": 7, "beds": 2})]
)
def test_documented_operation_answers(path: str, body: dict[str, int]) -> None:
    assert client.get(path).json() == body


def test_documented_validation_error_is_real() -> None:
    assert client.get("/rooms/seven").status_code == 422
