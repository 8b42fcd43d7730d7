# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]>=0.142", "opentelemetry-sdk"]
# ///
"""OpenTelemetry tracing: FastAPI itself creates the spans of each request, without instrumentation.

A request's span is named after its route, continues the caller's trace, and contains
spans for the endpoint and its dependencies. To export them, add a processor to the
provider: `BatchSpanProcessor(OTLPSpanExporter())` sends them to a collector. Keep
personal data out of attributes.
"""

from fastapi import FastAPI, HTTPException
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider

provider = TracerProvider(resource=Resource.create({"service.name": "shop"}))
tracer = provider.get_tracer(__name__)

app = FastAPI(telemetry={"tracer_provider": provider, "exclude": lambda scope: scope["path"] == "/health"})

TOTALS = {7: 42}


@app.get("/orders/{order_id}")
def read_order(order_id: int) -> dict[str, int]:
    if order_id not in TOTALS:
        raise HTTPException(404, "No such order")
    with tracer.start_as_current_span("load order", attributes={"order.id": order_id}):
        return {"id": order_id, "total": TOTALS[order_id]}


@app.get("/health")
def read_health() -> str:
    return "ok"
