"""The parts that pages are made from: text, code, commands, exchanges, related concepts, outcomes."""

import pytest

from fastapi_by_example.corpus import howto
from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.run.document import BAD, Body, Exchange, Observations, Outcome, WarningRecord, WebSocketSession
from fastapi_by_example.site.exchanges import MOST_BODY, MOST_EXCHANGES, shown_conversations, shown_exchanges
from fastapi_by_example.site.highlight import highlight
from fastapi_by_example.site.outcomes import ConceptOutcome, Standing, columns, outcome_of
from fastapi_by_example.site.prose import prose, sentence
from fastapi_by_example.site.related import api_names, relatives
from tests.corpora import CorpusWriter
from tests.runs import environment, example, failed, run_of
from tests.site.markup import read


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\nline. Two `a < b`.", "<p>One\nline. Two <code>a &lt; b</code>.</p>"),
        ("A.\n\nB.", "<p>A.</p>\n<p>B.</p>"),
        ("Some:\n- `a`\n- b\n  more", "<p>Some:</p>\n<ul>\n<li><code>a</code></li>\n<li>b\nmore</li>\n</ul>"),
        ("    x = 1\n    y < 2", '<pre tabindex="0"><code>x = 1\ny &lt; 2\n</code></pre>'),
        ("See https://a.example/b.", '<p>See <a href="https://a.example/b">https://a.example/b</a>.</p>'),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
    ],
)
def test_prose_becomes_paragraphs_lists_and_code(text: str, html: str) -> None:
    assert prose(text) == html


def test_the_name_of_a_test_becomes_a_sentence() -> None:
    assert sentence("test_openapi_says_so[a-1]") == "OpenAPI says so (a-1)"
    assert sentence("TestIt::test_json_is_sent") == "JSON is sent"


@pytest.mark.parametrize("text", ["", "\n\nx = 1", "x = '<b>'\n\n\n", "\ufeffx = 1", "x\x0c = 1", "'''open"])
def test_highlighting_loses_nothing(text: str) -> None:
    page = f"<pre><code>{highlight(text, 'a.py')}</code></pre>"
    assert read(page.encode()).codes == [text]


def test_api_names_are_imports_and_what_is_said_to_them() -> None:
    source = """
import asyncio
import jwt
from fastapi import FastAPI as App, BackgroundTasks
app = App(title="x")
@app.get("/", status_code=201)
def read(tasks: BackgroundTasks): tasks.add_task(print, end="")
"""
    assert api_names(source) == {"jwt", "App", "BackgroundTasks", "title=", ".get", "status_code=", ".add_task", "end="}
    assert api_names("def (") == frozenset()


def test_relatives_share_what_is_rare() -> None:
    names = {
        "one": frozenset({"FastAPI", "Depends", "Security"}),
        "two": frozenset({"FastAPI", "Depends"}),
        "three": frozenset({"FastAPI", "Security"}),
        **{f"other{number}": frozenset({"FastAPI", "Depends" if number < 2 else "x"}) for number in range(6)},
    }
    found = relatives(names, dict.fromkeys(names, 1))
    assert [relative.slug for relative in found["one"]][:2] == ["three", "two"]
    assert found["one"][0].names == ("Security",)
    assert found["other5"][0].names == ("x",)


def test_commands_fit_the_example(corpus: CorpusWriter) -> None:
    app = "from fastapi import FastAPI\napp = FastAPI()\n"
    corpus.example("served", script=app, dependencies=["fastapi[standard]", "pyjwt", "httpx<1"])
    corpus.example("bare", script=app, dependencies=["fastapi"])
    corpus.example("library", script="x = 1\n")
    served, bare, library = corpus.discover().concepts.values()
    assert howto.with_uv(served) == [
        "uv run --no-project --with-requirements served.py fastapi dev served.py",
        "uv run --no-project --with-requirements served.py --with pytest pytest test_served.py",
    ]
    assert howto.with_pip(served)[2] == 'pip install "fastapi[standard]" "httpx<1" pyjwt pytest'
    assert '--with "fastapi[standard]" fastapi dev' in howto.with_uv(bare)[0]
    assert not [line for line in howto.with_uv(library) + howto.with_pip(library) if "fastapi dev" in line]


def test_what_can_be_served_is_found_in_the_real_corpus() -> None:
    concepts = discover().concepts
    assert howto.serves(concepts["route_order"].source)
    assert all(howto.with_uv(concept) and howto.with_pip(concept) for concept in concepts.values())


def exchange(path: str, status: int | None = 200, body: str = "", **parts: object) -> Exchange:
    return Exchange.model_validate(
        {
            "test": "test_a",
            "method": "GET",
            "path": path,
            "status": status,
            "body": Body(kind="text", text=body),
            **parts,
        }
    )


