"""Build and cache environments: exactly the resolved packages, in a folder named after their digest."""

import contextlib
import json
import os
import sys
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from fastapi_by_example.environments.links import link_environment
from fastapi_by_example.environments.resolution import Python, Resolution, Resolver, UnresolvableError, resolve_given
from fastapi_by_example.environments.tree import Tree, read_tree
from fastapi_by_example.environments.uv import UvError, UvInterruptedError, run_uv
from fastapi_by_example.store.cache import Cache, locked, remove, replacing, size_of
from fastapi_by_example.store.digest import digest
from fastapi_by_example.targets.known_good import known_good_date
from fastapi_by_example.targets.target import Target, end_of_day

DependencyKey = tuple[tuple[str, ...], tuple[str, ...]]
"""The identity of a dependency set: the dependencies and the instruments of its examples."""
BUILDS = threading.BoundedSemaphore(2)
"""Concurrent builds: they are limited by the disk and the CPU, whereas resolutions are limited by the network."""
RESOLUTIONS = 8
"""Number of dependency sets to resolve at once."""
CACHED = ("resolutions", "pythons", "runs", "remembered")
"""The folders of the cache other than environments; their contents can be recomputed."""
LAYOUT = "3"
"""Part of each environment's name. Change it whenever environments are built in a different way."""
MOST_ENVIRONMENTS = 150
"""Number of environments to keep, of up to 100 MB each. Verifying the corpus at one target takes about 45."""
ENOUGH = 0.5
"""Smallest share of common packages at which linking to a similar environment pays off."""


@dataclass(frozen=True)
class Environment:
    """A folder with an interpreter and packages. A `foreign` environment is the user's and is not modified.

    `bases` are the environments that files of this one are links to; the last one has no links itself. `trees` are the
    states of all of them, to detect examples that change them. `fresh` means that it was just built.
    """

    id: str
    folder: Path
    python: Path
    site_packages: Path
    packages: dict[str, str]
    notes: tuple[str, ...] = ()
    foreign: bool = False
    bases: tuple[Path, ...] = ()
    trees: tuple[Tree, ...] = field(default=(), compare=False, repr=False)
    fresh: bool = field(default=False, compare=False)

    def damage(self) -> list[str]:
        """The first files that have changed since the environment was built; empty if none have."""
        return [path for tree in self.trees for path in tree.damage()]


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
        """Whether the versions are a user's, so that an example that needs another package is not applicable."""

    def prepare(self, sets: Collection[DependencyKey]) -> None:
        """Do the work that mostly waits for the network ahead of time. Errors are left to `environment`."""

    def environment(
        self, dependencies: Sequence[str], instruments: Sequence[str] = ()
    ) -> contextlib.AbstractContextManager[Environment]:
        """An environment for a dependency set, locked during the block.

        Raises UnresolvableError if there is none, and its subclass NotApplicableError if the source lacks a package.
        """


@dataclass(frozen=True)
class Resolved:
    """Environments resolved for a target, built unless cached. Each dependency set is resolved once."""

    target: Target
    python: Python
    cache: Cache
    offline: bool = False
    _known: dict[DependencyKey, Future[Resolution]] = field(default_factory=dict, compare=False, repr=False)
    _fresh: set[str] = field(default_factory=set, compare=False, repr=False)

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
        new: Future[Resolution] = Future()
        found = self._known.setdefault((tuple(dependencies), tuple(instruments)), new)
        if found is new:
            try:
                new.set_result(self._resolve(dependencies, instruments))
            except BaseException as error:
                new.set_exception(error)
        return found.result()

    def _resolve(self, dependencies: Sequence[str], instruments: Sequence[str]) -> Resolution:
        resolver = self._resolver()
        if self.target.given:
            return resolve_given(dependencies, instruments, self.target, resolver.resolve)
        return resolver.resolve(sorted({*dependencies, *instruments}), self.target)

    def _resolver(self) -> Resolver:
        return Resolver(self.python, self.cache, self.offline, frozenset(self._fresh))

    def prepare(self, sets: Collection[DependencyKey]) -> None:
        """Resolve dependency sets all in one, after which most of them need no more requests; start resolving each."""
        new = [one for one in sets if one not in self._known]
        wanted = [sorted({*dependencies, *instruments}) for dependencies, instruments in new]
        resolver = self._resolver()
        if len(new) > 1 and not all(resolver.known(one, self.target) for one in wanted):
            with contextlib.suppress(UnresolvableError, UvInterruptedError):  # they may conflict
                self._fresh.update(resolver.compile(sorted(set().union(*wanted)), self.target))
        pool = ThreadPoolExecutor(RESOLUTIONS)
        for one in new:
            pool.submit(self.resolve, *one)
        pool.shutdown(wait=False)

    @contextlib.contextmanager
    def environment(self, dependencies: Sequence[str], instruments: Sequence[str] = ()) -> Iterator[Environment]:
        """An environment for a dependency set, locked during the block. Raises UnresolvableError."""
        chosen = self.resolve(dependencies, instruments)
        with environment(chosen, self.python, self.cache, offline=self.offline) as made:
            yield made


