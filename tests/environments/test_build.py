"""Environments contain exactly what was resolved; they are shared, cached and repaired."""

import dataclasses
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from fastapi_by_example.environments import build as environments
from fastapi_by_example.environments import resolution
from fastapi_by_example.environments.build import Environment, Resolved
from fastapi_by_example.environments.requirements import installed
from fastapi_by_example.environments.resolution import Python, Resolver, UnresolvableError
from fastapi_by_example.environments.uv import run_uv
from fastapi_by_example.run.document import Outcome, load
from fastapi_by_example.store.cache import Cache, locked
from fastapi_by_example.targets.target import parse_target
from tests.conftest import CommandLine, Verifier
from tests.corpora import FASTAPI, CorpusWriter

KNOWN_GOOD = parse_target("known-good")
SMALL = ("iniconfig",)
"""A dependency set that is quick to build."""


def build_small(cache: Cache, python: Python) -> Environment:
    """The small environment."""
    with Resolved(KNOWN_GOOD, python, cache).environment(SMALL) as made:
        return made


def built_at(made: Environment) -> int:
    """When an environment was built, in nanoseconds."""
    return made.folder.with_suffix(".json").stat().st_mtime_ns


@pytest.mark.parametrize(
    ("dependencies", "named"),
    [
        (("fastapi[standard]", "starlette==0.1"), "starlette==0.1"),
        (("fastapi-by-example-does-not-exist",), "fastapi-by-example-does-not-exist"),
    ],
)
def test_unresolvable_set_affects_only_its_examples(
    corpus: CorpusWriter, verifier: Verifier, dependencies: tuple[str, ...], named: str
) -> None:
    corpus.example("impossible", dependencies=dependencies)
    corpus.example("also_impossible", dependencies=dependencies)
    corpus.example("possible")
    run = verifier(corpus)
    impossible, also, possible = run.examples
    assert possible.outcome is Outcome.PASSED
    assert impossible.outcome is also.outcome is Outcome.UNRESOLVABLE
    assert named in impossible.message
    assert not set(impossible.message) & set("\n\t│╰─▶×")  # one paragraph instead of uv's tree
    (record,) = [one for one in run.environments if one.error]
    assert (record.id, record.error) == (impossible.environment, impossible.message)
    assert run.exit_code == 1


def test_run_without_resolvable_sets_verifies_nothing(corpus: CorpusWriter, verifier: Verifier) -> None:
    corpus.example("impossible", dependencies=("fastapi", "starlette==0.1"))
    assert verifier(corpus).exit_code == 3


def test_equal_dependencies_share_an_environment(corpus: CorpusWriter, verifier: Verifier) -> None:
    corpus.example("first", dependencies=("iniconfig", "pluggy"))
    corpus.example("second", dependencies=("pluggy", "iniconfig"))
    corpus.example("third", dependencies=("pluggy",))
    run = verifier(corpus)
    first, second, third = run.examples
    assert first.environment == second.environment != third.environment
    assert [set(one.packages) for one in run.environments] == [{"iniconfig", "pluggy"}, {"pluggy"}]


def test_installed_versions_are_recorded(corpus: CorpusWriter, verifier: Verifier) -> None:
    corpus.example(
        "lister",
        """\
        import importlib.metadata, json, fastapi
        from pathlib import Path

        def test_it():
            folder = str(Path(fastapi.__file__).parent.parent)
            found = importlib.metadata.distributions(path=[folder])
            print("INSTALLED", json.dumps({one.name.lower().replace("_", "-"): one.version for one in found}))
        """,
        dependencies=FASTAPI,
    )
    run = verifier(corpus)
    (environment,) = run.environments
    assert environment.packages == json.loads(run.examples[0].output.split("INSTALLED ")[1])
    assert {"fastapi", "starlette", "pydantic"} <= set(environment.packages)
    assert "pytest" not in environment.packages
    assert run.resolved_as_of == KNOWN_GOOD.as_of


def test_second_run_builds_nothing(own_cache: Cache, python: Python, monkeypatch: pytest.MonkeyPatch) -> None:
    made = build_small(own_cache, python)

    def forbidden(*_: object, **__: object) -> str:
        raise AssertionError("uv was asked again")

    monkeypatch.setattr(resolution, "run_uv", forbidden)
    monkeypatch.setattr(environments, "run_uv", forbidden)
    with Resolved(KNOWN_GOOD, python, own_cache).environment(SMALL) as again:
        assert again == made


def delete_a_module(made: Environment) -> None:
    (made.site_packages / "iniconfig" / "__init__.py").unlink()


def delete_a_package(made: Environment) -> None:
    shutil.rmtree(made.site_packages / "iniconfig")


def cut_a_module(made: Environment) -> None:
    path = made.site_packages / "iniconfig" / "__init__.py"
    path.write_text("")


def add_a_module(made: Environment) -> None:
    (made.site_packages / "foreign.py").write_text("x = 1\n")


