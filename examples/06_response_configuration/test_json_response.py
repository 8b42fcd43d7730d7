from fastapi.testclient import TestClient
from json_response import app

client = TestClient(app)


def test_status_and_header_arrive() -> None:
    response = client.get("/job")
    assert response.status_code == 202
    assert response.headers["retry-after"] == "5"
    assert response.headers["content-type"] == "application/json"


def test_encoder_converts_a_model_with_a_datetime() -> None:
    assert client.get("/job").json() == {"title": "Café report", "started_at": "2026-01-02T00:00:00Z"}


def test_content_length_counts_bytes() -> None:
    response = client.get("/job")
    assert int(response.headers["content-length"]) == len(response.content)


def test_documentation_does_not_know_the_response() -> None:
    responses = app.openapi()["paths"]["/job"]["get"]["responses"]
    assert responses["200"]["content"] == {"application/json": {"schema": {}}}
    assert "202" not in responses
