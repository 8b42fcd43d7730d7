# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""The fastapi command: `fastapi dev` for development, `fastapi run` for production.

Save this as `main.py`, `app.py` or `api.py` and neither command needs a name: it finds the file, and in it `app`,
then `api`, then the first FastAPI object. Never call a file `fastapi_cli.py` as this one is called here: it hides the
package behind the command. `dev` reloads and listens on 127.0.0.1; `run` does not reload and listens on 0.0.0.0.
"""

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def read_root() -> dict[str, str]:
    return {"message": "Hello from the command"}
