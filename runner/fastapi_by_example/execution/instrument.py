"""Give each worker its own copy of pytest, so that no example can change what other runs need."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from fastapi_by_example.environments.tree import Tree, read_tree
from fastapi_by_example.execution.files import remove


@dataclass
class Instrument:
    """A copy, in `folder`, of pytest and its dependencies. It is made when it is first needed."""

    original: Path
    folder: Path
    _tree: Tree | None = None

    def ready(self) -> Path:
        """The folder, with an intact copy."""
        if not self._tree:
            remove(self.folder)
            subprocess.run(["cp", "-a", str(self.original), str(self.folder)], check=True, capture_output=True)
            self._tree = read_tree(self.folder)
        return self.folder

    def damage(self) -> list[str]:
        """The first files that have changed since the copy was made, which is replaced if there are any."""
        changed = self._tree.damage() if self._tree else []
        if changed:
            self._tree = None
        return [f"tools/{path}" for path in changed]
