# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "prometheus-client", "prometheus-fastapi-instrumentator"]
# ///
"""Prometheus metrics: count and time requests by route, and count what matters to the shop.

Every new label value is a new time series, so keep them few: label with the route's
template and known methods only. A redirect for a slash would be labelled with its own
path, so those are off. Let only Prometheus reach `/metrics`. With several workers, set
`PROMETHEUS_MULTIPROC_DIR`.
"""

from typing import Annotated

from fastapi import Body, FastAPI
from prometheus_client import Counter, Histogram
from prometheus_fastapi_instrumentator import Instrumentator
from prometheus_fastapi_instrumentator.metrics import Info

app = FastAPI(redirect_slashes=False)

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
SECONDS = Histogram("http_seconds", "Duration of requests", ["method", "route", "status"])
ORDERED = Counter("ordered_items", "Items that were ordered")


def measure(info: Info) -> None:
    method = info.method if info.method in METHODS else "other"
    SECONDS.labels(method, info.modified_handler, info.modified_status).observe(info.modified_duration)


Instrumentator().add(measure).instrument(app).expose(app, include_in_schema=False)


@app.post("/orders/{customer}", status_code=201)
async def place_order(customer: str, items: Annotated[list[str], Body(max_length=20)]) -> int:
    ORDERED.inc(len(items))
    return len(items)
