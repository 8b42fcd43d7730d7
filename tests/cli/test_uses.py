"""`uses`, and how `compare` sorts causes by it."""

import json
from pathlib import Path

import pytest

from fastapi_by_example.run.document import Observations, save
from tests.calling import Caller
from tests.corpora import CorpusWriter
from tests.observed import exchange
from tests.runs import example, run_of

APP = 'from fastapi import FastAPI, Header\n\napp = FastAPI()\n\n\n@app.get("/")\ndef read(x: str = Header()): ...\n'


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CorpusWriter:
    written = CorpusWriter(tmp_path / "corpus")
    written.example("app_instance")
    written.example("header_parameters")
    written.example("cookie_parameters")
    return written


def saved(*slugs: str) -> None:
    """Save two runs in which the responses of these concepts differ."""
    for side in ("base", "candidate"):
        examples = []
        for slug in slugs:
            seen = Observations(exchanges=[exchange(f'"{slug} {side}"')])
            examples.append(example(slug, observations=seen, repeated=seen))
        save(run_of(*examples), Path(f"{side}.json"))


def test_concepts_are_listed_with_their_places(call: Caller, corpus: CorpusWriter) -> None:
    Path("app.py").write_text(APP)
    out = call.fine("uses", "--corpus", corpus.root)
    assert out.splitlines() == [
        "app_instance       app.py:3",
        "header_parameters  app.py:7",
        "2 concepts in 1 file",
    ]
    data = json.loads(call.fine("uses", ".", "--json", "--corpus", corpus.root))
    assert data["concepts"]["header_parameters"] == [{"file": "app.py", "line": 7}]
    assert data["unread"] == []


def test_sources_without_concepts_are_exit_code_3(call: Caller, corpus: CorpusWriter) -> None:
    Path("app.py").write_text("print()\n")
    assert call("uses", "--corpus", corpus.root).code == 3
    assert "no file or folder nowhere" in call.refused("uses", "nowhere")


def test_inside_a_project_unused_causes_are_folded_and_do_not_count(call: Caller) -> None:
    Path("app.py").write_text(APP)
    saved("header_parameters", "cookie_parameters", "unknown_concept")
    line = ["compare", "base.json", "candidate.json"]
    called = call(*line, "--fail-on", "behaviour")
    assert called.code == 1
    assert "2 behaviour" in called.out.splitlines()[0]
    assert "your app.py:7; header_parameters" in called.out
    assert "unknown_concept" in called.out
    assert "1 more cause in concepts that your code does not use; --all shows them" in called.out
    assert "3 behaviour" in call(*line, "--all").out.splitlines()[0]
    saved("cookie_parameters")
    assert call(*line, "--fail-on", "behaviour").code == 0
    assert call(*line, "--fail-on", "behaviour", "--all").code == 1


def test_another_folder_can_be_read(call: Caller, tmp_path: Path) -> None:
    saved("header_parameters")
    line = ["compare", "base.json", "candidate.json"]
    assert "your" not in call(*line).out
    (tmp_path / "app.py").write_text(APP)
    assert "your app.py:7" in call(*line, "--uses", tmp_path / "app.py").out
    assert "no file or folder" in call.refused(*line, "--uses", "nowhere")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--", "-k", "users"], "arguments after -- need --project\nhint: add --project PATH"),
        (["--group", "dev"], "--group needs --project"),
        (["--project", ".", "--only", "first"], "--only selects examples"),
        (["--project", ".", "--blame"], "--blame cannot be used with --project"),
        (["--project", "nowhere"], "nowhere is not a folder"),
    ],
)
def test_conflicting_options_are_rejected(call: Caller, arguments: list[str], message: str) -> None:
    assert message in call.refused("compare", "2025-01-01", "latest", *arguments)


def test_a_project_is_not_compared_with_examples(call: Caller) -> None:
    saved("header_parameters")
    text = Path("base.json").read_text()
    suite = '"suite":{"project":"mine","command":"pytest"},"tables":'
    Path("own.json").write_text(text.replace('"suite":null,"tables":', suite))
    message = call.refused("compare", "own.json", "candidate.json")
    assert message == "one run is of a project's own tests, the other of the examples"
