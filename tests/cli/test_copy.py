"""An example's copy equals the original, and is removed without touching anything else."""

import os
import stat
from pathlib import Path

import pytest

from fastapi_by_example.corpus.concept import Concept, Declared
from fastapi_by_example.execution.files import copy_example, remove
from fastapi_by_example.run.document import Outcome
from tests.conftest import Judged


def concept(folder: Path, *assets: Path) -> Concept:
    """A concept with some assets."""
    script, test = folder / "sample.py", folder / "test_sample.py"
    for file in (script, test):
        file.touch()
    return Concept("sample", 1, script, test, None, assets, Declared(), None, "", "")


def test_copy_keeps_executables_and_symlinks(tmp_path: Path) -> None:
    tool, dangling, data = tmp_path / "sample_run.sh", tmp_path / "sample_link.txt", tmp_path / "sample_data"
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o755)
    dangling.symlink_to("nowhere")
    data.mkdir()
    (data / "up").symlink_to("..")
    copy_example(concept(tmp_path, tool, dangling, data), tmp_path / "copy")
    assert os.access(tmp_path / "copy" / tool.name, os.X_OK)
    assert (tmp_path / "copy" / dangling.name).readlink() == Path("nowhere")
    assert (tmp_path / "copy" / data.name / "up").readlink() == Path("..")


def test_link_to_a_file_is_copied_as_a_file(tmp_path: Path) -> None:
    asset, other = tmp_path / "sample_link.txt", tmp_path / "other.txt"
    other.write_text("content")
    asset.symlink_to("other.txt")
    copy_example(concept(tmp_path, asset), tmp_path / "copy")
    assert not (tmp_path / "copy" / asset.name).is_symlink()
    assert (tmp_path / "copy" / asset.name).read_text() == "content"


def test_unremovable_folder_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kept" / "inner").mkdir(parents=True)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    for name in ("rmdir", "unlink", "chmod"):
        monkeypatch.setattr(os, name, refuse)
    monkeypatch.setenv("PATH", str(tmp_path))  # nor is there an `rm` that could
    remove(tmp_path / "kept")
    monkeypatch.undo()
    assert (tmp_path / "kept" / "inner").is_dir()


def test_home_that_became_a_link_is_not_followed(judged: Judged, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / "inner").mkdir(parents=True)
    (other / "inner").chmod(0o750)
    result = judged(
        f"""\
        import os
        from pathlib import Path

        def test_it():
            home = Path.home()
            home.rmdir()
            home.symlink_to({str(other)!r})
        """
    )
    assert result.outcome is Outcome.PASSED
    assert stat.S_IMODE((other / "inner").stat().st_mode) == 0o750
