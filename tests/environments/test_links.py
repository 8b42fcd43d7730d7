"""An environment made from links has the wanted packages of another one, and nothing else."""

from pathlib import Path

import pytest

from fastapi_by_example.environments.links import link_environment

PACKAGES = Path("lib/python3.11/site-packages")


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """An environment with a package, a module with a script, and two packages that share a namespace."""
    folder = tmp_path / "base"
    distributions = {
        "plain-1.0": ("plain/__init__.py", "plain/more.py", "plain/__pycache__/more.pyc"),
        "tool-1.0": ("tool.py", "../../../bin/tool"),
        "first-1.0": ("shared/first/__init__.py",),
        "second-1.0": ("shared/second/__init__.py",),
    }
    for name, files in distributions.items():
        info = f"{name}.dist-info"
        for file in (*files, f"{info}/METADATA"):
            path = folder / PACKAGES / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.resolve().parent.mkdir(parents=True, exist_ok=True)
            path.resolve().write_text(file)
        record = "".join(f"{file},,\n" for file in (*files, f"{info}/RECORD"))
        (folder / PACKAGES / info / "RECORD").write_text(record)
    (folder / "bin/python").symlink_to("/usr/bin/python3")
    (folder / "pyvenv.cfg").touch()
    (folder / PACKAGES / "_virtualenv.py").touch()
    return folder


def made(base: Path, *requirements: str) -> tuple[set[str], set[str]]:
    """The links of an environment with these packages, and its own files."""
    folder = base.with_name("linked")
    link_environment(base, folder, requirements)
    paths = {path.relative_to(folder).as_posix().removeprefix(f"{PACKAGES}/"): path for path in folder.rglob("*")}
    links = {name for name, path in paths.items() if path.is_symlink()}
    return links, {name for name, path in paths.items() if path.is_file() and name not in links}


def test_folders_of_modules_are_links_and_metadata_and_scripts_are_copies(base: Path) -> None:
    links, own = made(base, "plain==1.0", "tool==1.0", "first==1.0", "second==1.0")
    assert links == {"bin/python", "plain", "tool.py", "shared/first", "shared/second"}
    assert {"bin/tool", "pyvenv.cfg", "_virtualenv.py", "plain-1.0.dist-info/METADATA"} < own
    assert (base.with_name("linked") / PACKAGES / "plain").resolve() == base / PACKAGES / "plain"


def test_another_version_is_left_out_with_its_scripts(base: Path) -> None:
    links, own = made(base, "plain==1.0", "tool==2.0", "first==1.0", "second==1.0")
    assert "plain" in links
    assert not {name for name in links | own if "tool" in name}


def test_package_that_shares_a_folder_with_one_that_is_left_out_is_left_out_too(base: Path) -> None:
    links, own = made(base, "plain==1.0", "first==1.0", "second==2.0")
    assert links == {"bin/python", "plain"}
    assert not {name for name in own if "first" in name or "second" in name}
