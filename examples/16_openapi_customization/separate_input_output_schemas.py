# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "openapi-spec-validator",  # for the test
# ]
# ///
"""Separate input and output schemas: whether a model has one schema in the document, or one for each direction.

A field with a default may be missing in a request and never is in a response. Since Pydantic 2.4 a plain default no
longer makes two schemas: only a model that asks for it, as here, lists its defaults as required in responses. Then
FastAPI writes Item-Input and Item-Output, and `separate_input_output_schemas=False` keeps the one of the input. A
computed field makes two schemas in any case.
"""

from fastapi import APIRouter, FastAPI
from pydantic import BaseModel, ConfigDict

router = APIRouter()


class Item(BaseModel):
    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    name: str
    description: str | None = None


@router.post("/items/")
def create_item(item: Item) -> Item:
    return item


app_with_two_schemas = FastAPI(separate_input_output_schemas=True)
app_with_two_schemas.include_router(router)

app_with_one_schema = FastAPI(separate_input_output_schemas=False)
app_with_one_schema.include_router(router)