@contextlib.contextmanager
def environment(
    resolution: Resolution, python: Python, cache: Cache, *, offline: bool = False, kept: bool = False
) -> Iterator[Environment]:
    """An environment with a resolution's packages, built unless an intact one is cached; locked during the block.

    A `kept` environment stays locked for a program that replaces this process.

    Raises UnresolvableError if a package cannot be installed.
    """
    name = digest(*resolution.identity, python.identity, LAYOUT)
    folder = cache.root / "environments" / name
    lock = folder.with_suffix(".lock")
    fresh = False
    while True:
        with contextlib.ExitStack() as held:
            held.enter_context(locked(lock, shared=True, kept=kept))
            bases = _bases_of(folder)
            for base in bases:
                held.enter_context(locked(base.with_suffix(".lock"), shared=True, kept=kept))
            ready = whole(folder, resolution)
            if ready:
                for used in (folder, *bases):
                    with contextlib.suppress(OSError):
                        os.utime(used.with_suffix(".lock"))  # for `trim`
                yield replace(ready, fresh=fresh)
                return
        with locked(lock):
            if not whole(folder, resolution):
                with BUILDS:
                    build(folder, resolution, python, offline=offline)
                fresh = True


def build(folder: Path, resolution: Resolution, python: Python, *, offline: bool) -> None:
    """Build the environment from scratch, or from links to the files of a similar one.

    Bytecode is compiled, so that running examples writes nothing into it. The seal is written last, to mark the
    environment as complete.
    """
    with _similar(folder, resolution, python) as bases:
        _build(folder, resolution, python, bases, offline=offline)
        changed = any(base.damage() for base in bases)
    if changed:  # two packages have the same file, and uv wrote it through the link
        _build(folder, resolution, python, (), offline=offline)


def _build(folder: Path, resolution: Resolution, python: Python, bases: Sequence[Tree], *, offline: bool) -> None:
    remove(folder)
    requirements = folder.with_suffix(".txt")
    # With hard links, an example that writes to its environment would modify uv's cache.
    link = "clone" if sys.platform == "darwin" else "copy"
    install = ["pip", "sync", "--no-config", "-q", "--python", str(folder / "bin" / "python"), str(requirements)]
    install += ["--link-mode", link, "--compile-bytecode", "--allow-empty-requirements"]
    # Otherwise, uv reuses the wheel of a checkout until its pyproject.toml changes.
    install += [option for name in resolution.local for option in ("--refresh-package", name)]
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        requirements.write_text("".join(f"{line}\n" for line in resolution.requirements), encoding="utf-8")
        if bases:
            link_environment(bases[0].folder, folder, resolution.requirements)
        else:
            venv = ["venv", "--no-project", "--no-config", "--relocatable", "-q", "--python", python.path, str(folder)]
            run_uv(venv, offline=offline)
        run_uv(install, offline=offline)
        seal = {
            "tree": read_tree(folder).digest,
            "bases": {base.folder.name: base.digest for base in bases},
            "requirements": resolution.requirements,
            "python": python.identity,
        }
        with replacing(folder.with_suffix(".json")) as file:
            file.write(json.dumps(seal).encode())
    except BaseException as error:
        remove(folder)
        if isinstance(error, UvError | OSError):
            reason = error.reason if isinstance(error, UvError) else error.strerror
            raise UnresolvableError(f"cannot build the environment: {reason}") from error
        raise
    finally:
        requirements.unlink(missing_ok=True)


