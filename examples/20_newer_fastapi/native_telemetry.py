# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]>=0.142", "opentelemetry-sdk"]
# ///
"""OpenTelemetry tracing: FastAPI makes the spans of each request itself, without instrumentation.

A request's span is named after its route, continues the caller's trace, and holds spans
of the endpoint and its dependencies. Give the provider a processor that exports them:
`BatchSpanProcessor(OTLPSpanExporter())` sends them to a collector. Keep personal data out
of attributes.
"""

from fastapi import FastAPI, HTTPException
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider

provider = TracerProvider(resource=Resource.create({"service.name": "shop"}))
tracer = provider.get_tracer(__name__)

app = FastAPI(
    telemetry={
        "tracer_provider": provider,
        "exclude": lambda scope: scope["path"] == "/health",
    }
)


@app.get("/orders/{order_id}")
def read_order(order_id: int) -> dict[str, int]:
    with tracer.start_as_current_span("load order") as span:
        span.set_attribute("order.id", order_id)
        if order_id > 1000:
            raise HTTPException(404, "No such order")
        return {"id": order_id, "total": 42}


@app.get("/health")
def read_health() -> str:
    return "ok"
