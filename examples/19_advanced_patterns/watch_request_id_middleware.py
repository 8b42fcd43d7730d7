"""Around request IDs: context variables and middleware, and FastAPI's telemetry, which traces a request as well."""

import asyncio
import logging
import os
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from inspect import signature
from typing import Annotated, Any
from unittest import mock

from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, Header, HTTPException, Request, Response, WebSocket
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient
from pydantic import BaseModel

variable: ContextVar[str] = ContextVar("variable", default="-")


def watch_variable_set_in_the_endpoint_and_seen_in_middleware() -> object:
    from starlette.middleware.base import BaseHTTPMiddleware

    seen: list[Any] = []

    class Pure:
        def __init__(self, app: Any) -> None:
            self.app = app

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            await self.app(scope, receive, send)
            seen.append(["pure", variable.get()])

    class Base(BaseHTTPMiddleware):
        async def dispatch(self, request: Request, call_next: Any) -> Response:
            response: Response = await call_next(request)
            seen.append(["base", variable.get()])
            return response

    for middleware in (Pure, Base):
        other = FastAPI()
        other.add_middleware(middleware)

        @other.get("/async")
        async def read() -> None:
            variable.set("async")

        @other.get("/sync")
        def read_sync() -> None:
            variable.set("sync")

        for path in ("/async", "/sync"):
            TestClient(other).get(path)
    return seen


def watch_variable_in_dependencies_streams_and_tasks() -> object:
    seen: list[str] = []

    async def outer() -> AsyncIterator[str]:
        variable.set("dependency")
        yield variable.get()
        seen.append(f"exit {variable.get()}")

    def sync() -> str:
        return f"sync {variable.get()}"

    other = FastAPI()

    @other.get("/")
    async def read(
        first: Annotated[str, Depends(outer)], second: Annotated[str, Depends(sync)], tasks: BackgroundTasks
    ) -> StreamingResponse:
        tasks.add_task(lambda: seen.append(f"task {variable.get()}"))

        async def parts() -> AsyncIterator[str]:
            yield f"{first} {second} {variable.get()}"

        return StreamingResponse(parts(), background=tasks)

    return TestClient(other).get("/").text, seen


class Provider:
    """The telemetry of one app, collected in memory."""

    def __init__(self) -> None:
        import fastapi.telemetry  # noqa: F401  # a FastAPI without it ignores the argument
        from opentelemetry.sdk._logs import LoggerProvider
        from opentelemetry.sdk._logs import export as log_export
        from opentelemetry.sdk.metrics import MeterProvider
        from opentelemetry.sdk.metrics.export import InMemoryMetricReader
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import SimpleSpanProcessor
        from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

        memory: Any = log_export.InMemoryLogRecordExporter
        self.exporter, self.reader, self.records = (
            InMemorySpanExporter(),
            InMemoryMetricReader(),
            memory(),
        )
        self.tracers = TracerProvider(shutdown_on_exit=False)
        self.tracers.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.meters = MeterProvider([self.reader], shutdown_on_exit=False)
        self.loggers = LoggerProvider(shutdown_on_exit=False)
        self.loggers.add_log_record_processor(log_export.SimpleLogRecordProcessor(self.records))

    def options(self, **more: Any) -> Any:
        return {"tracer_provider": self.tracers, "meter_provider": self.meters, "logger_provider": self.loggers, **more}

    def spans(self) -> list[Any]:
        found = []
        for span in self.exporter.get_finished_spans():
            attributes = {
                name: value for name, value in (span.attributes or {}).items() if name != "code.function.name"
            }
            function = str((span.attributes or {}).get("code.function.name", "")).rpartition(".")[2]
            kept = (
                attributes if span.kind.name == "SERVER" else {k: v for k, v in attributes.items() if k == "error.type"}
            )
            found.append([span.name, span.kind.name, span.status.status_code.name, bool(span.parent), function, kept])
        self.exporter.clear()
        return found

    def metrics(self) -> Any:
        found: dict[str, Any] = {}
        data = self.reader.get_metrics_data()
        for resource in data.resource_metrics if data else []:
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    points = [
                        [dict(point.attributes or {}), getattr(point, "count", None), getattr(point, "value", None)]
                        for point in metric.data.data_points
                    ]
                    buckets = [list(getattr(each, "explicit_bounds", ())) for each in metric.data.data_points][:1]
                    found[metric.name] = [metric.unit, metric.description, points, buckets, scope.scope.name]
        return found

    def logged(self) -> Any:
        found = []
        for each in self.records.get_finished_logs():
            record = each.log_record
            attributes = {
                name: value for name, value in (record.attributes or {}).items() if name != "exception.stacktrace"
            }
            found.append([record.event_name, record.severity_text, record.body, attributes])
        self.records.clear()
        return found


