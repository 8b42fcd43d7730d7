# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Response headers: set them on an injected Response, and still return plain data.

The injected Response only holds headers, cookies and the status; FastAPI copies them to the real one. Where the
endpoint returns a Response of its own, that one is sent as it is: the headers of the injected one are lost, and
those that dependencies have set too.
"""

from typing import Annotated

from fastapi import Depends, FastAPI, Response
from fastapi.responses import JSONResponse


def count_requests(response: Response) -> int:
    response.headers["X-RateLimit-Remaining"] = "9"
    return 9


app = FastAPI()


@app.get("/injected")
def read_injected(response: Response) -> dict[str, int]:
    response.headers["X-Total-Count"] = "2"
    response.headers.append("Link", '</injected?page=2>; rel="next"')
    response.headers.append("Link", '</injected?page=5>; rel="last"')
    return {"page": 1}


@app.get("/returned")
def read_returned() -> JSONResponse:
    return JSONResponse({"page": 1}, headers={"X-Total-Count": "2"})


@app.get("/dependency")
def read_dependency(remaining: Annotated[int, Depends(count_requests)]) -> dict[str, int]:
    return {"remaining": remaining}
