# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Response headers: set them on an injected Response, and still return plain data.

FastAPI copies them to the real response; a dependency can set some too. A Response that
you return is sent as it is, with only its own headers.
"""

from fastapi import Depends, FastAPI, Response

app = FastAPI()
items = ["pen", "ink", "paper"]


def forbid_caching(response: Response) -> None:
    response.headers["Cache-Control"] = "no-store"


@app.get("/items", dependencies=[Depends(forbid_caching)])
def read_items(response: Response) -> list[str]:
    response.headers["X-Total-Count"] = str(len(items))
    return items


@app.get("/items/export")
def export_items() -> Response:
    return Response("\n".join(items), headers={"X-Total-Count": str(len(items))})
