"""Environments are deleted on request, or if there are too many; those in use are kept."""

import dataclasses
import os
import re

from fastapi_by_example.environments import build as environments
from fastapi_by_example.environments.build import Environment, Resolved, prune, trim
from fastapi_by_example.environments.resolution import Python, Resolver
from fastapi_by_example.store.cache import Cache, size_of
from fastapi_by_example.targets.target import parse_target
from tests.conftest import CommandLine

KNOWN_GOOD = parse_target("known-good")


def build(name: str, cache: Cache, python: Python) -> Environment:
    """An environment with one package."""
    with Resolved(KNOWN_GOOD, python, cache).environment([name]) as made:
        return made


def test_prune_keeps_environments_in_use(own_cache: Cache, python: Python) -> None:
    with Resolved(KNOWN_GOOD, python, own_cache).environment(["iniconfig"]) as made:
        other = Resolver(python, own_cache).resolve(("pluggy",), KNOWN_GOOD)
        with environments.environment(other, python, own_cache) as unused:
            pass
        before = size_of(own_cache.root)
        freed = prune(own_cache)
        assert freed > 0
        assert freed == before - size_of(own_cache.root)
        assert not unused.folder.exists()
        assert made.python.exists()
        assert (made.site_packages / "iniconfig").exists()
    assert prune(own_cache) > 0
    assert not made.folder.exists()
    assert prune(own_cache) == 0


def test_prune_prints_what_it_freed(command_line: CommandLine, own_cache: Cache, python: Python) -> None:
    made = build("iniconfig", own_cache, python)
    line = dataclasses.replace(command_line, cache=own_cache.root)
    done = line.run("cache", "prune")
    assert done.returncode == 0
    assert re.fullmatch(r"freed \d+\.\d MiB\n", done.stdout)
    assert not made.folder.exists()


def test_trim_deletes_environments_used_longest_ago(own_cache: Cache, python: Python) -> None:
    made = {name: build(name, own_cache, python) for name in ("iniconfig", "pluggy", "six")}
    for number, one in enumerate(made.values()):
        os.utime(one.folder.with_suffix(".lock"), (number, number))
    build("iniconfig", own_cache, python)  # used again
    trim(own_cache, 2)
    assert [name for name, one in made.items() if one.folder.exists()] == ["iniconfig", "six"]


def test_trim_keeps_environments_in_use(own_cache: Cache, python: Python) -> None:
    unused = build("pluggy", own_cache, python)
    with Resolved(KNOWN_GOOD, python, own_cache).environment(["iniconfig"]) as made:
        trim(own_cache, 0)
        assert (made.folder.exists(), unused.folder.exists()) == (True, False)
