"""Addresses in the repository of a corpus."""

import tomllib
from pathlib import Path

BRANCH = "main"


def repository_of(root: Path) -> str:
    """The `Repository` address that a corpus's pyproject.toml names; empty if there is none."""
    try:
        project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8")).get("project", {})
    except (OSError, ValueError):
        return ""
    address = str(project.get("urls", {}).get("Repository", ""))
    return address.rstrip("/") if address.startswith("https://") else ""


def edit_address(repository: str, root: Path, file: Path) -> str:
    """Where a file of the corpus can be edited; empty without a repository."""
    return f"{repository}/edit/{BRANCH}/{file.relative_to(root).as_posix()}" if repository else ""