def test_different_exchanges_are_chosen_and_documentation_comes_last() -> None:
    same = [exchange("/openapi.json"), exchange("/a"), exchange("/a"), exchange("/a", 404)]
    chosen = shown_exchanges(Observations(exchanges=[*same, *(exchange(f"/{n}") for n in range(9))]))
    assert [shown.summary for shown in chosen][:3] == ["GET /a → 200 OK", "GET /a → 404 Not Found", "GET /0 → 200 OK"]
    assert len(chosen) == MOST_EXCHANGES
    assert shown_exchanges(Observations(exchanges=[exchange("/docs")]))


def test_bodies_are_bounded_and_harmless() -> None:
    long, escape, none, nothing = shown_exchanges(
        Observations(
            exchanges=[
                exchange("/long", body="x" * 5000),
                exchange("/escape", body="\x1b[2J\u202e"),
                exchange("/none", None, error="RuntimeError: it broke"),
                exchange("/nothing", 299),
            ]
        )
    )
    assert len(long.response) < MOST_BODY + 100
    assert "5000 characters in all" in long.response
    assert "\x1b" not in escape.response
    assert none.response == "no response: RuntimeError: it broke"
    assert nothing.response == "299"


def test_a_websocket_is_a_conversation() -> None:
    messages = [
        {"direction": "received", "type": "websocket.connect"},
        {"direction": "sent", "type": "websocket.accept", "subprotocol": "chat"},
        {"direction": "received", "type": "websocket.receive", "text": "hello"},
        {"direction": "sent", "type": "websocket.send", "bytes": "abc"},
        {"direction": "sent", "type": "websocket.close", "code": "1000"},
    ]
    (talk,) = shown_conversations(
        Observations(websockets=[WebSocketSession(test="test_a", path="/ws", messages=messages)])
    )
    assert talk.messages == (
        ("client", "connects"),
        ("server", "accepts subprotocol chat"),
        ("client", "hello"),
        ("server", "(bytes)"),
        ("server", "closes code 1000"),
    )


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_a_standing(outcome: Outcome) -> None:
    standing = outcome_of(example(outcome=outcome, message="why"), None).standing
    expected = {
        Outcome.PASSED: Standing.PASSES,
        Outcome.SKIPPED: Standing.SKIPPED,
        Outcome.NOT_APPLICABLE: Standing.NOT_APPLICABLE,
        Outcome.UNRESOLVABLE: Standing.UNRESOLVABLE,
    }
    assert standing is expected.get(outcome, Standing.FAILS)
    assert (standing in (Standing.FAILS, Standing.UNRESOLVABLE)) == (outcome in BAD)


def test_a_pass_with_a_deprecation_warns_and_with_a_difference_is_changed() -> None:
    old = WarningRecord(category="DeprecationWarning", text="use the other\nfor good", origin="x.py")
    other = WarningRecord(category="UserWarning", text="mind the gap", origin="x.py")
    seen = Observations(exchanges=[exchange("/a")])
    base = example(observations=seen)
    assert outcome_of(None, base) == ConceptOutcome(Standing.NOT_RUN)
    assert (
        outcome_of(example(observations=seen.model_copy(update={"warnings": [other]})), base).standing
        is Standing.PASSES
    )
    warned = seen.model_copy(update={"warnings": [old, old]})
    assert outcome_of(example(observations=warned), base) == ConceptOutcome(
        Standing.WARNS, ("DeprecationWarning: use the other",)
    )
    differing = example(observations=Observations(exchanges=[exchange("/a", 201)], warnings=[old]))
    assert outcome_of(differing, base).standing is Standing.CHANGED
    assert outcome_of(differing, None).standing is Standing.WARNS
    assert outcome_of(failed(), base).reasons == ("test_it: assert 1 == 2",)


def test_what_differs_with_the_same_packages_or_only_inside_is_no_change() -> None:
    inner = {"title": "FastAPI", "document": {}}
    old, new = (
        example(observations=Observations.model_validate({"openapi": [{**inner, "middleware": [name]}]}))
        for name in ("A", "B")
    )
    assert outcome_of(new, old).standing is Standing.PASSES
    first = run_of(example(observations=Observations(exchanges=[exchange("/a")])))
    differing = example(observations=Observations(exchanges=[exchange("/a", 201)]))
    newer = [environment(fastapi="0.166.0")]
    for environments, standing in ((first.environments, Standing.PASSES), (newer, Standing.CHANGED)):
        _, column = columns((first, run_of(differing, environments=environments)), ["one"])
        assert column.outcomes["one"].standing is standing
