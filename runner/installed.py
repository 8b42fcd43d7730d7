"""An environment that somebody else has installed: judged as it is, and not touched."""

import contextlib
import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution
from pathlib import Path

from packaging.requirements import Requirement

from runner.environments import Environment
from runner.errors import UsageError
from runner.requirements import installed, missing
from runner.resolution import UnresolvableError, digest


class NotApplicableError(UnresolvableError):
    """The environment lacks something that the examples need; `reason` names it."""


@dataclass(frozen=True)
class Installed:
    """An environment in the place of a target: its interpreter and what is installed for it, by normalized name."""

    spelled: str
    environment: Environment
    distributions: dict[str, Distribution]
    as_of: str = ""


def read_installed(path: Path) -> Installed:
    """The environment in a folder, or of an interpreter. Raises UsageError where there is none."""
    python = path if path.is_file() else path / "bin" / "python"
    question = "import json, sys, sysconfig; print(json.dumps([sys.prefix, sysconfig.get_path('purelib')]))"
    try:
        answer = subprocess.run([python, "-I", "-c", question], capture_output=True, text=True, check=True).stdout
        prefix, purelib = json.loads(answer)
    except (OSError, subprocess.CalledProcessError, ValueError) as error:
        raise UsageError(
            f"{path} is no environment: it has no interpreter that runs. Give a folder like .venv."
        ) from error
    found = installed([purelib])
    packages = {name: one.version for name, one in sorted(found.items())}
    name = digest(purelib, *(f"{name}=={version}" for name, version in packages.items()))
    # The interpreter is called as the environment spells it: resolving the link would lose the environment.
    environment = Environment(name, Path(prefix), python.absolute(), Path(purelib), packages, foreign=True)
    return Installed(str(path), environment, found)


@contextlib.contextmanager
def installed_for(dependencies: Sequence[str], there: Installed) -> Iterator[Environment]:
    """The environment, for a dependency set that it satisfies. Raises NotApplicableError for another."""
    lacking = [text for line in dependencies for text in missing(Requirement(line), there.distributions)]
    if lacking:
        raise NotApplicableError(f"not applicable: {', '.join(dict.fromkeys(lacking))} not installed there")
    yield there.environment
