from concurrent.futures import ThreadPoolExecutor

import prometheus_metrics
import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from prometheus_metrics import app

client = TestClient(app)
ROUTE = "/orders/{customer}"
Labels = tuple[str, str, str]


def scraped() -> tuple[dict[Labels, float], float]:
    """What Prometheus reads: requests by method, route and status, and ordered items."""
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith(("text/plain", "application/openmetrics-text"))
    requests, ordered = {}, 0.0
    for family in text_string_to_metric_families(response.text):
        for sample in family.samples:
            if sample.name == "http_seconds_count":
                labels = (sample.labels["method"], sample.labels["route"], sample.labels["status"])
                requests[labels] = sample.value
            elif sample.name == "ordered_items_total":
                ordered = sample.value
    return requests, ordered


def new(before: dict[Labels, float]) -> dict[Labels, float]:
    """The requests since then, without those to /metrics."""
    counted = {labels: value - before.get(labels, 0) for labels, value in scraped()[0].items()}
    return {labels: value for labels, value in counted.items() if value and labels[1] != "/metrics"}


def test_requests_are_counted_by_template_and_status() -> None:
    before, _ = scraped()
    for customer in ("ada", "bob", "eve"):
        response = client.post(f"/orders/{customer}", json=["shoe"])
        assert (response.status_code, response.json()) == (201, 1)
    client.post("/orders/ada", json="shoe")
    assert new(before) == {("POST", ROUTE, "2xx"): 3, ("POST", ROUTE, "4xx"): 1}


def test_paths_and_methods_that_a_client_invents_make_no_series_of_their_own() -> None:
    before, _ = scraped()
    for number in range(20):
        client.get(f"/nothing/{number}")
        client.request(f"VERB{number}", "/orders/ada")
        client.post(f"/orders/{number}/", json=[])
    unknown = [value for (method, route, status), value in new(before).items() if status == "4xx"]
    assert sum(unknown) == 60
    assert len(unknown) <= 3


def test_ordered_items_are_counted() -> None:
    _, before = scraped()
    client.post("/orders/ada", json=["shoe", "hat"])
    client.post("/orders/ada", json=["shoe"] * 21)
    assert scraped()[1] - before == 2


def test_server_error_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    before, _ = scraped()
    monkeypatch.setattr(prometheus_metrics, "ORDERED", None)
    assert TestClient(app, raise_server_exceptions=False).post("/orders/ada", json=[]).status_code == 500
    assert new(before) == {("POST", ROUTE, "5xx"): 1}


def test_no_request_is_lost_when_many_come_at_once() -> None:
    before, ordered = scraped()
    with ThreadPoolExecutor(40) as callers:
        list(callers.map(lambda number: client.post("/orders/ada", json=["shoe"]), range(80)))
    assert new(before) == {("POST", ROUTE, "2xx"): 80}
    assert scraped()[1] - ordered == 80


def test_metrics_are_not_part_of_the_api() -> None:
    assert list(app.openapi()["paths"]) == [ROUTE]
