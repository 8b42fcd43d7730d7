# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Header parameters: `Header()` reads a request header, its name taken from the argument's, `_` for `-`.

A header that is sent more than once needs a `list`; a comma in one header does not make two values. Many proxies
drop headers with an underscore in the name, so `convert_underscores=False` is only for names beyond control.
"""

from typing import Annotated

from fastapi import FastAPI, Header

app = FastAPI()


@app.get("/items/")
def read_items(
    user_agent: Annotated[str, Header()],
    x_tag: Annotated[list[str] | None, Header()] = None,
    old_name: Annotated[str | None, Header(convert_underscores=False)] = None,
) -> dict[str, str | list[str] | None]:
    return {"user_agent": user_agent, "x_tag": x_tag, "old_name": old_name}
