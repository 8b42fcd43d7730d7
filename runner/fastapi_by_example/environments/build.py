"""Build environments and keep them: exactly the resolved packages, in a folder named after what is in it."""

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
    """A folder with an interpreter and packages; `foreign` is one that is not the runner's, and not to be touched."""

    id: str
    folder: Path
    python: Path
    site_packages: Path
    packages: dict[str, str]
    notes: tuple[str, ...] = ()
    foreign: bool = False


class EnvironmentSource(Protocol):
    """Where environments come from: a target that is resolved, or an installed environment."""

    @property
    def spelled(self) -> str:
        """The source as the user named it."""

    @property
    def as_of(self) -> str:
        """The moment (UTC, RFC 3339) after which no release counts; empty for now."""

    @property
    def given(self) -> bool:
        """Whether the versions are somebody's: an example that needs something else is not applicable."""

    def environment(
        self, dependencies: Sequence[str], instruments: Sequence[str] = ()
    ) -> contextlib.AbstractContextManager[Environment]:
        """An environment with a dependency set, in use until the exit.

        Raises UnresolvableError if there is none, and its subclass NotApplicableError if the source lacks something.
        """


@dataclass(frozen=True)
class Resolved:
    """Environments that are resolved for a target, and built if they are not in the cache."""

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
        """Whether the target's versions are somebody's."""
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
        """An environment with a dependency set, in use until the exit. Raises UnresolvableError."""
        chosen = self.resolve(dependencies, instruments)
        with environment(chosen, self.python, self.cache, offline=self.offline) as made:
            yield made


@contextlib.contextmanager
def environment(
    resolution: Resolution, python: Python, cache: Cache, *, offline: bool = False, kept: bool = False
) -> Iterator[Environment]:
    """An environment with a resolution's packages, built where there is none that is whole; in use until the exit.

    One that is `kept` is in use also by the program that takes the place of this one.

    Raises UnresolvableError where a package cannot be installed.
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
    """Make the environment anew; its seal, written last, says that it is whole."""
    remove(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    requirements = folder.with_suffix(".txt")
    requirements.write_text("".join(f"{line}\n" for line in resolution.requirements), encoding="utf-8")
    try:
        run_uv(["venv", "--no-project", "--no-config", "-q", "--python", python.path, str(folder)], offline=offline)
        interpreter = str(folder / "bin" / "python")
        install = ["pip", "install", "--no-deps", "--no-config", "-q", "--python", interpreter, "-r", str(requirements)]
        # Hard links would let an example that writes into its environment reach uv's own cache.
        install += ["--link-mode", "clone" if sys.platform == "darwin" else "copy"]
        if resolution.requirements:
            # uv takes what it has built of a checkout for the same until its pyproject.toml changes.
            anew = [option for name in resolution.local for option in ("--refresh-package", name)]
            run_uv([*install, *anew], offline=offline)
    except UvError as error:
        remove(folder)
        raise UnresolvableError(f"The environment could not be built: {error.reason}") from error
    finally:
        requirements.unlink(missing_ok=True)
    (folder / "sealed.json").write_text(json.dumps({"files": fingerprint(folder)}), encoding="utf-8")


def whole(folder: Path, name: str, resolution: Resolution) -> Environment | None:
    """The environment in a folder, or None where there is none, or a damaged one."""
    try:
        seal = json.loads((folder / "sealed.json").read_text(encoding="utf-8"))
        intact = seal["files"] == fingerprint(folder) and (folder / "bin" / "python").exists()
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not intact:
        return None
    os.utime(folder / "sealed.json")
    return Environment(
        name, folder, folder / "bin" / "python", site_packages_of(folder), dict(resolution.packages), resolution.notes
    )


def site_packages_of(folder: Path) -> Path:
    """The folder of an environment in which its packages are."""
    return next((folder / "lib").glob("python*/site-packages"))


def fingerprint(folder: Path) -> str:
    """A digest over the names and sizes of all files of an environment, compiled ones left out."""
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
    """The folder that has pytest and what it needs, which does not move with the target."""
    target = Target("the instrument", as_of=end_of_day(known_good_date()))
    with Resolved(target, python, cache, offline).environment(["pytest"]) as made:
        yield made.site_packages


def prune(cache: Cache) -> int:
    """Delete what the cache holds, apart from what a run uses now; return the bytes that this freed."""
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
