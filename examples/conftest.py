"""For plain pytest: skip the examples whose declared dependencies are not installed, and say what verifies them."""

import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from runner.header import HeaderError, read_header
from runner.requirements import installed, missing

PRESENT = installed()


class Lacking(pytest.Module):
    """A test file that is not imported, because its example needs what is not installed."""

    reason = ""

    def collect(self) -> list[pytest.Item | pytest.Collector]:
        """Skip the whole file."""
        pytest.skip(self.reason, allow_module_level=True)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Leave a test to pytest where what its script declares is installed."""
    slug = module_path.stem.removeprefix("test_")
    script = module_path.with_name(f"{slug}.py")
    try:
        dependencies = read_header(script.read_text(encoding="utf-8"))["dependencies"]
    except (OSError, HeaderError, KeyError):
        return None
    lacking = [name for dependency in dependencies for name in missing(Requirement(dependency), PRESENT)]
    if not lacking:
        return None
    module: Lacking = Lacking.from_parent(parent, path=module_path)
    module.reason = f"{', '.join(lacking)} not installed here; `fastapi-by-example verify {slug}` verifies it"
    return module