def observed_app(**options: Any) -> FastAPI:
    app = FastAPI(**options)

    def dependency(x_user: Annotated[str, Header()] = "nobody") -> Iterator[str]:
        yield x_user

    class Item(BaseModel):
        name: str

    @app.get("/items/{item_id}")
    def read(item_id: int, user: Annotated[str, Depends(dependency)], tasks: BackgroundTasks) -> Item:
        tasks.add_task(int, "1")
        return Item(name=f"{user} {item_id}")

    @app.post("/items")
    async def create(item: Item) -> dict[str, str]:
        return {"name": item.name}

    @app.get("/http-error")
    async def http_error() -> None:
        raise HTTPException(409)

    @app.get("/server-error")
    async def server_error() -> None:
        raise HTTPException(503)

    @app.get("/broken")
    def broken() -> None:
        raise LookupError("broken")

    @app.get("/task")
    async def task(tasks: BackgroundTasks) -> None:
        tasks.add_task(int, "x")

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        async def parts() -> AsyncIterator[str]:
            yield "a"
            yield "b"

        return StreamingResponse(parts())

    @app.websocket("/ws/{name}")
    async def echo(websocket: WebSocket, name: str, size: int = 1) -> None:
        await websocket.accept()
        if name == "broken":
            raise LookupError("broken")
        await websocket.send_text(await websocket.receive_text())
        if name == "wait":
            await websocket.receive_text()
        await websocket.close(1000)

    return app


def ask(app: Any, *paths: str, **headers: str) -> list[int]:
    client = TestClient(app, raise_server_exceptions=False)
    return [client.get(path, headers=headers).status_code for path in paths]


def watch_spans_of_requests() -> object:
    provider = Provider()
    app = observed_app(telemetry=provider.options())
    found = {}
    for path in (
        "/items/7?q=1&sig=secret",
        "/items/x",
        "/http-error",
        "/server-error",
        "/broken",
        "/task",
        "/stream",
        "/none",
    ):
        found[path] = [ask(app, path), provider.spans()]
    return found


def watch_metrics_of_requests() -> object:
    provider = Provider()
    app = observed_app(telemetry=provider.options())
    ask(app, "/items/7", "/items/8", "/items/x", "/broken", "/none")
    TestClient(app).request("BREW", "/none")
    metrics = provider.metrics()
    return {name: [*each[:2], sorted(map(repr, each[2])), *each[3:]] for name, each in metrics.items()}


def watch_records_of_failures() -> object:
    provider = Provider()
    app = observed_app(telemetry=provider.options())
    TestClient(app).post("/items", json={})
    TestClient(app).post("/items", content="{", headers={"Content-Type": "application/json"})
    ask(app, "/items/x", "/broken", "/http-error", "/task")
    return provider.logged()


def watch_switches_of_telemetry() -> object:
    found = {}
    for name in ("tracing", "metrics", "logs", "operation_spans"):
        provider = Provider()
        ask(observed_app(telemetry=provider.options(**{name: False})), "/items/7", "/items/x", "/broken")
        spans = [each[0] for each in provider.spans()]
        found[name] = [spans, sorted(provider.metrics()), [each[0] for each in provider.logged()]]
    provider = Provider()
    off = ask(observed_app(telemetry=provider.options(tracing=False, metrics=False, logs=False)), "/items/7")
    return (
        found,
        off,
        provider.spans(),
        ask(observed_app(telemetry=None), "/items/7"),
        ask(observed_app(telemetry={}), "/items/7"),
    )


