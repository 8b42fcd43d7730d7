# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""operation_id: name the operations, because client generators turn ids into functions.

The default id contains the path: `list_items_v1_items_get`. Names alone repeat as soon
as a router is included twice, so the rule here puts the tags before them. FastAPI only
warns about a repeated id; generators fail on it.
"""

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute


def use_tags_and_name(route: APIRoute) -> str:
    return "-".join([*map(str, route.tags), route.name])


app = FastAPI(generate_unique_id_function=use_tags_and_name)
router = APIRouter(prefix="/items", tags=["items"])


@router.get("")
def list_items() -> list[str]:
    return ["green"]


@app.get("/health", operation_id="checkHealth")
def read_health() -> str:
    return "healthy"


app.include_router(router, prefix="/v1", tags=["v1"])
app.include_router(router, prefix="/v2", tags=["v2"])
