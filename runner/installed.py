"""An environment that somebody else has installed: judged as it is, and not touched."""

import contextlib
import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from runner.environments import Environment
from runner.errors import UsageError
from runner.resolution import UnresolvableError, digest


class NotApplicableError(UnresolvableError):
    """The environment lacks something that the examples need; `reason` names it."""


@dataclass(frozen=True)
class Installed:
    """An environment in the place of a target: its interpreter and what is installed for it, by normalized name."""

    spelled: str
    environment: Environment
    distributions: dict[str, metadata.Distribution]
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
    found = {canonicalize_name(one.name): one for one in metadata.distributions(path=[purelib]) if one.name}
    packages = {str(name): one.version for name, one in sorted(found.items())}
    name = digest(purelib, *(f"{name}=={version}" for name, version in packages.items()))
    # The interpreter is called as the environment spells it: resolving the link would lose the environment.
    environment = Environment(name, Path(prefix), python.absolute(), Path(purelib), packages, foreign=True)
    return Installed(str(path), environment, {str(name): one for name, one in found.items()})


@contextlib.contextmanager
def installed_for(dependencies: Sequence[str], installed: Installed) -> Iterator[Environment]:
    """The environment, for a dependency set that it satisfies. Raises NotApplicableError for another."""
    lacking = [text for line in dependencies for text in missing(Requirement(line), installed.distributions)]
    if lacking:
        raise NotApplicableError(f"not applicable: {', '.join(dict.fromkeys(lacking))} not installed there")
    yield installed.environment


def missing(requirement: Requirement, distributions: dict[str, metadata.Distribution]) -> Iterator[str]:
    """What of a requirement, its extras included, is not installed in a version that fits."""
    found = distributions.get(canonicalize_name(requirement.name))
    if found is None or not requirement.specifier.contains(found.version, prereleases=True):
        yield f"{requirement.name}{requirement.specifier}"
        return
    for extra in requirement.extras:
        for line in found.requires or ():
            wanted = Requirement(line)
            if wanted.marker and wanted.marker.evaluate({"extra": extra}) and not wanted.marker.evaluate({"extra": ""}):
                yield from missing(wanted, distributions)
