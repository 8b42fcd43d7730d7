# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "fastapi-cli>=0.0.15"]
# ///
"""[tool.fastapi] in pyproject.toml: name the application once, for every `fastapi` command.

With `entrypoint = "module:variable"`, `fastapi dev` and `fastapi run` need no path,
even if the file is not `main.py` or has several applications. Run them in the folder of
`pyproject.toml`. `pyproject_entrypoint.pyproject.toml` is an example of one.
"""

from fastapi import FastAPI

intranet = FastAPI(title="Intranet")
shop = FastAPI(title="Shop")


@shop.get("/items")
def list_items() -> list[str]:
    return ["Pen", "Ink"]


@intranet.get("/sales")
def list_sales() -> list[int]:
    return [3, 1]
