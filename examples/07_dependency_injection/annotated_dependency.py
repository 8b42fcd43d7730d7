# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Depends with Annotated: call a function for the endpoint and hand it the result.

The function's own parameters become parameters of the endpoint, validated and
documented. It is called once per request however often it is needed, unless
`use_cache=False` asks for another call. The mistake is to call it in the
signature, `Depends(get_db())`. `Annotated` (since FastAPI 0.95) replaces
`db: DB = Depends(get_db)`, which still works but takes the place of the
parameter's default.
"""

from typing import Annotated

from fastapi import Depends, FastAPI, Query

app = FastAPI()


class DB:
    def __init__(self, schema: str) -> None:
        self.schema = schema


def get_db(schema: Annotated[str, Query(min_length=3)] = "public") -> DB:
    return DB(schema)


@app.get("/tables/{table}")
def read_table(table: str, db: Annotated[DB, Depends(get_db)]) -> dict[str, str]:
    return {"table": f"{db.schema}.{table}"}


@app.get("/connections")
def compare_connections(
    db: Annotated[DB, Depends(get_db)],
    again: Annotated[DB, Depends(get_db)],
    fresh: Annotated[DB, Depends(get_db, use_cache=False)],
) -> dict[str, bool]:
    return {"again is db": again is db, "fresh is db": fresh is db}
