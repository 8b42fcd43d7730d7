"""Make an environment from links to another one, which takes less time and space than a copy."""

import shutil
from collections import defaultdict
from collections.abc import Collection, Mapping
from pathlib import Path

from packaging.utils import canonicalize_name

CACHES = frozenset({"__pycache__"})
"""Folders that uv fills in the new environment, so that it never writes through a link."""


def link_environment(base: Path, folder: Path, requirements: Collection[str]) -> None:
    """Make an environment with those packages of another one that are among the requirements, such as `h11==0.16.0`.

    Folders of modules are links. Metadata is copied, since uv ignores it behind a link, and so are scripts, which look
    for Python beside themselves. Raises OSError if that fails.
    """
    packages = next((base / "lib").glob("python*/site-packages"))
    ours = folder / packages.relative_to(base)
    names = _names_of(packages)
    kept = _kept(names, requirements)
    owned = {name for path in kept for name in names[path]}
    others = {name for each in names.values() for name in each} - owned
    ours.mkdir(parents=True)
    for path in base.iterdir():
        if path.name != "lib":
            _copy(path, folder / path.name)
    for path in packages.iterdir():
        if path.suffix == ".dist-info":
            if path in kept:
                _copy(path, ours / path.name)
        elif path.name in owned:
            _link(path, ours / path.name)
        elif path.name not in others | CACHES:
            _copy(path, ours / path.name)
    for name in others:
        if name.startswith("bin/"):
            (folder / name).unlink(missing_ok=True)


def _kept(names: Mapping[Path, set[str]], requirements: Collection[str]) -> set[Path]:
    """The wanted distributions that share no name with an unwanted one."""
    kept = {path for path in names if _requirement(path) in requirements}
    while spoiled := {path for path in kept for other in names.keys() - kept if names[path] & names[other]}:
        kept -= spoiled
    return kept


def _names_of(packages: Path) -> dict[Path, set[str]]:
    """The files and folders of each distribution in a folder of packages, such as `h11` and `bin/nox`, by metadata."""
    found: dict[Path, set[str]] = defaultdict(set)
    for path in packages.glob("*.dist-info"):
        for line in (path / "RECORD").read_text(encoding="utf-8", errors="replace").splitlines():
            name = line.strip('"').partition(",")[0]
            is_script = name.startswith("..") and "/bin/" in name
            found[path].add(f"bin/{Path(name).name}" if is_script else name.partition("/")[0])
        found[path] -= {path.name, *CACHES, ".."}
    return found


def _requirement(path: Path) -> str:
    name, _, version = path.stem.rpartition("-")
    return f"{canonicalize_name(name)}=={version}"


def _link(path: Path, target: Path) -> None:
    """Link to a module or a package, or to where a link leads.

    In a namespace package, link to what is in it, since others install there.
    """
    if path.is_dir() and not (path / "__init__.py").exists():
        target.mkdir()
        for child in path.iterdir():
            if child.name not in CACHES:
                _link(child, target / child.name)
    else:
        target.symlink_to(path.readlink() if path.is_symlink() else path)


def _copy(path: Path, target: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.copytree(path, target, symlinks=True)
    else:
        shutil.copy2(path, target, follow_symlinks=False)
