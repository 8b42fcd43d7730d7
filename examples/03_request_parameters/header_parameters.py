# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Header parameters: `Header()` reads a request header and turns `_` in the name into `-`.

A header that can be sent more than once is a list; commas do not separate its values.
Use `convert_underscores=False` only if a client insists on an underscore: many proxies
drop such headers.
"""

from typing import Annotated

from fastapi import FastAPI, Header

app = FastAPI()


@app.get("/items")
def read_items(
    user_agent: Annotated[str, Header()],
    x_tag: Annotated[list[str] | None, Header()] = None,
    old_name: Annotated[str | None, Header(convert_underscores=False)] = None,
) -> dict[str, str | list[str] | None]:
    return {"user_agent": user_agent, "x_tag": x_tag, "old_name": old_name}