def watch_requests_that_are_excluded() -> object:
    provider = Provider()
    inner = observed_app(telemetry=provider.options())
    app = observed_app(telemetry=provider.options(exclude=lambda scope: scope["path"].startswith(("/none", "/sub"))))
    app.mount("/sub", inner)
    found = ask(app, "/none", "/sub/items/7", "/items/7")
    return found, [each[0] for each in provider.spans()]


def watch_paths_of_mounts_and_routers() -> object:
    provider = Provider()
    app = FastAPI(telemetry=provider.options(operation_spans=False))
    router = APIRouter(prefix="/router")

    @router.get("/{name}")
    def read(name: str) -> str:
        return name

    app.include_router(router, prefix="/included")
    sub = FastAPI()
    sub.include_router(router)
    app.mount("/sub", sub)
    ask(app, "/included/router/a", "/sub/router/a", "/sub/none", "/sub")
    found = provider.spans()
    TestClient(app, root_path="/api").get("/included/router/a")
    return [[each[0], each[5].get("http.route")] for each in [*found, *provider.spans()]]


def watch_parents_and_baggage() -> object:
    from opentelemetry import baggage

    provider = Provider()
    app = FastAPI(telemetry=provider.options())

    @app.get("/")
    def read() -> list[Any]:
        return [sorted(baggage.get_all().items())]

    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    answer = TestClient(app).get("/", headers=[("traceparent", parent), ("baggage", "a=1"), ("baggage", "b=2")]).json()
    spans = provider.exporter.get_finished_spans()
    return answer, [[each.name, f"{each.context.trace_id:032x}" == parent[3:35]] for each in spans if each.context]


def watch_addresses_and_methods() -> object:
    provider = Provider()
    app = FastAPI(telemetry=provider.options(operation_spans=False))
    hosts = ["example.com", "example.com:8443", "a b:x", "user@example.com", "[::1]:1", "example.com/x", ""]
    for host in hosts:
        TestClient(app).get("/", headers={"Host": host})
    TestClient(app, base_url="https://secure.example").get("/")
    found = [[each[5].get("server.address"), each[5].get("server.port")] for each in provider.spans()]
    methods = []
    for known in ("", "GET,BREW"):
        with mock.patch.dict(os.environ, {"OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS": known}):
            other = FastAPI(telemetry=provider.options(operation_spans=False))
            for method in ("GET", "BREW", "POST"):
                TestClient(other).request(method, "/")
        methods += [
            [each[0], each[5]["http.request.method"], each[5].get("http.request.method_original")]
            for each in provider.spans()
        ]
    return found, methods


async def call(app: Any, scope: dict[str, Any], messages: list[dict[str, Any]]) -> list[Any]:
    sent: list[Any] = []

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append([message["type"], message.get("status"), message.get("body", b"").decode()])

    base = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [], "state": {}}
    try:
        await app({**base, **scope}, receive, send)
    except BaseException as error:
        sent.append(type(error).__name__)
    return sent


def watch_answers_that_never_end() -> object:
    provider = Provider()
    messages: list[dict[str, Any]] = [
        {"type": "http.response.start", "status": 200, "headers": [], "trailers": True},
        {"type": "http.response.body", "body": b"a"},
        {"type": "http.response.trailers", "headers": [], "more_trailers": False},
    ]

    class Raw(Response):
        def __init__(self, count: int, disconnect: bool = False, pathsend: bool = False) -> None:
            super().__init__()
            self.count, self.disconnect, self.pathsend = count, disconnect, pathsend

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            if self.disconnect:
                await receive()
            for message in messages[: self.count]:
                await send(message)
            if self.pathsend:
                await send({"type": "http.response.pathsend", "path": "/tmp/x"})  # noqa: S108

    found = []
    for options in ((0,), (1,), (2,), (3,), (1, True), (1, False, True)):
        app = FastAPI(telemetry=provider.options(operation_spans=False))

        @app.get("/")
        async def read(options: Any = options) -> Response:
            return Raw(*options)

        app.router.routes[-1].dependant.query_params.clear()  # type: ignore[attr-defined]
        sent = asyncio.run(call(app, {}, [{"type": "http.disconnect"}]))
        found.append([options, sent, [[each[2], each[5].get("error.type")] for each in provider.spans()]])
    return found


