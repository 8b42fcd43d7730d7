"""The canonical names of imports, as used in signs."""

ROOTS = {"starlette": "fastapi"}
"""Packages whose members count as those of another package."""


def canonical(full: str) -> str:
    """A package and the last part of a name, without the modules between: `fastapi.responses.FileResponse` is
    `fastapi.FileResponse`, and so is Starlette's own."""
    first, dot, rest = full.partition(".")
    if not first:  # a relative import
        return ""
    return f"{ROOTS.get(first, first)}{dot}{rest.rpartition('.')[2]}" if dot else first


def typed_attribute(kind: str, attribute: str) -> str:
    """An attribute of an instance of a class: `fastapi.FastAPI:include_router`."""
    return f"{kind}:{attribute}"
