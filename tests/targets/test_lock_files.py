"""Lock files are read as pinned versions."""

from pathlib import Path

import pytest

from fastapi_by_example.environments.resolution import Python, Resolver
from fastapi_by_example.errors import UsageError
from fastapi_by_example.store.cache import Cache
from fastapi_by_example.targets.target import parse_target

UV = """
version = 1
requires-python = ">=3.11"
resolution-markers = ["python_full_version >= '3.12'", "python_full_version < '3.12'"]

[[package]]
name = "my-project"
version = "0.1.0"
source = { virtual = "." }
dependencies = [{ name = "fastapi" }]

[[package]]
name = "neighbour"
version = "0.2.0"
source = { editable = "../neighbour" }

[[package]]
name = "forked"
version = "3.0"
source = { git = "https://a.example/forked?rev=1#abc" }

[[package]]
name = "downloaded"
version = "1.0"
source = { url = "https://a.example/downloaded-1.0-py3-none-any.whl" }

[[package]]
name = "dynamic"
source = { directory = "dynamic" }

[[package]]
name = "fastapi"
version = "0.150.0"
source = { registry = "https://pypi.org/simple" }
wheels = [{ url = "https://a.example/fastapi-0.150.0-py3-none-any.whl", hash = "sha256:0" }]

[[package]]
name = "numpy"
version = "2.2.0"
source = { registry = "https://pypi.org/simple" }
resolution-markers = ["python_full_version < '3.12'"]

[[package]]
name = "numpy"
version = "2.4.0"
source = { registry = "https://pypi.org/simple" }
resolution-markers = ["python_full_version >= '3.13'", "python_full_version == '3.12.*'"]

[[package]]
name = "pytest"
version = "8.0.0"
source = { registry = "https://pypi.org/simple" }
"""
POETRY = """
[[package]]
name = "fastapi"
version = "0.150.0"
optional = false
groups = ["main"]
files = [{ file = "fastapi-0.150.0-py3-none-any.whl", hash = "sha256:0" }]

[package.dependencies]
starlette = ">=0.40"

[[package]]
name = "starlette"
version = "0.46.0"
[package.source]
type = "legacy"
url = "https://mirror.example/simple"
reference = "mirror"

[[package]]
name = "forked"
version = "3.0"
[package.source]
type = "git"
url = "https://a.example/forked.git"
reference = "main"
resolved_reference = "abc"

[[package]]
name = "local"
version = "1.0"
[package.source]
type = "directory"
url = "../local"

[[package]]
name = "downloaded"
version = "1.0"
[package.source]
type = "url"
url = "https://a.example/downloaded.whl"

[metadata]
lock-version = "2.1"
python-versions = ">=3.11"
"""
PYLOCK = """
lock-version = "1.0"
created-by = "uv"
requires-python = ">=3.11"

[[packages]]
name = "fastapi"
version = "0.150.0"
index = "https://pypi.org/simple"

[[packages]]
name = "colorama"
version = "0.4.6"
marker = "sys_platform == 'win32'"

[[packages]]
name = "uvloop"
version = "0.21.0"
marker = "'standard' in extras or 'dev' in dependency_groups"

[[packages]]
name = "forked"
version = "3.0"
vcs = { type = "git", url = "https://a.example/forked", commit-id = "abc" }

[[packages]]
name = "local"
version = "3.0"
directory = { path = "../local" }

[[packages]]
name = "packed"
version = "3.0"
archive = { path = "../packed.zip" }
"""
REQUIREMENTS = """\ufeff# made by pip-compile --index-url https://a.example
--index-url https://a.example/simple
-i https://a.example/simple
--extra-index-url=https://a.example
-e .
-e git+https://a.example/x#egg=x
./local/package-1.0.tar.gz
package-1.0-py3-none-any.whl
fastapi[standard]==0.150.0 \\
    --hash=sha256:0000 \\
    --hash=sha256:1111
    # via -r requirements.in
starlette==0.46.0 --hash=sha256:2222
anyio==4.9.0  # a comment ; with signs
colorama==0.4.6 ; sys_platform == "win32"
Typing_Extensions>=4.12,<5
forked @ git+https://a.example/forked
direct @ https://a.example/direct-1.0-py3-none-any.whl ; python_version > "3"
unpinned

pytest==8.0.0
iniconfig==2.0.0 \\"""


