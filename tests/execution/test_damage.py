"""An example that changes files that others need is reported, and the others get the same outcome as without it."""

from dataclasses import replace
from pathlib import Path

import pytest

from fastapi_by_example.execution.verify import Options
from fastapi_by_example.run.document import ExampleResult, Outcome
from fastapi_by_example.store.cache import Cache
from tests.conftest import Verifier
from tests.corpora import CorpusWriter

SMALL = ("iniconfig",)
INNOCENT = "import iniconfig\n\ndef test_it():\n    assert iniconfig.IniConfig\n"
MODULE = "Path(iniconfig.__file__)"
DAMAGES = {
    "a module with more in it": f"with {MODULE}.open('a') as file: file.write('raise RuntimeError')",
    "a module of the same size": f"{MODULE}.write_text({MODULE}.read_text().replace('import', 'xmport'))",
    "new bytecode": f"({MODULE}.parent / '__pycache__' / 'planted.cpython-311.pyc').write_bytes(b'x')",
    "a new module": f"({MODULE}.parents[1] / 'sitecustomize.py').write_text('raise SystemExit(9)')",
    "another interpreter": "(Path(sys.prefix) / 'bin' / 'python').unlink()",
    "the settings": "(Path(sys.prefix) / 'pyvenv.cfg').write_text('home = /nowhere')",
    "pytest": "Path(pytest.__file__).write_text('raise RuntimeError')",
}


def damaging(statement: str) -> str:
    return f"import sys\nfrom pathlib import Path\nimport iniconfig\nimport pytest\n\ndef test_it():\n    {statement}\n"


def all_judged(corpus: CorpusWriter, verifier: Verifier, cache: Cache, jobs: int) -> dict[str, ExampleResult]:
    run = replace(verifier, cache=cache)(corpus, options=Options(jobs=jobs))
    return {example.slug: example for example in run.examples}


@pytest.fixture
def own_cache(tmp_path: Path) -> Cache:
    """A cache that no other test uses."""
    return Cache(tmp_path / "cache")


@pytest.mark.parametrize("kind", DAMAGES)
def test_damage_is_reported_and_repaired_for_the_next_example(
    corpus: CorpusWriter, verifier: Verifier, own_cache: Cache, kind: str
) -> None:
    corpus.example("culprit", damaging(DAMAGES[kind]), dependencies=SMALL)
    for number in range(3):
        corpus.example(f"innocent{number}", INNOCENT, dependencies=SMALL)
    for jobs in (1, 2):
        results = all_judged(corpus, verifier, own_cache, jobs)
        assert results["culprit"].outcome is Outcome.ERROR
        assert results["culprit"].message.startswith("it changed files that other examples need: "), results["culprit"]
        assert [results[f"innocent{number}"].outcome for number in range(3)] == [Outcome.PASSED] * 3


def test_an_innocent_example_that_ran_meanwhile_runs_again_alone(
    corpus: CorpusWriter, verifier: Verifier, own_cache: Cache, tmp_path: Path
) -> None:
    done = tmp_path / "done"
    wait = f"\n    while not Path({str(done)!r}).exists(): pass\n    assert iniconfig.IniConfig"
    corpus.example("victim", damaging(f"pass{wait}"), dependencies=SMALL)
    statement = f"{DAMAGES['a new module']}; Path({str(done)!r}).touch()"
    corpus.example("culprit", damaging(statement), dependencies=SMALL)
    results = all_judged(corpus, verifier, own_cache, 2)
    assert results["culprit"].outcome is Outcome.ERROR
    assert results["victim"].outcome is Outcome.PASSED
    assert results["victim"].notes == ["ran again, alone: while it ran first, files of its environment were changed"]


@pytest.mark.parametrize("path", [MODULE, f"{MODULE}.resolve()"])
def test_damage_to_files_that_environments_share_is_found_out(
    corpus: CorpusWriter, verifier: Verifier, own_cache: Cache, path: str
) -> None:
    statement = f"{path}.write_text('raise RuntimeError')"
    corpus.example("culprit", damaging(statement), dependencies=(*SMALL, "h11"))
    for number in range(3):
        corpus.example(f"innocent{number}", INNOCENT, dependencies=SMALL)
        corpus.example(f"other{number}", INNOCENT, dependencies=(*SMALL, ("idna", "sniffio", "six")[number]))
    for jobs in (1, 3):
        results = all_judged(corpus, verifier, own_cache, jobs)
        assert {slug for slug, one in results.items() if one.outcome is not Outcome.PASSED} == {"culprit"}
        assert "iniconfig/__init__.py" in results["culprit"].message


@pytest.mark.parametrize(
    "statement",
    [
        "Path('../other').mkdir()",
        "Path('../..').chmod(0)",
        "Path('../../conftest.py').write_text('raise RuntimeError')",
        "Path('../../pytest.ini').write_text('[pytest]\\npython_files = nothing')",
        "shutil.rmtree('../..')",
    ],
)
def test_the_folders_above_an_example_are_restored(corpus: CorpusWriter, verifier: Verifier, statement: str) -> None:
    corpus.example("culprit", f"import shutil\nfrom pathlib import Path\n\ndef test_it():\n    {statement}\n")
    corpus.example("other")
    corpus.example("innocent")
    results = {example.slug: example for example in verifier(corpus, options=Options(jobs=1)).examples}
    assert (results["other"].outcome, results["innocent"].outcome) == (Outcome.PASSED, Outcome.PASSED)
