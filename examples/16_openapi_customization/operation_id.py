# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "httpx",  # for the test
#     "openapi-python-client",  # for the test
#     "openapi-spec-validator",  # for the test
# ]
# ///
"""operation_id: name the operations, because client generators make the names of functions from the ids.

The default id holds the path, so a client would have a `list_teas_teas_get`. `generate_unique_id_function` names all
operations by a rule, `operation_id` one of them. Ids must be unique over the document; a repeated one is only a
warning. Since FastAPI 0.137 setting `route.operation_id` in a loop over `app.routes` misses included routers.
"""

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel


class Tea(BaseModel):
    name: str


def use_function_name(route: APIRoute) -> str:
    return route.name


teas = APIRouter(prefix="/teas", tags=["teas"])


@teas.get("/")
def list_teas() -> list[Tea]:
    return [Tea(name="green")]


@teas.post("/", status_code=201)
def add_tea(tea: Tea) -> Tea:
    return tea


app = FastAPI(generate_unique_id_function=use_function_name)
app.include_router(teas)


@app.get("/health/", operation_id="checkHealth")
def read_health() -> bool:
    return True
