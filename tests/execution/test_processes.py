"""Each example has its own process: forked from a warm interpreter, or fresh if forking is unavailable."""

from pathlib import Path

import pytest

from fastapi_by_example.execution import interpreter as execution
from fastapi_by_example.execution.verify import Options
from fastapi_by_example.run.document import Outcome
from tests.conftest import Judged, Verifier
from tests.corpora import FASTAPI, CorpusWriter
from tests.fake_index import Release

LOUD = """
    import warnings

    from fastapi import FastAPI

    import telltale

    app = FastAPI()


    @app.get("/{number}")
    def read(number: int, name: str = "x") -> dict[str, int | str]:
        warnings.warn("reading is over", DeprecationWarning)
        return {"number": number, "name": name}
"""
TELLTALE = Release(
    "telltale",
    "1.0",
    "import warnings\n\nwarnings.warn('importing is over', DeprecationWarning)\n",
    "2026-01-01T00:00:00Z",
)
LOUD_TEST = """
    import logging

    from fastapi.testclient import TestClient
    from loud import app

    def test_it():
        client = TestClient(app)
        assert client.get("/1").json() == {"number": 1, "name": "x"}
        assert client.get("/one").status_code == 422
        logging.getLogger("loud").warning("read twice")
"""


def test_forked_example_shares_imports(corpus: CorpusWriter, verifier: Verifier, forked: bool) -> None:
    corpus.example("other", script="import wave\n")
    corpus.example("watcher", "import sys\n\nHAD = 'wave' in sys.modules\n\ndef test_it():\n    print(f'had {HAD}')\n")
    watcher = verifier(corpus, options=Options(jobs=1)).examples[1]
    assert watcher.outcome is Outcome.PASSED
    assert f"had {forked}" in watcher.output


def test_import_that_exits_fails_only_examples_that_import_it(
    corpus: CorpusWriter, verifier: Verifier, forked: bool, tmp_path: Path
) -> None:
    deadly = Release("deadly", "1.0", "import os\n\nos.abort()\n", "2026-01-01T00:00:00Z")
    wheel = tmp_path / deadly.filename
    wheel.write_bytes(deadly.wheel())
    for slug, script in (("careful", ""), ("victim", "import deadly\n")):
        test = f"import {slug}\n\ndef test_it():\n    pass\n"
        corpus.example(slug, test, script=script, dependencies=[f"deadly @ {wheel.as_uri()}"])
    careful, victim = verifier(corpus).examples
    assert careful.outcome is Outcome.PASSED, careful.message
    assert victim.outcome is Outcome.CRASHED
    assert "SIGABRT" in victim.message


@pytest.mark.parametrize("slug", ["runner", "wave"])
def test_script_may_share_a_name_with_an_imported_module(
    corpus: CorpusWriter, verifier: Verifier, forked: bool, slug: str
) -> None:
    corpus.example("other", script="import wave\n")
    corpus.example(slug, f"import {slug}\n\ndef test_it():\n    assert {slug}.OWN\n", script="OWN = True\n")
    for example in verifier(corpus, options=Options(jobs=1)).examples:
        assert example.outcome is Outcome.PASSED, example.message


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_example_may_start_processes_of_each_kind(judged: Judged, method: str) -> None:
    result = judged(
        f"""\
        import multiprocessing

        import faulty

        def test_it():
            with multiprocessing.get_context({method!r}).Pool(1) as pool:
                assert pool.map(faulty.double, [1, 2]) == [2, 4]
        """,
        script="def double(number):\n    return 2 * number\n",
        timeout=30.0,
    )
    assert result.outcome is Outcome.PASSED, result.message


@pytest.mark.parametrize("version", ["7.4.4", "8.3.5"])
def test_example_may_need_an_older_pytest(judged: Judged, version: str) -> None:
    test = f"import pytest\n\ndef test_it():\n    assert pytest.__version__ == {version!r}\n"
    assert judged(test, dependencies=[f"pytest=={version}"]).outcome is Outcome.PASSED


def test_dict_that_is_logged_is_observed_with_sorted_keys(judged: Judged) -> None:
    test = 'import logging\n\ndef test_it():\n    logging.getLogger("app").warning({"path": "/", "event": "slow"})\n'
    [record] = judged(test).observations.logs
    assert record.text == "{'event': 'slow', 'path': '/'}"


def test_both_kinds_of_process_observe_the_same(
    corpus: CorpusWriter, verifier: Verifier, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wheel = tmp_path / TELLTALE.filename
    wheel.write_bytes(TELLTALE.wheel())
    dependencies = [*FASTAPI, f"telltale @ {wheel.as_uri()}"]
    corpus.example("loud", LOUD_TEST, script=LOUD, dependencies=dependencies)
    seen = []
    for can_fork in (True, False):
        monkeypatch.setattr(execution, "CAN_FORK", can_fork)
        (loud,) = verifier(corpus).examples
        assert loud.outcome is Outcome.PASSED, loud
        seen.append(loud.observations)
    forked, fresh = seen
    assert [exchange.status for exchange in fresh.exchanges] == [200, 422]
    assert [record.text for record in fresh.logs] == ["read twice"]
    assert {warning.text for warning in fresh.warnings} == {"importing is over", "reading is over"}
    assert fresh == forked
