"""A checkout as a target: its current state is verified, not an earlier build."""

from pathlib import Path

from fastapi_by_example.run.document import Outcome, Run
from tests.conftest import Verifier
from tests.corpora import CorpusWriter

PYPROJECT = """
[project]
name = "telltale"
version = "1.0"
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
"""


def test_edited_checkout_is_rebuilt(corpus: CorpusWriter, verifier: Verifier, tmp_path: Path) -> None:
    checkout = tmp_path / "telltale"
    (checkout / "telltale").mkdir(parents=True)
    (checkout / "pyproject.toml").write_text(PYPROJECT)
    module = checkout / "telltale" / "__init__.py"
    corpus.example(
        "asks", "import telltale\n\ndef test_it():\n    assert telltale.ANSWER == 42\n", dependencies=["telltale"]
    )

    def verified(text: str) -> Run:
        module.write_text(text)
        return verifier(corpus, target=str(checkout))

    runs = [verified("ANSWER = 42\n"), verified("ANSWER = 43\n"), verified("ANSWER = 42\n")]
    assert [run.examples[0].outcome for run in runs] == [Outcome.PASSED, Outcome.FAILED, Outcome.PASSED]


def test_unchanged_checkout_is_not_rebuilt(corpus: CorpusWriter, verifier: Verifier, tmp_path: Path) -> None:
    (tmp_path / "telltale").mkdir()
    (tmp_path / "telltale" / "pyproject.toml").write_text(PYPROJECT)
    (tmp_path / "telltale" / "telltale.py").touch()
    corpus.example("asks", "import telltale\n\ndef test_it():\n    pass\n", dependencies=["telltale"])
    runs = [verifier(corpus, target=str(tmp_path / "telltale")) for _ in range(2)]
    assert [run.examples[0].outcome for run in runs] == [Outcome.PASSED] * 2
    assert runs[0].environments == runs[1].environments
