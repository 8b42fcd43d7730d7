import pytest
from fastapi.testclient import TestClient
from native_telemetry import app, provider
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind

exporter = InMemorySpanExporter()
provider.add_span_processor(SimpleSpanProcessor(exporter))
client = TestClient(app)


@pytest.fixture(autouse=True)
def nothing_before() -> None:
    exporter.clear()


def spans() -> dict[str, ReadableSpan]:
    return {span.name: span for span in exporter.get_finished_spans()}


def test_request_is_a_span_named_after_its_route() -> None:
    assert client.get("/orders/7").json() == {"id": 7, "total": 42}
    span = spans()["GET /orders/{order_id}"]
    assert span.kind is SpanKind.SERVER
    assert span.attributes is not None
    assert span.attributes["http.route"] == "/orders/{order_id}"
    assert span.attributes["url.path"] == "/orders/7"
    assert span.attributes["http.response.status_code"] == 200
    assert span.resource.attributes["service.name"] == "shop"


def test_own_span_is_part_of_the_same_trace() -> None:
    client.get("/orders/7")
    found = spans()
    own, request = found["load order"], found["GET /orders/{order_id}"]
    assert own.attributes == {"order.id": 7}
    assert own.context is not None
    assert request.context is not None
    assert own.context.trace_id == request.context.trace_id
    assert own.parent is not None


def test_trace_of_the_caller_continues() -> None:
    trace, parent = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
    client.get("/orders/7", headers={"traceparent": f"00-{trace}-{parent}-01"})
    request = spans()["GET /orders/{order_id}"]
    assert request.parent is not None
    assert (f"{request.parent.trace_id:032x}", f"{request.parent.span_id:016x}") == (trace, parent)


@pytest.mark.parametrize(("order_id", "status"), [("7", 200), ("8", 404), ("x", 422)])
def test_status_of_the_answer_is_recorded(order_id: str, status: int) -> None:
    client.get(f"/orders/{order_id}")
    attributes = spans()["GET /orders/{order_id}"].attributes
    assert attributes is not None
    assert attributes["http.response.status_code"] == status


def test_what_is_excluded_leaves_no_span() -> None:
    assert client.get("/health").json() == "ok"
    assert spans() == {}


@pytest.mark.parametrize("trace", ["", "00", "00-0-0-01", "x" * 5000, "00-" + "g" * 32 + "-00f067aa0ba902b7-01"])
def test_malformed_traceparent_is_ignored(trace: str) -> None:
    assert client.get("/orders/7", headers={"traceparent": trace}).status_code == 200
    assert spans()["GET /orders/{order_id}"].parent is None