def watch_scopes_without_server_and_version() -> object:
    provider = Provider()
    app = FastAPI(telemetry=provider.options(operation_spans=False))
    for more in ({}, {"server": ("unix", None)}, {"server": ("a", 1), "http_version": "2", "scheme": "https"}):
        asyncio.run(call(app, more, [{"type": "http.request", "body": b""}]))
    return [each[5] for each in provider.spans()]


def watch_websockets() -> object:
    provider = Provider()
    client = TestClient(observed_app(telemetry=provider.options()))
    found: list[Any] = []
    for path in ("/ws/echo", "/ws/wait", "/ws/broken", "/ws/echo?size=x", "/none"):
        try:
            with client.websocket_connect(path) as websocket:
                websocket.send_text("text")
                found.append(websocket.receive_text())
        except Exception as error:
            found.append(type(error).__name__)
        found.append([provider.spans(), provider.logged()])
    return found, sorted(provider.metrics())


def watch_data_of_a_request_in_a_processor() -> object:
    from fastapi.telemetry import get_telemetry_data
    from opentelemetry.sdk.trace import SpanProcessor

    found: list[Any] = []

    class Processor(SpanProcessor):
        def on_end(self, span: Any) -> None:
            data = get_telemetry_data()
            if data is not None:
                connection = data.request or data.websocket
                path = connection.url.path if connection else None
                values = data.values and sorted(data.values)
                found.append([span.name, path, data.body, values, data.errors and len(data.errors)])

    provider = Provider()
    provider.tracers.add_span_processor(Processor())
    client = TestClient(observed_app(telemetry=provider.options()))
    client.post("/items", json={"name": "a"})
    client.post("/items", json={})
    client.post("/items", content="{", headers={"Content-Type": "application/json"})
    client.get("/items/7")
    with client.websocket_connect("/ws/a") as websocket:
        websocket.send_text("a")
    return found, get_telemetry_data()


def watch_global_providers_that_are_not_configured() -> object:
    from opentelemetry import _logs, metrics, trace

    names = [
        type(each).__name__
        for each in (trace.get_tracer_provider(), metrics.get_meter_provider(), _logs.get_logger_provider())
    ]
    mixed: list[Any] = []
    for name, value in (
        ("tracer_provider", trace.NoOpTracerProvider()),
        ("meter_provider", metrics.NoOpMeterProvider()),
        ("logger_provider", _logs.NoOpLoggerProvider()),
    ):
        provider = Provider()
        answers = ask(observed_app(telemetry=provider.options(**{name: value})), "/items/7", "/broken")
        mixed.append([answers, len(provider.spans()), sorted(provider.metrics()), len(provider.logged())])
        mixed.append(ask(observed_app(telemetry={name: value}), "/items/7"))
    return names, ask(observed_app(), "/items/7"), mixed


def watch_app_that_another_middleware_traces_already() -> object:
    class OpenTelemetryMiddleware:
        def __init__(self, app: Any) -> None:
            self.app = app

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            await self.app(scope, receive, send)

    OpenTelemetryMiddleware.__module__ = "opentelemetry.instrumentation.asgi"
    provider = Provider()
    app = observed_app(telemetry=provider.options())
    app.add_middleware(OpenTelemetryMiddleware)
    return ask(app, "/items/7"), provider.spans(), provider.metrics(), provider.logged()


@contextmanager
def exporting(**variables: str) -> Iterator[list[str]]:
    """The environment of an app that exports to an address at which nobody listens, and what is logged."""
    import fastapi.telemetry._runtime as runtime

    records: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: records.append(record.getMessage())  # type: ignore[method-assign]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("OTEL_", "FASTAPI_"))}
    logging.getLogger("fastapi").addHandler(handler)
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
    try:
        with (
            mock.patch.dict(os.environ, {**clean, **variables}, clear=True),
            mock.patch.object(runtime, "_owned", []),
            mock.patch.object(runtime, "_configured", []),
        ):
            yield records
    finally:
        logging.getLogger("fastapi").removeHandler(handler)


class Kept:
    """A provider that remembers what is registered, and one method at most that fails."""

    def __init__(self, *methods: str, failing: bool = False) -> None:
        self.registered: list[str] = []
        for method in methods:
            setattr(self, method, self.fail if failing else self.register)

    def register(self, component: Any) -> None:
        self.registered.append(type(component).__name__)

    def fail(self, component: Any) -> None:
        self.registered.append("failed")
        raise LookupError("refused")


