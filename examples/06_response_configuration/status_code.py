# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Status code: declare it in the decorator, and change it on the injected Response where it depends.

The documentation knows only the declared one; name others in `responses=`. A 204 has no
body, whatever data the function returns; a returned Response is sent as it is. The names in
`status` follow the RFCs: HTTP_422_UNPROCESSABLE_ENTITY is HTTP_422_UNPROCESSABLE_CONTENT
since Starlette 0.48.
"""

from fastapi import FastAPI, HTTPException, Response, status

KNOWN = {1}
app = FastAPI()


@app.get("/items/{item_id}")
def read_item(item_id: int) -> dict[str, int]:
    return {"item_id": item_id}


@app.put("/items/{item_id}", status_code=status.HTTP_201_CREATED)
def put_item(item_id: int, response: Response) -> dict[str, int]:
    if item_id in KNOWN:
        response.status_code = status.HTTP_200_OK
    return {"item_id": item_id}


@app.delete("/items/{item_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_item(item_id: int) -> None:
    if item_id not in KNOWN:
        raise HTTPException(status.HTTP_404_NOT_FOUND)
