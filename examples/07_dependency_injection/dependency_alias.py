# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Dependency type alias: name an annotated dependency once and use the name everywhere.

If the dependency changes, there is one place to edit. Do not annotate a parameter with
the bare class, `db: Session`: FastAPI takes it for a request parameter and raises an
error.
"""

from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


class Session:
    def select(self, table: str) -> list[str]:
        return [f"first of {table}"]


def get_db() -> Session:
    return Session()


DBDep = Annotated[Session, Depends(get_db)]


@app.get("/users")
def list_users(db: DBDep) -> list[str]:
    return db.select("users")


@app.get("/items")
def list_items(db: DBDep) -> list[str]:
    return db.select("items")
