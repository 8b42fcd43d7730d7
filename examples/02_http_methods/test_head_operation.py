from fastapi.testclient import TestClient
from head_operation import REPORTS, app

client = TestClient(app)


def test_head_has_the_headers_and_no_body() -> None:
    response = client.head("/reports/2025")
    assert response.status_code == 200
    assert response.content == b""
    assert int(response.headers["content-length"]) == len(REPORTS["2025"].read_bytes())


def test_get_has_the_same_headers_and_the_body() -> None:
    head, response = client.head("/reports/2025"), client.get("/reports/2025")
    assert response.content == REPORTS["2025"].read_bytes()
    for name in ("content-length", "content-type"):
        assert response.headers[name] == head.headers[name]


def test_missing_report_is_404() -> None:
    head = client.head("/reports/2024")
    assert (head.status_code, head.content) == (404, b"")
    response = client.get("/reports/2024")
    assert (response.status_code, response.json()) == (404, {"detail": "No such report"})


def test_other_methods_are_refused() -> None:
    assert client.post("/reports/2025").status_code == 405


def test_openapi_has_both_operations() -> None:
    assert set(app.openapi()["paths"]["/reports/{name}"]) == {"head", "get"}
