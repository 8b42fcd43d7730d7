"""Give each worker its own copy of pytest, so that no example can change what other runs need."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from fastapi_by_example.environments.tree import Tree, read_tree
from fastapi_by_example.execution.files import remove


@dataclass
class PytestCopy:
    """A copy, in `folder`, of pytest and its dependencies. It is made when it is first needed."""

    original: Path
    folder: Path
    _tree: Tree | None = None

    def ready(self) -> Path:
        """The folder, with an intact copy. Raises OSError if it cannot be made."""
        if not self._tree:
            remove(self.folder)
            shutil.copytree(self.original, self.folder, symlinks=True)
            self._tree = read_tree(self.folder)
        return self.folder

    def damage(self) -> list[str]:
        """The first files that have changed since the copy was made. If there are any, a new copy is made next time."""
        changed = self._tree.damage() if self._tree else []
        if changed:
            self._tree = None
        return [f"tools/{path}" for path in changed]
