"""Read all sources of a project, and combine the signs of its files."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from fastapi_by_example.errors import UsageError
from fastapi_by_example.uses.declared import dependency_signs
from fastapi_by_example.uses.source import Function, Parameter, Source, read_source

LEFT_OUT = frozenset({"node_modules", "site-packages", "__pycache__", "build", "dist", "venv"})
LARGEST = 2 * 2**20
"""Largest source that is read, in bytes."""
SPECIAL = frozenset(
    f"fastapi.{name}"
    for name in (
        "Request",
        "Response",
        "BackgroundTasks",
        "WebSocket",
        "UploadFile",
        "HTTPConnection",
        "SecurityScopes",
    )
)
MARKERS = frozenset(
    f"fastapi.{name}" for name in ("Query", "Path", "Header", "Cookie", "Body", "Form", "File", "Depends", "Security")
)
IMPORTS = re.compile(rb"(?m)^\s*(from|import) fastapi\b")
MODEL = "pydantic.BaseModel"
BASES = {"sqlmodel.SQLModel": [MODEL], "pydantic.RootModel": [MODEL]}
"""The bases of classes outside of the project."""
VALUES = frozenset(
    {"str", "int", "float", "bool", "bytes", "list", "set", "tuple", "dict", "None", "Optional", "Union", "Annotated"}
    | {"Literal", "Any", "date", "datetime", "time", "timedelta", "Decimal", "UUID", "EmailStr", "HttpUrl", "AnyUrl"}
    | {"Enum", "StrEnum", "IntEnum"}
)
"""The types of plain values, by the last part of their names. A parameter of another type may not be a query."""
OTHERS = frozenset(["fastapi", "pydantic", "pydantic_settings", "sqlmodel", "sqlalchemy", "typing"])
"""Packages whose classes are never mistaken for the project's own classes with the same name."""
Classes = dict[str, list[str]]
"""The bases of each class of a project."""


