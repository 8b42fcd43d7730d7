"""Turn a Python source into signs: what it refers to, calls, decorates and declares, each with its line.

The parser is independent of the running Python, so newer syntax is read as well.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import tree_sitter_python
from tree_sitter import Language, Node, Parser

from fastapi_by_example.uses.names import canonical, typed_attribute

SHORT = re.compile(r"[A-Za-z/][\w/+.-]{1,40}")
"""The strings that can be signs: names of headers, and paths."""
METHODS = frozenset({"get", "post", "put", "patch", "delete", "options", "head", "trace"})
ROUTES = METHODS | {"api_route", "websocket", "websocket_route"}
FUNCTION = "function_definition"
CLASS = "class_definition"


@dataclass
class Function:
    """A function: whether it returns or yields, the names in its signature, and whether it has a dependency."""

    is_async: bool
    is_generator: bool
    has_dependency: bool
    takes: tuple[str, ...]
    returns: tuple[str, ...]


@dataclass
class Parameter:
    """A parameter of a route or dependency: the names in its annotation, its markers, and how it is declared."""

    line: int
    name: str
    names: tuple[str, ...]
    markers: tuple[str, ...]
    is_optional: bool
    has_default: bool
    is_list: bool
    in_path: bool


@dataclass
class Source:
    """The signs of one file. The names in `parameters` and `dependencies` may be defined in other files."""

    signs: list[tuple[str, int]] = field(default_factory=list)
    classes: dict[str, list[str]] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    aliases: set[str] = field(default_factory=set)
    parameters: list[Parameter] = field(default_factory=list)
    dependencies: list[tuple[str, int]] = field(default_factory=list)
    bases: list[tuple[str, int]] = field(default_factory=list)
    optional_fields: list[tuple[str, int]] = field(default_factory=list)
    routes: list[tuple[str, str, int]] = field(default_factory=list)
    is_whole: bool = True


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_python.language()))


def read_source(text: bytes) -> Source:
    """The signs of a source. If part of it is not valid Python, `is_whole` is false, and the rest is still read."""
    root = _parser().parse(text).root_node
    reader = _Reader(Source(is_whole=not root.has_error))
    reader.read(root)
    return reader.found


class _Reader:
    """Walks a tree. `names` are the full names of imports, `types` the classes of variables."""

    def __init__(self, found: Source) -> None:
        self.found = found
        self.names: dict[str, str] = {}
        self.types: dict[str, str] = {}

    def read(self, root: Node) -> None:
        # Imports may stand anywhere, also after their use in a function.
        for node in _all(root):
            if node.type in ("import_statement", "import_from_statement", "future_import_statement"):
                self._import(node)
        for node in _all(root):
            self._declare(node)
        self._visit(root)

    def sign(self, text: str, node: Node) -> None:
        self.found.signs.append((text, node.start_point[0] + 1))

    def _import(self, node: Node) -> None:
        module_node = node.child_by_field_name("module_name")
        module = _text(module_node) if module_node else ""
        for child in node.children_by_field_name("name"):
            name, alias = child, None
            if child.type == "aliased_import":
                name, alias = child.child_by_field_name("name") or child, child.child_by_field_name("alias")
            full = f"{module}.{_text(name)}" if module else _text(name)
            if module:
                self.names[_text(alias or name)] = full
            elif alias:
                self.names[_text(alias)] = full
            else:
                self.names[full.partition(".")[0]] = full.partition(".")[0]
            self.sign(f"import {full.partition('.')[0]}", node)

    def _declare(self, node: Node) -> None:
        """Note what a name refers to: the class of a variable, or an alias of a type."""
        left = node.child_by_field_name("left") if node.type == "assignment" else None
        right = node.child_by_field_name("right") if left else None
        if left and right:
            if right.type == "call" and (called := self.resolved(right.child_by_field_name("function"))):
                self.types[_text(left)] = called
            if right.type == "subscript" and "Annotated[" in _text(right):
                self._alias(_text(left), right)
        kind = node.child_by_field_name("type") if node.type == "assignment" else None
        if left and kind and (inner := self.resolved(kind.named_children[0])).startswith("fastapi."):
            self.types.setdefault(_text(left), inner)
        if node.type == "type_alias_statement" and "Annotated[" in _text(node):
            self._alias(_text(node.child_by_field_name("left")), node)
        if node.type == "as_pattern" and (alias := node.child_by_field_name("alias")):
            value = node.named_children[0]
            if value.type == "call" and (called := self.resolved(value.child_by_field_name("function"))):
                self.types[_text(alias)] = called

    def _alias(self, name: str, node: Node) -> None:
        self.found.aliases.add(name)
        for call in (one for one in _all(node) if one.type == "call"):
            if marker := self.resolved(call.child_by_field_name("function")):
                self.sign(f"alias {marker}", node)
                self.sign(f"Annotated {marker}", node)

    def resolved(self, node: Node | None) -> str:
        """The canonical name of an expression, or that of an attribute of a variable; empty if it is unknown."""
        if node is None:
            return ""
        if node.type == "identifier":
            name = _text(node)
            if name in self.names:
                return canonical(self.names[name])
            return ""
        if node.type == "attribute":
            whole = _text(node)
            first, _, rest = whole.partition(".")
            if first in self.names and rest.replace(".", "").replace("_", "a").isalnum():
                return canonical(f"{self.names[first]}.{rest}")
            base, attribute = node.child_by_field_name("object"), node.child_by_field_name("attribute")
            if base and attribute and (kind := self.types.get(_text(base))):
                return typed_attribute(kind, _text(attribute))
        return ""

    def _visit(self, node: Node) -> None:
        match node.type:
            case "import_statement" | "import_from_statement":
                return
            case "call":
                self._call(node)
            case "identifier" | "attribute":
                if name := self.resolved(node):
                    self.sign(name, node)
                    if node.type == "attribute" and _text(node).partition(".")[0] in self.names:
                        return
            case "class_definition":
                self._class(node)
            case "decorated_definition":
                self._decorated(node)
            case "with_item":
                value = _innermost(node)
                if value.type == "call" and (name := self.resolved(value.child_by_field_name("function"))):
                    self.sign(f"with {name}()", node)
            case "function_definition":
                self._function(node, ())
            case "type":
                self._annotation(node)
            case "assignment" if _text(node.child_by_field_name("left")).endswith(".openapi"):
                self.sign("sets openapi", node)
            case "string":
                self._string(node)
        for child in node.children:
            self._visit(child)

    def _call(self, node: Node) -> None:
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        name = self.resolved(function)
        if not name and function is not None and function.type == "attribute":
            name = f"?:{_text(function.child_by_field_name('attribute'))}"
        if not name or arguments is None:
            return
        self.sign(f"{name}()", node)
        for child in arguments.named_children:
            if child.type != "keyword_argument":
                continue
            keyword, value = child.child_by_field_name("name"), child.child_by_field_name("value")
            self.sign(f"{name}({_text(keyword)}=)", child)
            if value is not None and value.type in ("none", "true", "false", "string", "integer"):
                self.sign(f"{name}({_text(keyword)}={_text(value).strip(chr(34) + chr(39))})", child)
        first = arguments.named_children[0] if arguments.named_children else None
        if name in ("fastapi.Depends", "fastapi.Security"):
            self.found.dependencies.append((_text(first), node.start_point[0] + 1))
            self.sign(f"Depends on {_text(first)}", node)
        if name.endswith((":exception_handler", ":add_exception_handler")) and first is not None:
            self.sign(f"handles {self.resolved(first) or _text(first)}", node)

    def _class(self, node: Node) -> None:
        name = _text(node.child_by_field_name("name"))
        superclasses = node.child_by_field_name("superclasses")
        for base in superclasses.named_children if superclasses else ():
            if base.type == "keyword_argument":
                self.sign(f"class ({_text(base.child_by_field_name('name'))}=)", base)
                continue
            inner = base.child_by_field_name("value") if base.type == "subscript" else base
            resolved = self.resolved(inner)
            self.found.classes.setdefault(name, []).append(resolved or _text(inner).rpartition(".")[2])
            self.found.bases.append((resolved or _text(inner).rpartition(".")[2], node.start_point[0] + 1))
        self.found.classes.setdefault(name, [])
        body = node.child_by_field_name("body")
        for statement in body.named_children if body else ():
            inner = statement.named_children[0] if statement.named_children else statement
            annotation = inner.child_by_field_name("type") if inner.type == "assignment" else None
            if annotation is not None and ("None" in _text(annotation) or "Optional" in _text(annotation)):
                self.found.optional_fields.append((name, inner.start_point[0] + 1))

    def _string(self, node: Node) -> None:
        text = _text(node).strip("rfb").strip("\"'")
        if SHORT.fullmatch(text):
            self.sign(f"text {text.lower()}", node)

    def _annotation(self, node: Node) -> None:
        """Note markers in `Annotated`."""
        if "Annotated[" in _text(node):
            for call in (one for one in _all(node) if one.type == "call"):
                if name := self.resolved(call.child_by_field_name("function")):
                    self.sign(f"Annotated {name}", call)

    def _decorated(self, node: Node) -> None:
        definition = node.child_by_field_name("definition")
        for decorator in (child for child in node.children if child.type == "decorator"):
            value = decorator.named_children[0]
            call = value if value.type == "call" else None
            function = value.child_by_field_name("function") if call else value
            name = self.resolved(function)
            if name:
                self.sign(f"@{name}", decorator)
            if name == "pytest.fixture" and definition is not None:
                self._fixture(definition)
            attribute = function.child_by_field_name("attribute") if function is not None else None
            method = _text(attribute)
            arguments = call.child_by_field_name("arguments") if call else None
            path = _path_of(arguments)
            if definition is None or definition.type != FUNCTION or arguments is None or path is None:
                continue
            if method in ROUTES:
                self._route(definition, method, path, arguments)

    def _fixture(self, definition: Node) -> None:
        for call in (one for one in _all(definition) if one.type == "call"):
            if made := self.resolved(call.child_by_field_name("function")):
                self.sign(f"fixture {made}()", definition)

    def _route(self, definition: Node, method: str, path: str, arguments: Node) -> None:
        self.sign(f"@{method}", definition)
        if method == "websocket":
            self._function(definition, path, in_route=True)
            return
        self.sign("@route", definition)
        self.found.routes.append((method, path, definition.start_point[0] + 1))
        self.sign("@route async" if _text(definition).startswith("async") else "@route def", definition)
        if ":path}" in path:
            self.sign("path {:path}", definition)
        for child in arguments.named_children:
            if child.type == "keyword_argument":
                keyword = _text(child.child_by_field_name("name"))
                value = child.child_by_field_name("value")
                self.sign(f"@route({keyword}=)", child)
                if value is not None:
                    self.sign(f"@route({keyword}={self.resolved(value) or _text(value)[:40]})", child)
        returned = definition.child_by_field_name("return_type")
        if returned is not None and _text(returned) != "None":
            self.sign("@route ->", returned)
            for name in self._names_in(returned):
                self.sign(f"@route -> {name}", returned)
        if any(one.type == "yield" for one in _all(definition)):
            self.sign("@route yield", definition)
        self._function(definition, path, in_route=True)

    def _function(self, node: Node, path: str | tuple[()], *, in_route: bool = False) -> None:
        """Note a function, and the classes of its parameters."""
        name = _text(node.child_by_field_name("name"))
        if name.startswith("test_"):
            self.sign("def test", node)
        parameters = [one for one in map(self._parameter, _parameters(node)) if one]
        has_dependency = any({"fastapi.Depends", "fastapi.Security"} & set(one.markers) for one in parameters)
        body = node.child_by_field_name("body")
        own = list(_own(body)) if body else []
        tasks = [one for one in own if one.type == "call" and self._is_task(one)]
        if len(tasks) > 1:
            self.sign("add_task twice", tasks[1])
        if not in_route:
            returned = node.child_by_field_name("return_type")
            self.found.functions[name] = Function(
                is_async=_text(node).startswith("async"),
                is_generator=any(one.type == "yield" for one in own),
                has_dependency=has_dependency,
                takes=tuple(name for one in parameters for name in one.names),
                returns=self._names_in(returned) if returned else (),
            )
            return
        for one in parameters:
            one.in_path = f"{{{one.name}}}" in path or f"{{{one.name}:" in path
            self.found.parameters.append(one)

    def _is_task(self, call: Node) -> bool:
        return self.resolved(call.child_by_field_name("function")) == "fastapi.BackgroundTasks:add_task"

    def _parameter(self, node: Node) -> Parameter | None:
        names = [child for child in node.named_children if child.type == "identifier"]
        name_node = node if node.type == "identifier" else node.child_by_field_name("name") or next(iter(names), None)
        name = _text(name_node)
        if node.type in ("list_splat_pattern", "dictionary_splat_pattern") or name in ("self", "cls", ""):
            return None
        annotation, default = node.child_by_field_name("type"), node.child_by_field_name("value")
        calls = [one for part in (annotation, default) if part for one in _all(part) if one.type == "call"]
        markers = tuple(filter(None, (self.resolved(one.child_by_field_name("function")) for one in calls)))
        found = self._names_in(annotation) if annotation else ()
        text = _text(annotation)
        if annotation is not None and (kind := next((one for one in found if one.startswith("fastapi.")), "")):
            self.types[name] = kind
        if annotation is not None and default is not None and default.type == "call":
            for marker in markers:
                self.sign(f"default {marker}", node)
        return Parameter(
            line=node.start_point[0] + 1,
            name=name,
            names=found,
            markers=markers,
            is_optional="None" in text or "Optional" in text,
            has_default=default is not None,
            is_list=text.lower().startswith(("list[", "annotated[list[", "set[", "annotated[set[")),
            in_path=False,
        )

    def _names_in(self, node: Node) -> tuple[str, ...]:
        """The names in an annotation: canonical if they were imported, as written otherwise."""
        found = (one for one in _all(node) if one.type in ("identifier", "attribute"))
        return tuple(dict.fromkeys(self.resolved(one) or _text(one) for one in found))


def _text(node: Node | None) -> str:
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""


def _all(node: Node) -> Iterator[Node]:
    """A node and everything below it."""
    stack = [node]
    while stack:
        one = stack.pop()
        yield one
        stack.extend(reversed(one.children))


def _own(node: Node) -> Iterator[Node]:
    """The nodes of a function's body, without nested functions and classes."""
    stack = [node]
    while stack:
        one = stack.pop()
        yield one
        stack.extend(child for child in one.children if child.type not in (FUNCTION, CLASS, "lambda"))


def _innermost(node: Node) -> Node:
    value = node.named_children[0]
    return value.named_children[0] if value.type == "as_pattern" else value


def _parameters(node: Node) -> list[Node]:
    parameters = node.child_by_field_name("parameters")
    return [one for one in parameters.named_children if one.type != "keyword_separator"] if parameters else []


def _path_of(arguments: Node | None) -> str | None:
    """The path of a route decorator: its first argument, or the argument `path`; None if there is none."""
    for child in arguments.named_children if arguments else ():
        if child.type == "keyword_argument":
            if _text(child.child_by_field_name("name")) == "path":
                return _text(child.child_by_field_name("value")).strip("\"'")
            continue
        return _text(child).strip("rf").strip("\"'")
    return None
