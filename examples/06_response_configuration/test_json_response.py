from fastapi.testclient import TestClient
from json_response import app

client = TestClient(app)


def test_status_header_and_body_depend_on_each_other() -> None:
    response = client.get("/jobs/2")
    assert response.status_code == 202
    assert response.headers["retry-after"] == "5"
    assert response.headers["content-type"] == "application/json"
    assert response.json() == {"title": "Müllabfuhr", "finished_at": None}


def test_default_status_is_200() -> None:
    response = client.get("/jobs/1")
    assert response.status_code == 200
    assert "retry-after" not in response.headers


def test_encoder_converts_a_model_with_a_datetime() -> None:
    assert client.get("/jobs/1").json() == {"title": "Report", "finished_at": "2026-01-02T00:00:00Z"}


def test_length_is_that_of_the_bytes() -> None:
    response = client.get("/jobs/2")
    assert int(response.headers["content-length"]) == len(response.content)


def test_missing_job_is_404() -> None:
    response = client.get("/jobs/3")
    assert response.status_code == 404
    assert response.json() == {"detail": "Job not found"}


def test_documentation_does_not_know_the_body() -> None:
    responses = app.openapi()["paths"]["/jobs/{job_id}"]["get"]["responses"]
    assert responses["200"]["content"] == {"application/json": {"schema": {}}}
    assert "202" not in responses