@dataclass(frozen=True)
class Place:
    """A line of a file; the path is relative to the project."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass
class Signs:
    """The signs of a project with their places, and the files that could not be read entirely, with the reason."""

    places: dict[str, list[Place]] = field(default_factory=dict)
    by_file: dict[str, set[str]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    files: int = 0

    def add(self, sign: str, place: Place) -> None:
        """Note a sign."""
        self.places.setdefault(sign, []).append(place)
        self.by_file.setdefault(place.file, set()).add(sign)


def read_signs(path: Path) -> Signs:
    """The signs of a folder, or of one file. Raises UsageError if there is no Python source."""
    if not path.exists():
        raise UsageError(f"no file or folder {path}")
    sources: dict[str, Source] = {}
    signs = Signs()
    for file in [path] if path.is_file() else sorted(_files(path)):
        name = file.name if path.is_file() else file.relative_to(path).as_posix()
        try:
            if file.stat().st_size > LARGEST:
                signs.unread.append(f"{name}: larger than {LARGEST // 2**20} MiB")
                continue
            text = file.read_bytes()
        except OSError as error:
            signs.unread.append(f"{name}: {error.strerror}")
            continue
        sources[name] = read_source(text)
        for sign, line in dependency_signs(file, text):
            signs.add(sign, Place(name, line))
        if not sources[name].is_whole:
            signs.unread.append(f"{name}: some of it is not Python")
    if not sources and not signs.unread:
        raise UsageError(f"no Python source in {path}")
    for file in path.iterdir() if path.is_dir() else path.parent.glob(f"{path.stem}.*"):
        if file != path:
            for sign, line in dependency_signs(file, b""):
                signs.add(sign, Place(file.name, line))
    signs.files = len(sources)
    _tie(sources, signs)
    return signs


def uses_fastapi(path: Path) -> bool:
    """Whether a source in a folder imports FastAPI."""
    return any(IMPORTS.search(file.read_bytes()) for file in _files(path) if file.is_file())


def _files(path: Path) -> Iterator[Path]:
    """The sources below a folder, except those of environments and tools."""
    for parent, folders, names in os.walk(path):
        folders[:] = [
            name
            for name in folders
            if name not in LEFT_OUT and not name.startswith(".") and not Path(parent, name, "pyvenv.cfg").exists()
        ]
        yield from (Path(parent, name) for name in names if name.endswith(".py"))


def _tie(sources: dict[str, Source], signs: Signs) -> None:
    defined = {name for source in sources.values() for name in (*source.classes, *source.aliases, *source.functions)}
    classes = {
        name: [_own(base, defined) for base in bases]
        for source in sources.values()
        for name, bases in source.classes.items()
    }
    functions = {name: function for source in sources.values() for name, function in source.functions.items()}
    aliases = {alias for source in sources.values() for alias in source.aliases}
    for file, source in sources.items():
        for parameter in source.parameters:
            parameter.names = tuple(_own(name, defined) for name in parameter.names)
        source.bases = [(_own(base, defined), line) for base, line in source.bases]
        source.dependencies = [(_own(name, defined), line) for name, line in source.dependencies]
        for sign, line in (
            *source.signs,
            *_of_classes(source, classes),
            *_of_dependencies(source, classes, functions),
            *_of_parameters(source, classes, aliases),
            *_of_routes(source),
        ):
            signs.add(sign, Place(file, line))


def _of_classes(source: Source, classes: Classes) -> Iterator[tuple[str, int]]:
    for sign, line in source.signs:
        if sign.startswith("handles ") and _own(sign.removeprefix("handles "), classes) in classes:
            yield "handles own", line
    for base, line in source.bases:
        ancestors = _ancestors(base, classes)
        for ancestor in ancestors:
            yield f"class {ancestor}", line
        if "." not in base and MODEL in ancestors:
            yield "class of a model", line
    for name, line in source.optional_fields:
        if MODEL in _ancestors(name, classes):
            yield "field optional", line


def _of_dependencies(source: Source, classes: Classes, functions: dict[str, Function]) -> Iterator[tuple[str, int]]:
    for name, line in source.dependencies:
        if not name or name in classes:
            yield "Depends class", line
        if function := functions.get(name):
            kind = "generator" if function.is_generator else "function"
            yield f"Depends {'async ' if function.is_async else ''}{kind}", line
            if function.has_dependency:
                yield "Depends sub", line
            yield from ((f"Depends takes {one}", line) for one in function.takes)
            for one in function.returns:
                own = _own(one, classes)
                yield from ((f"Depends gives {ancestor}", line) for ancestor in _ancestors(own, classes))


def _of_parameters(source: Source, classes: Classes, aliases: set[str]) -> Iterator[tuple[str, int]]:
    bodies = []
    for parameter in source.parameters:
        found = _of_parameter(parameter, classes, aliases)
        yield from ((sign, parameter.line) for sign in found)
        bodies += [parameter.line] if "param body" in found else []
    for first, second in pairwise(bodies):
        if second - first <= 1:
            yield "param two bodies", second


def _of_routes(source: Source) -> Iterator[tuple[str, int]]:
    """Routes with a fixed segment where an earlier or later route has a parameter."""
    for method, path, line in source.routes:
        form = re.compile("/".join("[^/]+" if "{" in step else re.escape(step) for step in path.split("/")))
        for other, word, where in source.routes:
            if "{" in path and other == method and word != path and "{" not in word and form.fullmatch(word):
                yield "routes that overlap", min(line, where)


def _ancestors(base: str, classes: Classes) -> set[str]:
    found: set[str] = set()
    waiting = [base]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += [*classes.get(one, []), *BASES.get(one, [])]
    return found


def _of_parameter(one: Parameter, classes: Classes, aliases: set[str]) -> Iterable[str]:
    """The signs of a parameter of a route."""
    marked = [marker for marker in one.markers if marker in MARKERS]
    models = [name for name in one.names if MODEL in _ancestors(name, classes) and name != MODEL]
    special = [name for name in one.names if name in SPECIAL]
    found = [f"param {name}" for name in (*marked, *special)] + [f"param named {one.name}"]
    if models:
        found += [f"param model {marker}" for marker in marked] or ["param body"]
    found += ["param list"] if one.is_list else []
    found += [f"param list {name}" for name in (*marked, *special) if one.is_list]
    if any(name in aliases for name in one.names):
        found.append("param alias")
    elif one.in_path:
        found.append("param path")
    elif (not special and not models and "fastapi.Query" in marked) or (
        not (marked or special or models) and _is_value(one, classes)
    ):
        found.append("param query")
        found.append("param query optional" if one.is_optional and one.has_default else "param query other")
        found += [] if one.has_default else ["param query required"]
    return found


def _is_value(one: Parameter, classes: Classes) -> bool:
    """Whether all names in an annotation are types of values, or enumerations of the project."""
    return all(
        {ancestor.rpartition(".")[2] for ancestor in _ancestors(name, classes)} & VALUES or name.startswith("typing.")
        for name in one.names
    )


def _own(name: str, known: Iterable[str]) -> str:
    """The plain name of anything that another file of the project defines; any other name unchanged."""
    package, _, _ = name.partition(".")
    last = name.rpartition(".")[2]
    return last if last in known and package not in OTHERS else name
