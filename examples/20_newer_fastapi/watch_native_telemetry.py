"""Around native telemetry: every setting, metrics, logs, errors, mounts, and the data for processors."""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import BackgroundTasks, Depends, FastAPI
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter


def traced(own: Any = None, **settings: Any) -> tuple[FastAPI, Any]:
    """An application with telemetry, and a function that tells the spans so far."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    telemetry: Any = {"tracer_provider": provider, **settings}
    app = FastAPI(telemetry=telemetry, **(own or {}))

    def spans() -> object:
        return [
            [
                span.name,
                span.kind.name,
                span.status.status_code.name,
                sorted((key, value) for key, value in (span.attributes or {}).items() if "thread" not in key),
                len(span.events),
            ]
            for span in exporter.get_finished_spans()
        ]

    return app, spans


def with_routes(app: FastAPI) -> TestClient:
    def resource() -> Iterator[int]:
        yield 1

    @app.get("/items/{item_id}")
    async def read(item_id: int, used: Annotated[int, Depends(resource)], tasks: BackgroundTasks) -> int:
        tasks.add_task(lambda: None)
        return item_id

    @app.get("/broken")
    def fail() -> None:
        raise ValueError("broken")

    return TestClient(app, raise_server_exceptions=False)


def watch_spans_of_a_request() -> object:
    app, spans = traced()
    client = with_routes(app)
    statuses = [client.get(path).status_code for path in ("/items/7?a=1&sig=secret", "/items/x", "/broken", "/no")]
    return statuses, spans()


def watch_switches() -> object:
    results = {}
    for settings in ({"tracing": False}, {"operation_spans": False}, {"exclude": lambda scope: True}):
        app, spans = traced(**settings)
        with_routes(app).get("/items/7")
        results[next(iter(settings))] = spans()
    return results


def watch_metrics() -> object:
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import InMemoryMetricReader

    results = []
    for wanted in (True, False):
        reader = InMemoryMetricReader()
        app = FastAPI(telemetry={"meter_provider": MeterProvider([reader]), "metrics": wanted})
        client = with_routes(app)
        for path in ("/items/7", "/items/8", "/broken", "/no"):
            client.get(path)
        data = reader.get_metrics_data()
        for resource in data.resource_metrics if data else []:
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    points: Any = metric.data.data_points
                    kept = [[sorted((point.attributes or {}).items()), getattr(point, "count", 0)] for point in points]
                    results.append([wanted, metric.name, metric.unit, sorted(kept, key=str)])
    return results


def watch_logs() -> object:
    from opentelemetry.sdk._logs import LoggerProvider
    from opentelemetry.sdk._logs.export import InMemoryLogRecordExporter, SimpleLogRecordProcessor

    results = []
    for wanted in (True, False):
        make: Any = InMemoryLogRecordExporter
        exporter, provider = make(), LoggerProvider()
        provider.add_log_record_processor(SimpleLogRecordProcessor(exporter))
        client = with_routes(FastAPI(telemetry={"logger_provider": provider, "logs": wanted}))
        for path in ("/items/x", "/broken", "/items/7"):
            client.get(path)
        for log in exporter.get_finished_logs():
            record = log.log_record
            kept = {key: value for key, value in (record.attributes or {}).items() if "stacktrace" not in key}
            results.append([wanted, record.event_name, record.severity_text, record.body, sorted(kept.items())])
    return results


def watch_data_for_processors() -> object:
    from fastapi.telemetry import TelemetryData, get_telemetry_data

    app, _ = traced()
    seen: list[object] = []

    @app.post("/items/{item_id}")
    async def read(item_id: int, body: dict[str, int]) -> bool:
        data = get_telemetry_data()
        if data is not None:
            seen.append([data.body, data.values, data.errors, data.request is not None, data.websocket])
        return isinstance(data, TelemetryData)

    answer = TestClient(app).post("/items/7", json={"a": 1}).json()
    return answer, seen, get_telemetry_data()


def watch_mounts_and_root_path() -> object:
    outer, spans = traced({"root_path": "/proxy"})
    inner = FastAPI()

    @inner.get("/items/{item_id}")
    def read(item_id: int) -> int:
        return item_id

    outer.mount("/v1", inner)
    client = TestClient(outer)
    return client.get("/v1/items/7").json(), client.get("/v1/no").status_code, spans()


def watch_odd_requests() -> object:
    app, spans = traced()
    client = with_routes(app)
    client.request("BREW", "/items/7")
    client.get("/items/7", headers={"Host": "[::1"})
    client.get("/items/7", headers={"Host": "user@example.com:99999"})
    client.get("/items/7?%ff=%fe&a=b&a=c")
    client.get("/items/7", headers=[("traceparent", "00-" + "1" * 32 + "-" + "2" * 16 + "-01"), ("baggage", "a=b")])
    return spans()


def watch_unknown_settings_and_none() -> object:
    results: list[object] = []
    choices: list[Any] = [None, {}, {"tracer": 1}, {"tracer_provider": None}, []]
    for telemetry in choices:
        try:
            results.append(with_routes(FastAPI(telemetry=telemetry)).get("/items/7").status_code)
        except Exception as error:
            results.append(f"{type(error).__name__}: {error}")
    return results
