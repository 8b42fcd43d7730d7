# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Parameter alias: `Query(alias="item-query")` reads a name from the URL that is no Python identifier.

The alias is the only name the request knows: the argument's own name is ignored, and errors and documentation use
the alias. Since FastAPI 0.156.3 `validation_alias=AliasChoices(...)` accepts several names.
"""

from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/items/")
def read_items(item_query: Annotated[str, Query(alias="item-query", min_length=3)] = "all") -> dict[str, str]:
    return {"item_query": item_query}
