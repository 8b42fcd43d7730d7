# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]>=0.102", "pydantic>=2"]
# ///
"""Separate input and output schemas: one schema for a model, or one for each direction.

A field with a default may be missing from a request, but is always in a response. The
`model_config` here makes it required there. FastAPI then writes two schemas, or with
`False` only that of the input. A computed field always makes two.
"""

from fastapi import APIRouter, FastAPI
from pydantic import BaseModel, ConfigDict

app = FastAPI(separate_input_output_schemas=True)
app_with_one_schema = FastAPI(separate_input_output_schemas=False)
router = APIRouter()


class Item(BaseModel):
    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    name: str
    description: str | None = None


@router.post("/items", status_code=201)
def create_item(item: Item) -> Item:
    return item


app.include_router(router)
app_with_one_schema.include_router(router)
