"""`run` serves an example with reload from any folder."""

import contextlib
import http.client
from pathlib import Path

import pytest

from fastapi_by_example.store.cache import CACHE_VARIABLE, Cache
from tests.calling import COMMAND, free_port, plain_environment, serving
from tests.corpora import FASTAPI, CorpusWriter

APP = """
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def read_answer() -> int:
    return 1
"""


def test_edited_example_is_reloaded(
    corpus: CorpusWriter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cache: Cache
) -> None:
    script = corpus.example("answer", script=APP, dependencies=FASTAPI)
    (tmp_path / "fastapi.py").write_text("raise ImportError('this is not FastAPI')\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(CACHE_VARIABLE, str(cache.root))
    port = free_port()
    command = [COMMAND, "run", "answer", "--port", str(port), "--corpus", str(corpus.root)]
    with serving(command, plain_environment(), port) as ask:
        assert ask("/") == 1
        edited = script.read_text().replace("return 1", "return 2")
        answer = 1
        while answer == 1:  # the server may not be watching yet
            script.write_text(edited)
            with contextlib.suppress(ConnectionError, http.client.HTTPException):
                answer = ask("/")
        assert answer == 2
