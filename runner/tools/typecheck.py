"""`nox -s types`: run mypy in strict mode on everything, in an environment with the dependencies of all examples.

Not all dependency sets can be resolved together with the newest versions. For types, an older version of a package is
close enough.
"""

import subprocess
import sys
from importlib import metadata

from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.environments.build import Resolved
from fastapi_by_example.environments.resolution import find_python
from fastapi_by_example.store.cache import default_cache
from fastapi_by_example.targets.target import parse_target

EXAMPLES_CONFTEST = "examples/conftest.py"
CHECKED = ("runner", "tests", "examples", "conftest.py", "noxfile.py", "--exclude", f"^{EXAMPLES_CONFTEST}$")
TOOLS = ("nox", "pytest", "playwright", "axe-playwright-python", "types-Pygments", "types-PyYAML")


def main() -> int:
    """Build the environment and run mypy against it."""
    corpus, cache = discover(), default_cache()
    declared = {name for concept in corpus.concepts.values() for names in concept.declared.key for name in names}
    own = {line.partition(";")[0].strip() for line in metadata.requires("fastapi-by-example") or ()}
    wanted = sorted({*declared, *own, *TOOLS})
    python = find_python(None, cache)
    with Resolved(parse_target("known-good"), python, cache).environment(wanted) as made:
        mypy = [sys.executable, "-m", "mypy", "--python-executable", str(made.python), *sys.argv[1:]]
        # mypy cannot check two modules named conftest in one run.
        return max(subprocess.run([*mypy, *what], check=False).returncode for what in (CHECKED, [EXAMPLES_CONFTEST]))


if __name__ == "__main__":
    sys.exit(main())
