"""Build and cache environments: exactly the resolved packages, in a folder named after their digest."""

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from fastapi_by_example.environments.resolution import Python, Resolution, UnresolvableError, resolve, resolve_given
from fastapi_by_example.environments.uv import UvError, run_uv
from fastapi_by_example.store.cache import Cache, locked, remove, size_of
from fastapi_by_example.store.digest import digest
from fastapi_by_example.targets.known_good import known_good_date
from fastapi_by_example.targets.target import Target, end_of_day


@dataclass(frozen=True)
class Environment:
    """A folder with an interpreter and packages. A `foreign` one belongs to the user and is not modified."""

    id: str
    folder: Path
    python: Path
    site_packages: Path
    packages: dict[str, str]
    notes: tuple[str, ...] = ()
    foreign: bool = False


class EnvironmentSource(Protocol):
    """A provider of environments: a target that is resolved, or an installed environment."""

    @property
    def spelled(self) -> str:
        """The source as the user named it."""

    @property
    def as_of(self) -> str:
        """The moment (UTC, RFC 3339) after which releases are ignored; empty for now."""

    @property
    def given(self) -> bool:
        """Whether the versions are a user's: an example that needs another package is not applicable."""

    def environment(
        self, dependencies: Sequence[str], instruments: Sequence[str] = ()
    ) -> contextlib.AbstractContextManager[Environment]:
        """An environment for a dependency set, in use until the exit.

        Raises UnresolvableError if there is none, and its subclass NotApplicableError if the source lacks a package.
        """


@dataclass(frozen=True)
class Resolved:
    """Environments resolved for a target, built unless cached."""

    target: Target
    python: Python
    cache: Cache
    offline: bool = False

    @property
    def spelled(self) -> str:
        """The target as the user spelled it."""
        return self.target.spelled

    @property
    def as_of(self) -> str:
        """The target's moment."""
        return self.target.as_of

    @property
    def given(self) -> bool:
        """Whether the target's versions are a user's."""
        return self.target.given

    def resolve(self, dependencies: Sequence[str], instruments: Sequence[str] = ()) -> Resolution:
        """The exact versions for a dependency set. Raises UnresolvableError."""
        if self.target.given:
            given = (dependencies, instruments, self.target, self.python, self.cache)
            return resolve_given(*given, offline=self.offline)
        wanted = sorted({*dependencies, *instruments})
        return resolve(wanted, self.target, self.python, self.cache, offline=self.offline)

    @contextlib.contextmanager
    def environment(self, dependencies: Sequence[str], instruments: Sequence[str] = ()) -> Iterator[Environment]:
        """An environment for a dependency set, in use until the exit. Raises UnresolvableError."""
        chosen = self.resolve(dependencies, instruments)
        with environment(chosen, self.python, self.cache, offline=self.offline) as made:
            yield made


@contextlib.contextmanager
def environment(
    resolution: Resolution, python: Python, cache: Cache, *, offline: bool = False, kept: bool = False
) -> Iterator[Environment]:
    """An environment with a resolution's packages, built unless an intact one is cached; in use until the exit.

    A `kept` environment stays in use by a program that replaces this process.

    Raises UnresolvableError if a package cannot be installed.
    """
    name = digest(*resolution.identity, python.identity)
    folder = cache.root / "environments" / name
    lock = folder.with_suffix(".lock")
    while True:
        with locked(lock, shared=True, kept=kept):
            ready = whole(folder, name, resolution)
            if ready:
                yield ready
                return
        with locked(lock):
            if not whole(folder, name, resolution):
                build(folder, resolution, python, offline=offline)


def build(folder: Path, resolution: Resolution, python: Python, *, offline: bool) -> None:
    """Build the environment from scratch. Its seal is written last and marks it as complete."""
    remove(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    requirements = folder.with_suffix(".txt")
    requirements.write_text("".join(f"{line}\n" for line in resolution.requirements), encoding="utf-8")
    try:
        run_uv(["venv", "--no-project", "--no-config", "-q", "--python", python.path, str(folder)], offline=offline)
        interpreter = str(folder / "bin" / "python")
        install = ["pip", "install", "--no-deps", "--no-config", "-q", "--python", interpreter, "-r", str(requirements)]
        # With hard links, an example that writes to its environment would change uv's cache.
        install += ["--link-mode", "clone" if sys.platform == "darwin" else "copy"]
        if resolution.requirements:
            # uv reuses the wheel of a checkout until its pyproject.toml changes.
            anew = [option for name in resolution.local for option in ("--refresh-package", name)]
            run_uv([*install, *anew], offline=offline)
    except UvError as error:
        remove(folder)
        raise UnresolvableError(f"cannot build the environment: {error.reason}") from error
    finally:
        requirements.unlink(missing_ok=True)
    (folder / "sealed.json").write_text(json.dumps({"files": _fingerprint(folder)}), encoding="utf-8")


def whole(folder: Path, name: str, resolution: Resolution) -> Environment | None:
    """The environment in a folder, or None if it is missing or damaged."""
    try:
        seal = json.loads((folder / "sealed.json").read_text(encoding="utf-8"))
        intact = seal["files"] == _fingerprint(folder) and (folder / "bin" / "python").exists()
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not intact:
        return None
    os.utime(folder / "sealed.json")
    return Environment(
        name, folder, folder / "bin" / "python", _site_packages_of(folder), dict(resolution.packages), resolution.notes
    )


def _site_packages_of(folder: Path) -> Path:
    return next((folder / "lib").glob("python*/site-packages"))


def _fingerprint(folder: Path) -> str:
    """A digest of the names and sizes of all files of an environment, without bytecode."""
    entries = []
    stack = [str(folder / "lib"), str(folder / "bin")]
    while stack:
        with os.scandir(stack.pop()) as listing:
            for entry in listing:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name != "__pycache__":
                        stack.append(entry.path)
                elif entry.is_file(follow_symlinks=False):
                    entries.append(f"{entry.path[len(str(folder)) :]}:{entry.stat().st_size}")
    return hashlib.sha256("\n".join(sorted(entries)).encode()).hexdigest()


@contextlib.contextmanager
def instrument(python: Python, cache: Cache, *, offline: bool = False) -> Iterator[Path]:
    """The folder with pytest and its dependencies, whose versions do not depend on the target."""
    target = Target("pytest", as_of=end_of_day(known_good_date()))
    with Resolved(target, python, cache, offline).environment(["pytest"]) as made:
        yield made.site_packages


def prune(cache: Cache) -> int:
    """Delete everything in the cache that no run is using; return the bytes freed."""
    freed = 0
    locks = {folder: folder.with_suffix(".lock") for folder in sorted((cache.root / "environments").glob("*/"))}
    for folder, lock in {**locks, cache.root / "scratch": cache.scratch_lock}.items():
        with locked(lock, wait=False) as free:
            if free:
                freed += size_of(folder)
                remove(folder)
    for name in ("resolutions", "pythons", "runs"):
        freed += size_of(cache.root / name)
        remove(cache.root / name)
    return freed