ENDPOINT = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1/"}
METHODS = ("add_span_processor", "add_metric_reader", "add_log_record_processor")


def started(telemetry: Any, times: int = 1) -> None:
    for _ in range(times):
        with TestClient(FastAPI(telemetry=telemetry)):
            pass


class Quiet:
    """Stands in for an exporter's pipeline, so that no thread is started and nothing is sent."""

    closed: list[str] = []

    def __init__(self, *arguments: Any, **options: Any) -> None: ...

    def force_flush(self) -> None:
        Quiet.closed.append("flushed")

    def shutdown(self) -> None:
        Quiet.closed.append("shut down")


@contextmanager
def without_threads() -> Iterator[None]:
    import opentelemetry.sdk._logs.export as log_export
    import opentelemetry.sdk.metrics.export as metric_export
    import opentelemetry.sdk.trace.export as trace_export

    Quiet.closed = []
    with (
        mock.patch.object(log_export, "BatchLogRecordProcessor", Quiet),
        mock.patch.object(metric_export, "PeriodicExportingMetricReader", Quiet),
        mock.patch.object(trace_export, "BatchSpanProcessor", Quiet),
    ):
        yield


def watch_exporters_from_the_environment() -> object:
    environments: list[dict[str, str]] = [
        {},
        ENDPOINT,
        {**ENDPOINT, "OTEL_TRACES_EXPORTER": "none", "OTEL_LOGS_EXPORTER": "none"},
        {**ENDPOINT, "OTEL_SDK_DISABLED": "true"},
        {**ENDPOINT, "OTEL_METRICS_EXPORTER": "console"},
        {**ENDPOINT, "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "localhost:4318"},
        {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:1/own", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "grpc"},
        {"OTEL_EXPORTER_OTLP_LOGS_ENDPOINT": "http://127.0.0.1:1/own"},
    ]
    found = []
    for variables in environments:
        with exporting(**variables) as records, without_threads():
            kept = [Kept(method) for method in METHODS]
            names = ("tracer_provider", "meter_provider", "logger_provider")
            started({**dict(zip(names, kept, strict=True)), "auto_configure": True}, times=2)
            found.append([[each.registered for each in kept], records, Quiet.closed])
    return found


def watch_providers_that_take_no_exporter() -> object:
    found = []
    for kept in (Kept(), Kept("add_span_processor", failing=True)):
        with exporting(**ENDPOINT) as records, without_threads():
            options = {"tracer_provider": kept, "auto_configure": True, "metrics": False, "logs": False}
            started(options)
            found.append([kept.registered, records, Quiet.closed])
    return found


def watch_when_exporters_are_configured() -> object:
    found = []
    for variables in ({}, {"FASTAPI_OTEL_AUTO_CONFIGURE": "true"}, {"FASTAPI_OTEL_AUTO_CONFIGURE": "false"}):
        for telemetry in ({}, {"auto_configure": True}, {"auto_configure": False}):
            with exporting(**ENDPOINT, **variables), without_threads():
                kept = Kept("add_span_processor")
                started({"tracer_provider": kept, "metrics": False, "logs": False, **telemetry})
                found.append([variables, telemetry, kept.registered])
    return found


def watch_global_providers_made_from_the_environment() -> object:
    import opentelemetry.sdk.metrics.export as metric_export
    from opentelemetry import _logs, metrics, trace

    def in_memory(exporter: Any) -> Any:
        return metric_export.InMemoryMetricReader()

    made: list[Any] = []
    names = ["set_tracer_provider", "set_meter_provider", "set_logger_provider"]
    modules: list[Any] = [trace, metrics, _logs]
    for ours in (True, False):
        with exporting(**ENDPOINT) as records, without_threads(), patched(modules, names, made, ours):
            with mock.patch.object(metric_export, "PeriodicExportingMetricReader", in_memory):
                started({"auto_configure": True})
            made.append([records, Quiet.closed])
    return made


@contextmanager
def patched(modules: list[Any], names: list[str], made: list[Any], ours: bool) -> Iterator[None]:
    """Let global providers be set for a moment; if not ours, another component is faster."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        for module, name in zip(modules, names, strict=True):
            getter = name.replace("set_", "get_")
            current = [getattr(module, getter)()]

            def set_provider(provider: Any, current: list[Any] = current, name: str = name) -> None:
                made.append([name, type(provider).__module__.split(".")[1]])
                current[0] = provider if ours else Kept(*METHODS)

            stack.enter_context(mock.patch.object(module, name, set_provider))
            stack.enter_context(mock.patch.object(module, getter, lambda current=current: current[0]))
        yield


def watch_export_at_shut_down() -> object:
    import fastapi.telemetry._runtime as runtime

    class Broken(Quiet):
        def force_flush(self) -> None:
            raise LookupError("flush")

        def shutdown(self) -> None:
            raise LookupError("shutdown")

    with exporting() as records:
        Quiet.closed = []
        runtime._owned.extend([Quiet(), Broken()])
        started({})
        runtime._shutdown()
        return records, Quiet.closed, runtime._owned


def watch_start_that_fails() -> object:
    import fastapi.telemetry._runtime as runtime

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        raise LookupError("start")
        yield

    with exporting():
        Quiet.closed = []
        runtime._owned.append(Quiet())
        try:
            with TestClient(FastAPI(lifespan=lifespan)):
                return "started"
        except LookupError as error:
            return str(error), Quiet.closed


def watch_exporters_that_are_not_installed() -> object:
    import sys

    hidden = {"opentelemetry.exporter.otlp.proto.http._log_exporter": None}
    with exporting(**ENDPOINT) as records, mock.patch.dict(sys.modules, hidden):
        started({"auto_configure": True})
        return records


def watch_meter_of_logfire() -> object:
    class ProxyMeterProvider:
        provider = Kept("add_metric_reader")

    ProxyMeterProvider.__module__ = "logfire._internal.metrics"
    with exporting(**ENDPOINT) as records, without_threads():
        started({"meter_provider": ProxyMeterProvider(), "auto_configure": True, "tracing": False, "logs": False})
        return ProxyMeterProvider.provider.registered, records


def watch_unknown_option_of_telemetry() -> object:
    if "telemetry" not in signature(FastAPI).parameters:
        return "no such argument"
    unknown: Any = {"unknown": True}
    try:
        return ask(FastAPI(telemetry=unknown), "/")
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def watch_middleware_of_starlette_for_telemetry() -> object:
    from opentelemetry import trace
    from starlette.middleware.opentelemetry import OpenTelemetryMiddleware

    found = []
    for options in ({}, {"excluded_urls": "none, items"}, {"excluded_urls": ["broken"]}, {"excluded_urls": ""}):
        provider, off = Provider(), {"tracing": False, "metrics": False, "logs": False}
        app = observed_app(telemetry=off)
        app.mount("/sub", observed_app(telemetry=off))
        app.add_middleware(OpenTelemetryMiddleware, tracer_provider=provider.tracers)
        app.add_middleware(
            OpenTelemetryMiddleware, tracer_provider=provider.tracers, meter_provider=provider.meters, **options
        )
        paths = ("/items/7?q=1", "/broken", "/none", "/server-error", "/sub/items/7", "/sub/none")
        ask(app, *paths, **{"User-Agent": "watch"})
        found.append(provider.spans())
    silent = observed_app()
    silent.add_middleware(OpenTelemetryMiddleware, tracer_provider=trace.NoOpTracerProvider())
    return found, ask(silent, "/items/7")


def watch_middleware_of_starlette_in_odd_scopes() -> object:
    from starlette.middleware.opentelemetry import OpenTelemetryMiddleware
    from starlette.routing import Mount, Router

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    provider = Provider()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wrapped = OpenTelemetryMiddleware(app, tracer_provider=provider.tracers)
    mounted = OpenTelemetryMiddleware(Router([Mount("/sub", app)]), tracer_provider=provider.tracers)
    asyncio.run(call(mounted, {"path": "/sub/x", "root_path": ""}, []))
    for more in (
        {},
        {"server": ("a", 1), "client": ("b", 2), "http_version": "2", "scheme": "https"},
        {"method": "brew", "server": ("unix", None), "headers": [(b"host", b"a")]},
        {"type": "lifespan"},
    ):
        asyncio.run(call(wrapped, more, []))
    return provider.spans()
