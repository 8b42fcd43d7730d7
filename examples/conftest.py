"""For plain pytest: set what the scripts require, and skip the examples whose packages are not installed."""

import os
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

HEADER = re.compile(r"(?m)^# /// script[ \t]*$\n(?P<content>(^#(| .*)$\n)+)^# ///[ \t]*$")


class Lacking(pytest.Module):
    """A test file that is not imported, because its example needs what is not installed."""

    reason = ""

    def collect(self) -> list[pytest.Item | pytest.Collector]:
        """Skip the whole file."""
        pytest.skip(self.reason, allow_module_level=True)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Leave a test to pytest if everything that its headers and its script's declare is installed."""
    slug = module_path.stem.removeprefix("test_")
    headers = [_header(path) for path in (module_path.with_name(f"{slug}.py"), module_path)]
    for name in headers[0].get("tool", {}).get("fastapi-by-example", {}).get("environment", []):
        os.environ.setdefault(name, f"{name.lower()}-for-verification-only-0123456789")
    declared = [line for header in headers for line in header.get("dependencies", [])]
    lacking = [name for line in declared for name in _missing(Requirement(line))]
    if not lacking:
        return None
    module: Lacking = Lacking.from_parent(parent, path=module_path)
    module.reason = f"{', '.join(lacking)} not installed here; `fastapi-by-example verify {slug}` verifies it"
    return module


def _header(path: Path) -> dict[str, Any]:
    """The PEP 723 header of a file; empty if it has none."""
    found = HEADER.search(path.read_text(encoding="utf-8")) if path.is_file() else None
    lines = found["content"].splitlines() if found else []
    return tomllib.loads("\n".join(line.removeprefix("#").removeprefix(" ") for line in lines))


def _missing(requirement: Requirement) -> Iterator[str]:
    """What of a requirement, its extras included, is not installed in a version that fits."""
    try:
        found = distribution(requirement.name)
    except PackageNotFoundError:
        yield str(requirement)
        return
    if not requirement.specifier.contains(found.version, prereleases=True):
        yield f"{requirement.name}{requirement.specifier}"
    for extra in requirement.extras:
        for wanted in map(Requirement, found.requires or ()):
            if wanted.marker and wanted.marker.evaluate({"extra": extra}) and not wanted.marker.evaluate({"extra": ""}):
                yield from _missing(wanted)