def write(path: Path, text: str) -> tuple[str, ...]:
    """The constraints of a lock file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    target = parse_target(str(path))
    assert target.given
    assert (target.as_of, target.sources, target.preferences) == ("", (), ())
    return target.constraints


def test_uv_lock_gives_index_versions_with_markers(tmp_path: Path) -> None:
    assert write(tmp_path / "uv.lock", UV) == (
        "fastapi==0.150.0",
        'numpy==2.2.0; python_full_version < "3.12"',
        'numpy==2.4.0; python_full_version >= "3.13" or python_full_version == "3.12.*"',
    )


def test_poetry_lock_gives_index_versions(tmp_path: Path) -> None:
    assert write(tmp_path / "poetry.lock", POETRY) == ("fastapi==0.150.0", "starlette==0.46.0")


def test_poetry_lock_gives_markers_of_several_versions(tmp_path: Path) -> None:
    text = """
        [[package]]
        name = "zcore"
        version = "1.0"
        groups = ["main"]
        markers = "python_version < \'3.11\'"
        [[package]]
        name = "zcore"
        version = "2.0"
        groups = ["main", "dev"]
        markers = { main = "python_version >= \'3.11\'", dev = "python_version == \'3.12\'" }
        [[package]]
        name = "colorama"
        version = "0.4.6"
        groups = ["main", "dev"]
        markers = { main = "sys_platform == \'win32\'" }
        [[package]]
        name = "uvloop"
        version = "0.21.0"
        optional = true
        groups = ["main"]
        markers = "extra == \'standard\'"
    """
    assert write(tmp_path / "poetry.lock", text) == (
        "colorama==0.4.6",
        "uvloop==0.21.0",
        'zcore==1.0; python_version < "3.11"',
        'zcore==2.0; python_version >= "3.11" or python_version == "3.12"',
    )


@pytest.mark.parametrize("name", ["pylock.toml", "pylock.dev.toml"])
def test_pylock_gives_index_versions(tmp_path: Path, name: str) -> None:
    assert write(tmp_path / name, PYLOCK) == (
        'colorama==0.4.6; sys_platform == "win32"',
        "fastapi==0.150.0",
        "uvloop==0.21.0",
    )


@pytest.mark.parametrize("name", ["requirements.txt", "constraints.txt", "requirements.in", "REQUIREMENTS"])
def test_requirements_file_gives_versions_only(tmp_path: Path, name: str) -> None:
    assert write(tmp_path / name, REQUIREMENTS) == (
        "Typing_Extensions<5,>=4.12",
        "anyio==4.9.0",
        'colorama==0.4.6; sys_platform == "win32"',
        'direct==1.0; python_version > "3"',
        "fastapi==0.150.0",
        "package==1.0",
        "starlette==0.46.0",
    )


def test_included_requirements_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "base.txt").write_text("fastapi==0.150.0\n-r ../requirements.txt\n-c limits.txt\n")
    (tmp_path / "base" / "limits.txt").write_text("starlette<1\n")
    assert write(tmp_path / "requirements.txt", "--requirement=base/base.txt  # ours\nanyio==4.9.0\n") == (
        "anyio==4.9.0",
        "fastapi==0.150.0",
        "starlette<1",
    )


def test_invalid_markers_are_dropped(tmp_path: Path) -> None:
    text = '[[package]]\nname = "a"\nversion = "1"\nresolution-markers = ["nonsense here"]\n'
    assert write(tmp_path / "uv.lock", text) == ("a==1",)


def test_uv_picks_the_version_for_the_interpreter(tmp_path: Path, cache: Cache, python: Python) -> None:
    lock = """
        [[package]]
        name = "idna"
        version = "3.6"
        source = { registry = "https://pypi.org/simple" }
        resolution-markers = ["python_full_version < '3.9'", "sys_platform == 'no-such-system'"]
        [[package]]
        name = "idna"
        version = "3.7"
        source = { registry = "https://pypi.org/simple" }
        resolution-markers = ["python_full_version >= '3.9' and sys_platform != 'no-such-system'"]
    """
    write(tmp_path / "uv.lock", lock)
    chosen = Resolver(python, cache).resolve(["idna"], parse_target(str(tmp_path / "uv.lock")))
    assert chosen.packages == {"idna": "3.7"}


@pytest.mark.parametrize(
    ("name", "content", "expected", "note"),
    [
        ("requirements.lock", "# pip\n-e file:.\nfastapi==0.115.0\n", ("fastapi==0.115.0",), "-e file:. is left out"),
        ("pylock.toml", "fastapi==0.115.0 \\\n    --hash=sha256:00\n", ("fastapi==0.115.0",), ""),
        ("requirements.txt", "fastapi==0.115.0\n.[dev]\n", ("fastapi==0.115.0",), ".[dev] is left out"),
        ("requirements.txt", "fastapi==0.115.0\n..\n", ("fastapi==0.115.0",), ".. is left out"),
        ("requirements.txt", "fastapi==0.115.0\n-r https://a.example/b.txt\n", ("fastapi==0.115.0",), "is not read"),
        ("requirements.txt", "a @ https://a.example/a.whl\nfastapi==1\n", ("fastapi==1",), "comes from an address"),
        ("wheels.txt", "./a/fastapi-0.115.0-py3-none-any.whl\n", ("fastapi==0.115.0",), "not from its address"),
        ("wheels.txt", "x @ https://a.example/fastapi-0.115.0.tar.gz\n", ("fastapi==0.115.0",), "not from its address"),
        ("dev.txt", "ruff==0.4.3\n", ("ruff==0.4.3",), "pins neither FastAPI nor Starlette nor Pydantic"),
        (
            "Pipfile.lock",
            '{"_meta": {}, "default": {"fastapi": {"version": "==0.115.0", "markers": "python_version > \'3\'"}}}',
            ('fastapi==0.115.0; python_version > "3"',),
            "",
        ),
    ],
)
def test_file_is_identified_by_content_and_omissions_are_noted(
    tmp_path: Path, name: str, content: str, expected: tuple[str, ...], note: str
) -> None:
    (tmp_path / name).write_text(content)
    target = parse_target(str(tmp_path / name))
    assert target.constraints == expected
    assert [one for one in target.notes if note in one] == list(target.notes)
    assert bool(target.notes) is bool(note)


def test_text_of_powershell_is_read(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_bytes("fastapi==0.115.0\r\n".encode("utf-16"))
    assert parse_target(str(tmp_path / "requirements.txt")).constraints == ("fastapi==0.115.0",)


def test_fastapi_from_an_address_is_noted_as_the_newest_release(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("fastapi @ git+https://a.example/fastapi\nstarlette==1.0\n")
    (note,) = parse_target(str(tmp_path / "a.txt")).notes
    assert note.endswith("fastapi is left out: it comes from an address, and its newest release is used")


def test_pins_override_a_lock_file(tmp_path: Path) -> None:
    file = tmp_path / "uv.lock"
    file.write_text('[[package]]\nname = "fastapi"\nversion = "0.115.0"\n')
    target = parse_target(f"{file},fastapi==0.150.0")
    assert target.constraints == ("fastapi==0.150.0",)
    assert target.preferences == ("fastapi==0.115.0",)
    with pytest.raises(UsageError, match="only pins can follow a file"):
        parse_target(f"{file},2025-01-01")


def test_lock_file_names_its_python(tmp_path: Path) -> None:
    package = '[[package]]\nname = "fastapi"\nversion = "1"\n'
    (tmp_path / "uv.lock").write_text(f'requires-python = ">=3.12"\n{package}')
    assert parse_target(str(tmp_path / "uv.lock")).requires_python == ">=3.12"
    (tmp_path / "poetry.lock").write_text(f'{package}[metadata]\npython-versions = ">=3.10,<4"\n')
    assert parse_target(str(tmp_path / "poetry.lock")).requires_python == "<4,>=3.10"
