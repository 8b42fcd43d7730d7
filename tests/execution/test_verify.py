"""A run has every example once, with its reason if it did not run."""

from pathlib import Path

import pytest

from fastapi_by_example.execution.verify import Options, _lacking, available_cores
from fastapi_by_example.run.document import ExampleResult, Outcome
from tests.conftest import Verifier
from tests.corpora import CorpusWriter
from tests.runs import example


@pytest.mark.parametrize(
    ("message", "lacks"),
    [
        ("ModuleNotFoundError: No module named 'jwt'", "jwt"),
        ("ModuleNotFoundError: No module named 'jwt.api'", "jwt"),
        ('RuntimeError: Form data requires "python-multipart" to be installed', "python-multipart"),
        ("AssertionError: `itsdangerous` must be installed to use SessionMiddleware", "itsdangerous"),
        ("ImportError: email-validator is not installed, run `pip install`", "email-validator"),
        ("ModuleNotFoundError: No module named 'fastapi'", ""),  # it is there
        ("ModuleNotFoundError: No module named 'sample'", ""),  # the example itself
        ("assert 1 == 2", ""),
    ],
)
def test_the_missing_package_is_found_in_the_message(message: str, lacks: str) -> None:
    result = example("sample", Outcome.ERROR, message=message)
    assert _lacking(result, {"fastapi": "1"}) == lacks
    assert _lacking(result.model_copy(update={"outcome": Outcome.PASSED}), {}) == ""


def test_versions_that_lack_a_package_make_an_example_not_applicable(
    corpus: CorpusWriter, verifier: Verifier, tmp_path: Path
) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text("idna==3.10\n")
    corpus.example("needs_it", "import certifi\n\ndef test_it(): ...\n", dependencies=("certifi",))
    corpus.example("imports_it", "import markupsafe\n\ndef test_it(): ...\n", dependencies=("idna",))
    corpus.example("has_it", "import idna\n\ndef test_it(): ...\n", dependencies=("idna",))
    needs, imports, has = verifier(corpus, target=str(lock)).examples
    assert needs.outcome is imports.outcome is Outcome.NOT_APPLICABLE
    assert needs.message == f"needs certifi, which {lock} does not have"
    assert imports.message == f"needs markupsafe, which {lock} does not have"
    assert has.outcome is Outcome.PASSED


def test_the_run_records_its_selection_and_tables(corpus: CorpusWriter, verifier: Verifier) -> None:
    for slug in ("first", "second"):
        corpus.example(slug)
    run = verifier(corpus, "second", options=Options(selected=["first", "second"]))
    assert [one.slug for one in run.examples] == ["second"]
    assert run.selected == ["first", "second"]
    assert run.tables[0].concepts == ["first", "second"]


def test_a_second_run_with_another_outcome_is_ignored(corpus: CorpusWriter, verifier: Verifier, tmp_path: Path) -> None:
    corpus.example(
        "once",
        f"from pathlib import Path\n\ndef test_it():\n    Path({str(tmp_path / 'mark')!r}).touch(exist_ok=False)\n",
    )
    result: ExampleResult = verifier(corpus, options=Options(twice=True)).examples[0]
    assert (result.outcome, result.repeated) == (Outcome.PASSED, None)


def test_at_least_one_core_is_available() -> None:
    assert available_cores() >= 1
