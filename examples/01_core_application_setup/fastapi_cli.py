# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]>=0.112"]
# [tool.fastapi-by-example]
# copy-as = "main.py"
# ///
"""The fastapi command: `fastapi dev` for development, `fastapi run` for production.

Both find `app` in `main.py`. For another file, set `entrypoint = "shop.api:app"` under
`[tool.fastapi]` in `pyproject.toml` (fastapi-cli 0.0.15 or newer). `dev` reloads and
listens on 127.0.0.1; `run` does not reload and listens on 0.0.0.0.
"""

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def read_root() -> dict[str, str]:
    return {"message": "Hello from the command"}
