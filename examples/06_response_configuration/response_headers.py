# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Response headers: set them on an injected Response, and still return plain data.

FastAPI copies them to the real response; a dependency can set some too. A Response that
is returned is sent as it is, without the headers of the injected one, and has its own
in `headers=`.
"""

from typing import Annotated

from fastapi import Depends, FastAPI, Query, Response

app = FastAPI()

items = ["pen", "ink", "paper"]


def forbid_caching(response: Response) -> None:
    response.headers["Cache-Control"] = "no-store"


@app.get("/items", dependencies=[Depends(forbid_caching)])
def read_items(response: Response, offset: Annotated[int, Query(ge=0)] = 0) -> list[str]:
    response.headers["X-Total-Count"] = str(len(items))
    return items[offset : offset + 2]


@app.get("/items/export")
def export_items() -> Response:
    headers = {"X-Total-Count": str(len(items))}
    return Response("\n".join(items), media_type="text/plain", headers=headers)
