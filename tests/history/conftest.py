"""A fake framework whose releases change one thing at a time, and a sweep over them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fastapi_by_example.environments.resolution import Python
from fastapi_by_example.execution.interpreter import Limits
from fastapi_by_example.execution.verify import Options, Session
from fastapi_by_example.history.keeper import Keeper, own_cache
from fastapi_by_example.history.store import DATA_VARIABLE, Store
from fastapi_by_example.history.sweep import Sweep
from fastapi_by_example.history.timeline import TRACKED
from fastapi_by_example.history.update import read_timeline
from fastapi_by_example.run.remembered import recall
from fastapi_by_example.store.cache import CACHE_VARIABLE, Cache
from tests.corpora import CorpusWriter
from tests.fake_index import FakeIndex, Release, serving

FRAMEWORK = """
import json

from starlette import SERVER


class FastAPI:
    async def __call__(self, scope, receive, send):
        headers = [(b"content-type", b"application/json"), (b"x-served-by", SERVER)]
        await send({{"type": "http.response.start", "status": {status}, "headers": headers}})
        await send({{"type": "http.response.body", "body": json.dumps({body}).encode()}})

    def openapi(self):
        return {{"openapi": "3.1.0", "paths": {{}}}}
"""
SCRIPT = """
import asyncio

from fastapi import FastAPI

app = FastAPI()


def ask():
    sent = []

    async def receive():
        return {"type": "http.request", "body": b""}

    async def send(message):
        sent.append(message)

    asyncio.run(app({"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}, receive, send))
    return sent
"""
TEST = """
from {slug} import ask


def test_an_answer_comes():
    assert ask()[0]["status"] == 200
"""


def day(number: int) -> str:
    """A moment of the tests' calendar."""
    return f"2026-03-{number:02}T12:00:00Z"


def framework(version: str, uploaded: str, *, status: int = 200, body: str = '{"answer": 42}') -> Release:
    """A release of the framework."""
    return Release("fastapi", version, FRAMEWORK.format(status=status, body=body), uploaded, ("starlette",))


def server(version: str, uploaded: str, name: str) -> Release:
    """A release of the package below the framework, which sends its name in a header."""
    return Release("starlette", version, f"SERVER = {name.encode()!r}\n", uploaded)


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeIndex]:
    """Six releases of the framework, and other packages: the third gives another answer, the fifth is broken.

    Between the third and the fourth, the package below it changes its name; the last release changes nothing.
    """
    with serving(FakeIndex()) as served:
        served.releases += [
            framework("0.100.0", day(2)),
            framework("0.101.0", day(4)),
            framework("0.102.0", day(6), body='{"answer": "another"}'),
            framework("0.103.0", day(10), body='{"answer": "another"}'),
            framework("0.104.0", day(12), body='{"answer": "another"}', status=500),
            framework("0.105.0", day(14), body='{"answer": "another"}', status=500),
            server("0.30.0", day(1), "first"),
            server("0.30.1", day(3), "first"),
            server("0.31.0", day(8), "second"),
            *(Release(name, "1.0.0", "", day(1)) for name in TRACKED if name != "starlette"),
        ]
        monkeypatch.setenv("UV_INDEX", f"{served.url}/simple")
        yield served


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CorpusWriter:
    """A corpus with two examples that use the framework and one that does not."""
    corpus = CorpusWriter(tmp_path / "corpus")
    for slug in ("answer", "reply"):
        corpus.example(slug, TEST.format(slug=slug), script=SCRIPT, dependencies=["fastapi"])
    corpus.example("calm", dependencies=["fastapi"])
    monkeypatch.setenv("FASTAPI_BY_EXAMPLE_CORPUS", str(corpus.root))
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "data"))
    return corpus


class Sweeper:
    """Creates sweeps over the fake index, with any store."""

    def __init__(self, corpus: CorpusWriter, folder: Path, python: Python) -> None:
        self.corpus = corpus
        self.folder = folder
        self.python = python

    def __call__(self, store: str = "runs.sqlite3") -> Sweep:
        found, cache = self.corpus.discover(), Cache(self.folder / "cache")
        options = Options(jobs=1, limits=Limits(30.0))
        session = own_cache(Session(found, self.python, cache, recall(cache, found.root), options))
        keeper = Keeper(session, Store(self.folder / "data" / store))
        return Sweep(keeper, read_timeline("0.100.0"), list(found.concepts.values()))


@pytest.fixture
def sweeper(corpus: CorpusWriter, index: FakeIndex, tmp_path: Path, python: Python) -> Sweeper:
    """Create sweeps of the corpus over the fake releases."""
    return Sweeper(corpus, tmp_path, python)
