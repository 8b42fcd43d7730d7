"""The commands that run an example from an empty folder, with uv or with pip alone."""

import ast
import shlex
from collections.abc import Iterator, Sequence

from packaging.requirements import Requirement

from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.corpus.header import has_header

PLAIN_IN_DOUBLE_QUOTES = frozenset('"$`\\!%')
"""Characters that are special inside double quotes in some shell."""


def file_name(concept: Concept) -> str:
    """The file name that a script is copied to."""
    return concept.declared.copy_as or concept.script.name


def command_to_serve(concept: Concept) -> str:
    """The command that serves a copied script; empty if it has no application to serve."""
    if not serves(concept.source):
        return ""
    script = shlex.quote(file_name(concept))
    extra = "" if _has_command(concept.declared.dependencies) else ' --with "fastapi[standard]"'
    return f"{_variables(concept)}uv run --no-project --with-requirements {script}{extra} fastapi dev {script}"


def command_to_test(concept: Concept) -> str:
    """The command that runs a copied test."""
    headers = [concept.script.name] + ([concept.test.name] if has_header(concept.test_source) else [])
    wanted = " ".join(f"--with-requirements {shlex.quote(name)}" for name in headers)
    return f"{_variables(concept)}uv run --no-project {wanted} --with pytest pytest {shlex.quote(concept.test.name)}"


def _variables(concept: Concept) -> str:
    """Shell assignments of the environment variables that a script requires."""
    return "".join(f"{name}=$(openssl rand -hex 32) " for name in concept.declared.environment)


def with_uv(concept: Concept) -> list[str]:
    """The commands with uv, which builds the environment from the script's header."""
    return [line for line in (command_to_serve(concept), command_to_test(concept)) if line]


def with_pip(concept: Concept) -> list[str]:
    """The commands with a virtual environment and pip."""
    needed = [*concept.declared.dependencies, *concept.declared.instruments]
    if serves(concept.source) and not _has_command(needed):
        needed.append("fastapi[standard]")
    lines = [
        "python -m venv .venv",
        ". .venv/bin/activate    # Windows: .venv\\Scripts\\activate",
        f"pip install {' '.join(_quoted(requirement) for requirement in [*needed, 'pytest'])}",
    ]
    lines += [f"export {name}=$(openssl rand -hex 32)" for name in concept.declared.environment]
    if serves(concept.source):
        lines.append(f"fastapi dev {shlex.quote(file_name(concept))}")
    return [*lines, f"pytest {shlex.quote(concept.test.name)}"]


def with_curl(addresses: Sequence[tuple[str, str]]) -> list[str]:
    """The commands that download files, given as names and addresses."""
    return [f"curl -fsS --create-dirs -o {shlex.quote(name)} {shlex.quote(address)}" for name, address in addresses]


def _quoted(requirement: str) -> str:
    """A requirement as a shell argument, in double quotes if possible: every shell has those."""
    if requirement.replace("-", "").replace("_", "").isalnum():
        return requirement
    return shlex.quote(requirement) if PLAIN_IN_DOUBLE_QUOTES & set(requirement) else f'"{requirement}"'


def _has_command(dependencies: Sequence[str]) -> bool:
    """Whether the dependencies include the `fastapi` command."""
    return any(
        requirement.name == "fastapi" and requirement.extras & {"standard", "all"}
        for requirement in map(Requirement, dependencies)
    )


def serves(source: str) -> bool:
    """Whether `fastapi dev` finds an application in a script: a FastAPI object at its top level."""
    try:
        return any(_is_application(node) for node in _top_level(ast.parse(source)))
    except (SyntaxError, ValueError):
        return False


def _top_level(tree: ast.Module) -> Iterator[ast.expr | None]:
    """The values assigned at module level."""
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            yield node.value


def _is_application(node: ast.expr | None) -> bool:
    """Whether an expression calls FastAPI."""
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name == "FastAPI"
