"""An existing environment, verified as it is and never modified."""

import contextlib
import json
import subprocess
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import Distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from fastapi_by_example.environments.build import DependencyKey, Environment
from fastapi_by_example.environments.requirements import installed
from fastapi_by_example.environments.resolution import NotApplicableError
from fastapi_by_example.environments.tree import read_tree
from fastapi_by_example.errors import UsageError
from fastapi_by_example.store.digest import digest


@dataclass(frozen=True)
class Installed:
    """An existing environment: its interpreter, and its distributions by normalized name."""

    spelled: str
    found: Environment
    distributions: dict[str, Distribution]
    as_of: str = ""
    given: bool = True

    @contextlib.contextmanager
    def environment(self, dependencies: Sequence[str], instruments: Sequence[str] = ()) -> Iterator[Environment]:
        """The environment. Raises NotApplicableError if it lacks a package of the dependency set."""
        wanted = [Requirement(line) for line in (*dependencies, *instruments)]
        lacking = [one.name for one in wanted if canonicalize_name(one.name) not in self.distributions]
        if lacking:
            raise NotApplicableError(f"needs {', '.join(dict.fromkeys(lacking))}, which {self.spelled} does not have")
        # Folders and bytecode may change while the user works with it.
        yield replace(self.found, trees=(read_tree(self.found.folder, files_only=True),))

    def prepare(self, sets: Collection[DependencyKey]) -> None:
        """Do nothing: an installed environment needs no preparation."""


def read_installed(path: Path) -> Installed:
    """The environment in a folder or of an interpreter. Raises UsageError if there is none."""
    python = path if path.is_file() else path / "bin" / "python"
    question = "import json, sys, sysconfig; print(json.dumps([sys.prefix, sysconfig.get_path('purelib')]))"
    try:
        answer = subprocess.run([python, "-I", "-c", question], capture_output=True, text=True, check=True).stdout
        prefix, purelib = json.loads(answer)
    except (OSError, subprocess.CalledProcessError, ValueError) as error:
        raise UsageError(
            f"{path} is not an environment: it has no working interpreter", hint="give a folder such as .venv"
        ) from error
    found = installed([purelib])
    packages = {name: one.version for name, one in sorted(found.items())}
    name = digest(purelib, *(f"{name}=={version}" for name, version in packages.items()))
    # Not resolved: the target of the link does not belong to the environment.
    environment = Environment(name, Path(prefix), python.absolute(), Path(purelib), packages, foreign=True)
    return Installed(str(path), environment, found)