def change_a_module(made: Environment) -> None:
    path = made.site_packages / "iniconfig" / "__init__.py"
    before = path.stat()
    path.write_text(path.read_text().replace("import", "xmport", 1))  # with the same size
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def change_bytecode(made: Environment) -> None:
    path = next((made.site_packages / "iniconfig" / "__pycache__").iterdir())
    path.write_bytes(path.read_bytes())


def add_bytecode(made: Environment) -> None:
    (made.site_packages / "iniconfig" / "__pycache__" / "other.cpython-311.pyc").touch()


def change_the_settings(made: Environment) -> None:
    path = made.folder / "pyvenv.cfg"
    path.write_text(path.read_text().replace("false", "true "))


def delete_python(made: Environment) -> None:
    made.python.unlink()


def mislead_python(made: Environment) -> None:
    made.python.unlink()
    made.python.symlink_to("/no/such/python")


def delete_the_seal(made: Environment) -> None:
    made.folder.with_suffix(".json").unlink()  # the leftovers of a killed build


def spoil_the_seal(made: Environment) -> None:
    made.folder.with_suffix(".json").write_text("[" * 100_000)


def delete_all_but_the_seal(made: Environment) -> None:
    for path in sorted(made.folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()


@pytest.mark.parametrize(
    "damage",
    [
        delete_a_module,
        delete_a_package,
        cut_a_module,
        add_a_module,
        change_a_module,
        change_bytecode,
        add_bytecode,
        change_the_settings,
        delete_python,
        mislead_python,
        delete_the_seal,
        spoil_the_seal,
        delete_all_but_the_seal,
    ],
)
def test_damaged_environment_is_rebuilt(
    own_cache: Cache, python: Python, damage: Callable[[Environment], None]
) -> None:
    made = build_small(own_cache, python)
    first = built_at(made)
    with Resolved(KNOWN_GOOD, python, own_cache).environment(SMALL):
        assert built_at(made) == first
    damage(made)
    with Resolved(KNOWN_GOOD, python, own_cache).environment(SMALL) as again:
        assert again == made
        assert built_at(made) > first
        assert (again.site_packages / "iniconfig" / "__init__.py").stat().st_size > 0
        assert again.python.exists()
        assert not (again.site_packages / "foreign.py").exists()


def test_environment_is_reused_after_running_examples(
    corpus: CorpusWriter, verifier: Verifier, own_cache: Cache, python: Python
) -> None:
    corpus.example("user", "import iniconfig\n\ndef test_it():\n    assert iniconfig\n", dependencies=SMALL)
    made = build_small(own_cache, python)
    assert dataclasses.replace(verifier, cache=own_cache)(corpus).exit_code == 0
    first = built_at(made)
    with Resolved(KNOWN_GOOD, python, own_cache).environment(SMALL):
        assert built_at(made) == first


def test_unexpected_fastapi_version_is_detected(
    corpus: CorpusWriter, verifier: Verifier, own_cache: Cache, python: Python, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus.example("sample", dependencies=("fastapi",))
    with Resolved(KNOWN_GOOD, python, own_cache).environment(("fastapi",)) as made:
        version = made.packages["fastapi"]
    lying, whole = dataclasses.replace(made, packages={**made.packages, "fastapi": "9.9"}), environments.whole
    monkeypatch.setattr(environments, "whole", lambda *of: lying if of[0] == made.folder else whole(*of))
    (example,) = dataclasses.replace(verifier, cache=own_cache)(corpus).examples
    assert example.outcome is Outcome.ERROR
    assert example.message.startswith(f"FastAPI {version} was imported from ")
    assert example.message.endswith("but the environment has 9.9")


def test_concurrent_runners_share_an_empty_cache(
    corpus: CorpusWriter, command_line: CommandLine, own_cache: Cache
) -> None:
    corpus.example("first", dependencies=SMALL)
    corpus.example("second", dependencies=("pluggy",))
    line = dataclasses.replace(command_line, cache=own_cache.root)
    runners = [line.start("verify", "--corpus", corpus.root) for _ in range(2)]
    for process in runners:
        with process:
            printed, _ = process.communicate()
        assert (process.returncode, printed.splitlines()[-1]) == (0, "2 passed, 0 failed"), printed


def test_lock_is_shared_for_use_and_exclusive_for_a_build(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "lock"
    with locked(path, shared=True) as first, locked(path, shared=True, wait=False) as second:
        assert first
        assert second
        with locked(path, wait=False) as third:
            assert not third
    with locked(path, wait=False) as alone:
        assert alone


def test_offline_run_uses_the_caches(corpus: CorpusWriter, command_line: CommandLine, own_cache: Cache) -> None:
    corpus.example("sample", dependencies=SMALL)
    line = dataclasses.replace(command_line, cache=own_cache.root)
    assert line.run("verify", "--corpus", corpus.root).returncode == 0
    done = line.run("verify", "--corpus", corpus.root, "--offline")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "1 passed, 0 failed")


def test_offline_run_without_caches_verifies_nothing(
    corpus: CorpusWriter, command_line: CommandLine, own_cache: Cache, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    corpus.example("sample", dependencies=SMALL)
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
    line = dataclasses.replace(command_line, cache=own_cache.root)
    done = line.run("verify", "--corpus", corpus.root, "--offline")
    assert done.returncode == 3
    assert "cannot install pytest" in done.stdout
    assert "Traceback" not in done.stdout


def test_uncached_set_affects_only_its_examples_offline(
    corpus: CorpusWriter,
    command_line: CommandLine,
    own_cache: Cache,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
    line = dataclasses.replace(command_line, cache=own_cache.root)
    corpus.example("cached")
    assert line.run("verify", "--corpus", corpus.root).returncode == 0
    corpus.example("unknown", dependencies=("h11",))
    output = tmp_path / "run.json"
    assert line.run("verify", "--corpus", corpus.root, "--offline", "--output", output).returncode == 1
    cached, unknown = load(output).examples
    assert cached.outcome is Outcome.PASSED
    assert unknown.outcome is Outcome.UNRESOLVABLE
    assert "h11" in unknown.message


def test_failed_build_leaves_nothing(
    own_cache: Cache, python: Python, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = dataclasses.replace(
        Resolver(python, own_cache).resolve(SMALL, KNOWN_GOOD), requirements=("iniconfig==0.0.0.0",)
    )
    with pytest.raises(UnresolvableError, match="iniconfig"), environments.environment(chosen, python, own_cache):
        pass
    left = [path for path in (own_cache.root / "environments").iterdir() if path.suffix != ".lock"]
    assert left == []


def test_environment_linked_to_a_similar_one_is_exact(own_cache: Cache, python: Python) -> None:
    with Resolved(KNOWN_GOOD, python, own_cache).environment(("iniconfig", "pluggy")) as base:
        assert base.bases == ()
    for wanted in (("iniconfig", "pluggy", "h11"), ("iniconfig", "packaging")):  # one package more, and a different one
        with Resolved(KNOWN_GOOD, python, own_cache).environment(wanted) as made:
            found = installed([str(made.site_packages)])
            assert {name: one.version for name, one in found.items()} == made.packages
            assert set(made.packages) == set(wanted)
            left = {path.name for path in made.site_packages.iterdir() if not path.name.startswith("_")}
            assert "pluggy" in wanted or not {"pluggy", "pluggy-1.6.0.dist-info"} & left
            assert (made.bases[-1], (made.site_packages / "iniconfig").is_symlink()) == (base.folder, True)
            assert subprocess.run([made.python, "-c", "import iniconfig"], check=True).returncode == 0
    assert base.damage() == []


def test_links_lead_to_the_files_themselves(own_cache: Cache, python: Python) -> None:
    source = Resolved(KNOWN_GOOD, python, own_cache)
    with (
        source.environment(("iniconfig", "pluggy")) as first,
        source.environment(("iniconfig", "pluggy", "h11")) as second,
        source.environment(("iniconfig", "pluggy", "h11", "idna")) as third,
    ):
        assert third.bases == (second.folder, first.folder)
        for name, owner in (("iniconfig", first), ("h11", second), ("idna", third)):
            module = third.site_packages / name
            assert (module.readlink() if module.is_symlink() else module) == owner.site_packages / name


def test_environment_linked_to_a_damaged_one_is_built_again(own_cache: Cache, python: Python) -> None:
    source = Resolved(KNOWN_GOOD, python, own_cache)
    with source.environment(SMALL) as base, source.environment((*SMALL, "h11")) as made:
        assert made.bases == (base.folder,)
        (made.site_packages / "iniconfig/__init__.py").write_text("x = 1")
        damaged = base.site_packages.relative_to(base.folder) / "iniconfig/__init__.py"
        assert made.damage() == base.damage() == [str(damaged)]
    with source.environment((*SMALL, "h11")) as again:
        assert (again.bases, again.damage()) == ((), [])
        assert "x = 1" not in (again.site_packages / "iniconfig/__init__.py").read_text()


def test_linked_environment_is_kept_while_it_is_used(own_cache: Cache, python: Python) -> None:
    source = Resolved(KNOWN_GOOD, python, own_cache)
    with source.environment(SMALL) as base:
        pass
    with source.environment((*SMALL, "h11")) as made:
        environments.trim(own_cache, most=0)
        assert made.damage() == []
    environments.trim(own_cache, most=0)
    assert not base.folder.exists()


def test_package_that_overwrites_a_linked_file_gets_its_own_environment(
    own_cache: Cache, python: Python, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Resolved(KNOWN_GOOD, python, own_cache)
    with source.environment(SMALL) as base:
        pass
    module = base.site_packages / "iniconfig/__init__.py"

    def install_and_overwrite(arguments: list[str], *, offline: bool) -> str:
        monkeypatch.undo()
        module.write_text("x = 1")  # what uv does if a package has a file of this name
        return run_uv(arguments, offline=offline)

    monkeypatch.setattr(environments, "run_uv", install_and_overwrite)
    with source.environment((*SMALL, "h11")) as made:
        assert made.bases == ()
        assert not (made.site_packages / "iniconfig").is_symlink()
    with source.environment(SMALL) as base:
        assert "x = 1" not in module.read_text()