@contextlib.contextmanager
def _similar(folder: Path, resolution: Resolution, python: Python) -> Iterator[list[Tree]]:
    """The intact environment with the most packages in common, and those that it has links to.

    They are locked during the block. Empty if none has enough in common.
    """
    wanted = set(resolution.requirements)
    found: list[tuple[int, Path]] = []
    for file in () if resolution.local else folder.parent.glob("*.json"):
        seal, other = _read_seal(file), file.with_suffix("")
        shared = len(wanted.intersection(seal.get("requirements", ())))
        if seal.get("python") == python.identity and folder.name not in (other.name, *seal["bases"]):
            found.append((shared, other))
    for shared, other in sorted(found, reverse=True):
        if shared < max(len(wanted) * ENOUGH, 1):
            break
        with contextlib.ExitStack() as held:
            locks = [one.with_suffix(".lock") for one in (other, *_bases_of(other))]
            free = all(held.enter_context(locked(lock, shared=True, wait=False)) for lock in locks)
            if free and (trees := _read_whole(other)):
                yield trees
                return
    yield []


def _read_seal(file: Path) -> dict[str, Any]:
    """The seal that the builder of an environment wrote; empty if it is missing or damaged."""
    try:
        seal = json.loads(file.read_text(encoding="utf-8"))
        texts = [*seal["bases"], *seal["bases"].values(), *seal["requirements"]]
        known = isinstance(seal["requirements"], list) and all(isinstance(one, str) for one in texts)
        return dict(seal) if known else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _bases_of(folder: Path) -> list[Path]:
    """The environments that files of another one are links to."""
    return [folder.parent / Path(name).name for name in _read_seal(folder.with_suffix(".json")).get("bases", ())]


def _read_whole(folder: Path) -> list[Tree]:
    """The states of an environment and of those that it has links to; empty if anything changed since it was built."""
    seal = _read_seal(folder.with_suffix(".json"))
    if not seal or not (folder / "bin" / "python").exists():
        return []
    trees = [read_tree(one) for one in (folder, *_bases_of(folder))]
    return trees if [tree.digest for tree in trees] == [seal.get("tree"), *seal["bases"].values()] else []


def whole(folder: Path, resolution: Resolution) -> Environment | None:
    """The environment in a folder, or None if it is missing or damaged."""
    trees = _read_whole(folder)
    if not trees:
        return None
    return Environment(
        id=folder.name,
        folder=folder,
        python=folder / "bin" / "python",
        site_packages=_site_packages_of(folder),
        packages=dict(resolution.packages),
        notes=resolution.notes,
        bases=tuple(tree.folder for tree in trees[1:]),
        trees=tuple(trees),
    )


def _site_packages_of(folder: Path) -> Path:
    return next((folder / "lib").glob("python*/site-packages"))


@contextlib.contextmanager
def instrument(python: Python, cache: Cache, *, offline: bool = False) -> Iterator[Path]:
    """The folder with pytest and its dependencies, whose versions do not depend on the target."""
    target = Target("pytest", as_of=end_of_day(known_good_date()))
    with Resolved(target, python, cache, offline).environment(["pytest"]) as made:
        yield made.site_packages


def prune(cache: Cache) -> int:
    """Delete everything in the cache that no run is using; return the bytes freed."""
    built = sorted({path.with_suffix("") for path in (cache.root / "environments").glob("*")})
    freed = _delete([*built, cache.root / "scratch"])
    for name in CACHED:
        freed += size_of(cache.root / name)
        remove(cache.root / name)
    return freed


def trim(cache: Cache, most: int = MOST_ENVIRONMENTS) -> None:
    """Delete the environments that were used longest ago, until `most` are left. Those in use are kept."""
    used: dict[Path, float] = {}
    for seal in (cache.root / "environments").glob("*.json"):
        with contextlib.suppress(OSError):  # another run deleted it
            used[seal.with_suffix("")] = seal.with_suffix(".lock").stat().st_mtime
    oldest = sorted(used, key=lambda folder: used[folder])
    _delete(oldest[: max(len(oldest) - most, 0)])


def _delete(folders: Iterable[Path]) -> int:
    """Delete folders that are not locked, with their seals; return the bytes freed."""
    freed = 0
    for folder in folders:
        with locked(folder.with_suffix(".lock"), wait=False) as free:
            for path in (folder.with_suffix(".json"), folder) if free else ():
                freed += size_of(path)
                remove(path)
    return freed
