"""Signs outside of code: the packages that a project, or the header of a script, requires."""

import re
from collections.abc import Iterator
from pathlib import Path

FILES = re.compile(r"(.*\.)?pyproject\.toml|.*requirements.*\.(txt|in)")
STARTED = re.compile(r"(.*\.)?Dockerfile|Procfile|(docker-)?compose.*\.ya?ml|.*\.sh")
WORKERS = re.compile(r"\b(?P<server>uvicorn|fastapi run|gunicorn)\b[^\n`]*?[ \"'](--workers|-w)\b")
HEADER = re.compile(r"(?ms)^# /// script$.*?^# ///$")
PACKAGE = re.compile(r"""(?m)(?:^|["'])(?P<name>[A-Za-z][\w.-]*(?:\[[\w,-]+\])?)(?=\s*(?:[<>=!~;@"',]|$))""")


def dependency_signs(file: Path, text: bytes) -> Iterator[tuple[str, int]]:
    """The packages that a file requires, as `needs fastapi[standard]`, and how it starts a server, with their lines."""
    if file.suffix == ".py":
        source = text.decode("utf-8", "replace")
        header = HEADER.search(source)
        yield from _packages(header[0]) if header else ()
        yield from _commands(source)
    elif FILES.fullmatch(file.name) and file.is_file():
        declared = file.read_text(encoding="utf-8", errors="replace")
        yield from _packages(declared)
        if "[tool.fastapi]" in declared:
            yield "file [tool.fastapi]", declared.count("\n", 0, declared.index("[tool.fastapi]")) + 1
    elif STARTED.fullmatch(file.name) and file.is_file():
        yield f"file {file.suffix.removeprefix('.') or file.name}", 1
        yield from _commands(file.read_text(encoding="utf-8", errors="replace"))


def _commands(text: str) -> Iterator[tuple[str, int]]:
    for found in WORKERS.finditer(text):
        yield f"command {found['server']} --workers", text.count("\n", 0, found.start()) + 1


def _packages(text: str) -> Iterator[tuple[str, int]]:
    for found in PACKAGE.finditer(text):
        yield f"needs {found['name'].lower()}", text.count("\n", 0, found.start("name")) + 1
