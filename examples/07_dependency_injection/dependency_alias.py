# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Dependency type alias: name an annotated dependency once and use the name in every endpoint.

The alias is the type that the reader and the type checker see, and the place
to change when the dependency changes. The mistake is to annotate a parameter
with the bare class instead of the alias: FastAPI takes it for a request
parameter and refuses the route. Aliases need the `Annotated` form, which
FastAPI understands since 0.95.
"""

from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


class Session:
    def select(self, table: str) -> list[str]:
        return [f"first of {table}", f"second of {table}"]


def get_db() -> Session:
    return Session()


DBDep = Annotated[Session, Depends(get_db)]


@app.get("/users")
def list_users(db: DBDep) -> list[str]:
    return db.select("users")


@app.get("/items")
def list_items(db: DBDep, limit: int = 1) -> list[str]:
    return db.select("items")[:limit]
