"""`nox -s types`: mypy, strict, over everything, in an environment with what all examples declare.

Examples have dependency sets that do not all fit together in their newest versions; for types, one older version of
a package that two sets disagree about is near enough.
"""

import subprocess
import sys
from importlib import metadata

from runner.cache import default_cache
from runner.catalog import discover
from runner.environments import environment_for
from runner.resolution import find_python
from runner.target import parse_target

CHECKED = ("runner", "tests", "examples", "conftest.py", "noxfile.py")
TOOLS = ("nox", "pytest", "playwright", "axe-playwright-python")


def main() -> int:
    """Build the environment and run mypy against it."""
    corpus, cache = discover(), default_cache()
    declared = {line for concept in corpus.concepts.values() for line in concept.dependencies}
    own = {line.partition(";")[0].strip() for line in metadata.requires("fastapi-by-example") or ()}
    wanted = sorted({*declared, *own, *TOOLS})
    python = find_python(None, cache)
    with environment_for(wanted, parse_target("known-good"), python, cache) as made:
        command = [sys.executable, "-m", "mypy", "--python-executable", str(made.python), *sys.argv[1:], *CHECKED]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
