"""The commands that run an example from an empty folder, with uv or with pip alone."""

import ast
import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from packaging.requirements import Requirement

from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.corpus.header import has_header

PLAIN_IN_DOUBLE_QUOTES = frozenset('"$`\\!%')
"""Characters that are special inside double quotes in some shell."""
ACTIVATE = ". .venv/bin/activate    # Windows: .venv\\Scripts\\activate"
WORKER = re.compile(r"`((?:celery|arq|dramatiq|rq|taskiq) [^`]+)`")
"""The command of a worker in a docstring."""
DOCKER = re.compile(r"`(docker (?:build|run)\s[^`]+)`")
"""A command of Docker in a docstring."""


def file_name(concept: Concept) -> str:
    """The file name that a script is copied to."""
    return concept.declared.copy_as or concept.script.name


@dataclass(frozen=True)
class Block:
    """Commands to paste together, and what they do. A block that `keeps_running` needs its own terminal."""

    title: str
    lines: tuple[str, ...]
    keeps_running: bool = False


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


def with_uv(concept: Concept) -> list[Block]:
    """The commands with uv, which builds each environment from the script's header."""
    script = shlex.quote(file_name(concept))
    worker = worker_of(concept)
    return _blocks(
        Block(
            "Start the worker", (f"uv run --no-project --with-requirements {script} {worker}",) if worker else (), True
        ),
        Block("Serve it", tuple(filter(None, [command_to_serve(concept)])), True),
        Block("Test it", (command_to_test(concept),)),
    )


def with_pip(concept: Concept) -> list[Block]:
    """The commands with a virtual environment and pip."""
    needed = [*concept.declared.dependencies, *concept.declared.instruments]
    if serves(concept.source) and not _has_command(needed):
        needed.append("fastapi[standard]")
    entered = [ACTIVATE, *(f"export {name}=$(openssl rand -hex 32)" for name in concept.declared.environment)]
    worker = worker_of(concept)
    served = (*entered, f"fastapi dev {shlex.quote(file_name(concept))}") if serves(concept.source) else ()
    install = f"pip install {' '.join(_quoted(requirement) for requirement in [*needed, 'pytest'])}"
    return _blocks(
        Block("Install", ("python3 -m venv .venv", ACTIVATE, install)),
        Block("Start the worker", (*entered, worker) if worker else (), True),
        Block("Serve it", served, True),
        Block("Test it", (*entered, f"pytest {shlex.quote(concept.test.name)}")),
    )


def _blocks(*blocks: Block) -> list[Block]:
    return [block for block in blocks if block.lines]


def worker_of(concept: Concept) -> str:
    """The command that starts the worker of a queue, from the docstring; empty if there is none."""
    found = WORKER.search(" ".join(concept.docstring.split()))
    return found[1] if found else ""


def services_for(concept: Concept) -> list[Block]:
    """The services to start first: Redis, if the example is a queue."""
    if not worker_of(concept) or "REDIS_URL" not in concept.declared.services:
        return []
    return [Block("Start Redis", ("redis-server --save ''",), True)]


def image_of(concept: Concept) -> list[Block]:
    """The commands that build and run the container image of an example with a Dockerfile."""
    commands = [" ".join(found.split()) for found in DOCKER.findall(concept.docstring)]
    return _blocks(
        Block("Build the image", tuple(line for line in commands if line.startswith("docker build"))),
        Block("Run the image", tuple(line for line in commands if line.startswith("docker run")), True),
    )


def with_curl(addresses: Sequence[tuple[str, str]]) -> Block:
    """The commands that download files, given as names and addresses."""
    lines = (f"curl -fsS --create-dirs -o {shlex.quote(name)} {shlex.quote(address)}" for name, address in addresses)
    return Block("Download it", tuple(lines))


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
