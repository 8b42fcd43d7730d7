"""Parts of pages: text, code, commands, exchanges, related concepts, outcomes."""

import pytest

from fastapi_by_example.corpus import howto
from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.corpus.search_index import build_index
from fastapi_by_example.run.document import (
    BAD,
    Application,
    Body,
    Exchange,
    Observations,
    Outcome,
    WarningRecord,
    WatchResult,
    WebSocketSession,
)
from fastapi_by_example.site.edge_cases import edge_cases
from fastapi_by_example.site.exchanges import MOST_BODY, MOST_EXCHANGES, matches, shown_conversations, shown_exchanges
from fastapi_by_example.site.highlight import highlight
from fastapi_by_example.site.outcomes import ConceptOutcome, Standing, columns, outcome_of
from fastapi_by_example.site.prose import capital, inline, prose, sentence
from fastapi_by_example.site.related import api_names, hand_kept, relatives
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


def test_test_or_watch_name_becomes_a_sentence() -> None:
    assert sentence("test_openapi_says_so[a-1]") == "OpenAPI says so"
    assert sentence("TestIt::test_json_is_sent") == "JSON is sent"
    assert sentence("test_image_has_python_3_14") == "Image has Python 3.14"
    assert sentence("test_307_repeats_the_post") == "307 repeats the POST"
    assert sentence("watch_header_sent_twice") == "Header sent twice"


def test_leading_code_keeps_its_case() -> None:
    assert inline(capital("`files=` takes name and content")) == "<code>files=</code> takes name and content"
    assert capital("open a file") == "Open a file"


@pytest.mark.parametrize("text", ["", "\n\nx = 1", "x = '<b>'\n\n\n", "\ufeffx = 1", "x\x0c = 1", "'''open"])
def test_highlighting_keeps_the_text(text: str) -> None:
    page = f"<pre><code>{highlight(text, 'a.py')}</code></pre>"
    assert read(page.encode()).codes == [text]


def test_api_names_are_imports_from_packages() -> None:
    source = "import asyncio\nimport jwt\nfrom fastapi import FastAPI as App, BackgroundTasks\napp = App()\n"
    assert api_names(source) == {"jwt", "FastAPI", "BackgroundTasks"}
    assert api_names("def (") == frozenset()


def test_related_concepts_share_a_table_or_api_or_are_listed(corpus: CorpusWriter) -> None:
    uses = "from fastapi import FastAPI, {}\n"
    corpus.example("jwt_create", title="Sign: a token.", script=uses.format("Form"))
    corpus.example("neighbour", title="Another: thing.", script=uses.format("Query"))
    for number in range(6):
        corpus.example(f"far{number}", title="Far: away.", script=uses.format("Path"), table="02_other")
    corpus.example("same_api", title="Elsewhere: much else.", script=uses.format("Form"), table="02_other")
    corpus.example("current_user", title="Nothing: in common.", script="x = 1\n", table="03_third")
    found = corpus.discover()
    names = {slug: api_names(concept.source) for slug, concept in found.concepts.items()}
    tables = {slug: concept.table for slug, concept in found.concepts.items()}
    related = relatives(build_index(found), names, tables)
    assert related["jwt_create"] == ["current_user", "same_api", "neighbour"]
    assert all(slug not in others for slug, others in related.items())


def test_listed_relations_are_in_the_corpus() -> None:
    slugs = set(discover().concepts)
    assert set(hand_kept()) <= slugs
    assert {other for others in hand_kept().values() for other in others} <= slugs


def test_commands_fit_the_example(corpus: CorpusWriter) -> None:
    app = "from fastapi import FastAPI\napp = FastAPI()\n"
    corpus.example("served", script=app, dependencies=["fastapi[standard]", "pyjwt", "httpx<1"])
    corpus.example("bare", script=app, dependencies=["fastapi"])
    corpus.example("library", script="x = 1\n")
    served, bare, library = corpus.discover().concepts.values()
    with_uv = {block.title: block.lines for block in howto.with_uv(served)}
    assert with_uv == {
        "Serve it": ("uv run --no-project --with-requirements served.py fastapi dev served.py",),
        "Test it": ("uv run --no-project --with-requirements served.py --with pytest pytest test_served.py",),
    }
    with_pip = {block.title: block.lines for block in howto.with_pip(served)}
    assert with_pip["Install"][2] == 'pip install "fastapi[standard]" "httpx<1" pyjwt pytest'
    assert with_pip["Serve it"] == (howto.ACTIVATE, "fastapi dev served.py")
    assert with_pip["Test it"] == (howto.ACTIVATE, "pytest test_served.py")
    assert '--with "fastapi[standard]" fastapi dev' in howto.with_uv(bare)[0].lines[0]
    assert [block.title for block in howto.with_uv(library) + howto.with_pip(library)] == [
        "Test it",
        "Install",
        "Test it",
    ]


def test_queues_have_a_worker_and_redis_and_images_are_built(corpus: CorpusWriter) -> None:
    queue = "Queue: it works. Start it with\n`celery -A queued:app worker`."
    corpus.example("queued", title=queue, header='[tool.fastapi-by-example]\nservices = ["REDIS_URL"]')
    corpus.example("image", title="Image: `docker build -t x .`, then `docker run\nx`.")
    queued, image = corpus.discover().concepts.values()
    assert [block.lines for block in howto.services_for(queued)] == [("redis-server --save ''",)]
    worker = howto.with_uv(queued)[0]
    assert (worker.title, worker.keeps_running) == ("Start the worker", True)
    assert worker.lines == ("uv run --no-project --with-requirements queued.py celery -A queued:app worker",)
    assert howto.with_pip(queued)[1].lines == (howto.ACTIVATE, "celery -A queued:app worker")
    assert howto.services_for(image) == []
    assert [block.lines for block in howto.image_of(image)] == [("docker build -t x .",), ("docker run x",)]


def test_servable_concepts_are_found() -> None:
    concepts = discover().concepts
    assert howto.serves(concepts["route_order"].source)
    assert all(howto.with_uv(concept) and howto.with_pip(concept) for concept in concepts.values())
    assert {slug for slug, concept in concepts.items() if howto.worker_of(concept)} >= {
        "celery_task_queue",
        "arq_task_queue",
    }


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


def own(*paths: str, test: str = "") -> Application:
    """An application with routes."""
    return Application(test=test, title="FastAPI", routes=[f"APIRoute {path} GET" for path in paths])


def summaries(observations: Observations) -> list[str]:
    return [shown.summary for shown in shown_exchanges(observations)]


def test_each_status_is_shown_successes_first() -> None:
    asked = [exchange("/openapi.json"), exchange("/a", 404), exchange("/a"), exchange("/a"), exchange("/b/7", 422)]
    many = [exchange(f"/{letter}/1") for letter in "cdefghi"]
    app = own("/openapi.json", "/a", *(f"/{letter}/{{id}}" for letter in "bcdefghi"))
    chosen = summaries(Observations(openapi=[app], exchanges=[*asked, *many]))
    assert chosen[0] == "GET /a → 200 OK"
    assert (
        chosen[-2:] == ["GET /a → 404 Not Found", "GET /b/7 → 422 Unprocessable Entity"]
        or len(chosen) == MOST_EXCHANGES
    )
    assert {one.partition("→ ")[2][:3] for one in chosen} == {"200", "404", "422"}
    assert len(chosen) == MOST_EXCHANGES
    assert summaries(Observations(openapi=[own("/docs")], exchanges=[exchange("/docs")])) == ["GET /docs → 200 OK"]
    statuses = [exchange("/a", 400 + number) for number in range(2 * MOST_EXCHANGES)]
    assert len(summaries(Observations(openapi=[own("/a")], exchanges=statuses))) == 2 * MOST_EXCHANGES


def test_requests_to_other_apps_and_other_paths_are_not_shown() -> None:
    asked = [exchange("/b"), exchange("/a", 500, test="test_other_app"), exchange("/a", 201, test="watch_it")]
    apps = [own("/a"), own("/a", "/b", test="test_other_app")]
    assert summaries(Observations(openapi=apps, exchanges=asked)) == ["GET /a → 201 Created"]


@pytest.mark.parametrize(
    ("template", "path", "fits"),
    [
        ("/items/{item_id}", "/items/7", True),
        ("/items/{item_id}", "/items/7/x", False),
        ("/files/{path:path}", "/files/a/b", True),
        ("/items/{item_id}.json", "/items/7.json", True),
        ("/a.b", "/axb", False),
    ],
)
def test_path_matches_a_route_template(template: str, path: str, fits: bool) -> None:
    assert matches(template, path) is fits


def test_mounted_application_belongs_to_the_script() -> None:
    app = Application(title="Shop", routes=["APIRoute /health GET", "Mount /v1"])
    asked = [exchange("/v1/stock/tea"), exchange("/v2/stock/tea")]
    assert summaries(Observations(openapi=[app], exchanges=asked)) == ["GET /v1/stock/tea → 200 OK"]


def test_paths_of_an_included_router_are_the_scripts() -> None:
    app = Application(title="Shop", routes=["_IncludedRouter"], document={"paths": {"/stock/{name}": {}}})
    asked = [exchange("/stock/tea"), exchange("/other")]
    assert summaries(Observations(openapi=[app], exchanges=asked)) == ["GET /stock/tea → 200 OK"]


def test_edge_cases_have_code_and_result() -> None:
    source = '''
import functools


@functools.cache
def watch_header_sent_twice() -> object:
    """Two of them."""
    return [1]


def watch_it_raises() -> object:
    raise KeyError("x")


def helper() -> None: ...


async def watch_nothing_recorded() -> None: ...
'''
    watches = [
        WatchResult(name="watch_header_sent_twice", how="returned", kind="json", value='{"a":1}'),
        WatchResult(name="watch_it_raises", how="raised", value="KeyError: 'x'\x1b[2J"),
    ]
    twice, raises, nothing = edge_cases(source, Observations(watches=watches))
    assert (twice.situation, twice.note, twice.answer) == ("Header sent twice", "Two of them.", '{\n  "a": 1\n}')
    assert twice.code.startswith("@functools.cache\ndef watch_header_sent_twice")
    assert twice.code.endswith("return [1]")
    assert raises.how == "It raised:"
    assert "KeyError" in raises.answer
    assert "\x1b" not in raises.answer
    assert (nothing.how, nothing.answer) == ("", "")
    assert edge_cases("def (", None) == []


def test_bodies_are_truncated_and_escaped() -> None:
    long, escape, nothing, none = shown_exchanges(
        Observations(
            openapi=[own("/long", "/escape", "/none", "/nothing")],
            exchanges=[
                exchange("/long", body="x" * 5000),
                exchange("/escape", body="\x1b[2J\u202e"),
                exchange("/none", None, error="RuntimeError: it broke"),
                exchange("/nothing", 299),
            ],
        )
    )
    assert len(long.response) < MOST_BODY + 100
    assert "5000 characters in all" in long.response
    assert "\x1b" not in escape.response
    assert none.response == "no response: RuntimeError: it broke"
    assert nothing.response == "299"


def test_websocket_is_shown_as_a_conversation() -> None:
    messages = [
        {"direction": "received", "type": "websocket.connect"},
        {"direction": "sent", "type": "websocket.accept", "subprotocol": "chat"},
        {"direction": "received", "type": "websocket.receive", "text": "hello"},
        {"direction": "sent", "type": "websocket.send", "bytes": "abc"},
        {"direction": "sent", "type": "websocket.close", "code": "1000"},
    ]
    (talk,) = shown_conversations(
        Observations(
            openapi=[Application(title="Chat", routes=["APIWebSocketRoute /ws"])],
            websockets=[
                WebSocketSession(test="test_other_app", path="/other", messages=[*messages, *messages]),
                WebSocketSession(test="test_a", path="/ws", messages=messages),
            ],
        )
    )
    assert talk.messages == (
        ("client", "connects"),
        ("server", "accepts subprotocol chat"),
        ("client", "hello"),
        ("server", "(bytes)"),
        ("server", "closes code 1000"),
    )


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_a_label(outcome: Outcome) -> None:
    standing = outcome_of(example(outcome=outcome, message="why")).standing
    expected = {
        Outcome.PASSED: Standing.PASSES,
        Outcome.SKIPPED: Standing.SKIPPED,
        Outcome.NOT_APPLICABLE: Standing.NOT_APPLICABLE,
        Outcome.UNRESOLVABLE: Standing.UNRESOLVABLE,
    }
    assert standing is expected.get(outcome, Standing.FAILS)
    assert (standing in (Standing.FAILS, Standing.UNRESOLVABLE)) == (outcome in BAD)


def test_watches_and_warnings_do_not_change_the_outcome() -> None:
    warned = Observations(
        warnings=[WarningRecord(category="DeprecationWarning", text="use the other", origin="x.py")],
        watches=[WatchResult(name="watch_it", how="raised", value="KeyError")],
    )
    assert outcome_of(example(observations=warned)) == ConceptOutcome(Standing.PASSES)
    assert outcome_of(None) == ConceptOutcome(Standing.NOT_RUN)
    assert outcome_of(failed()).reasons == ("test_it: assert 1 == 2",)


def test_runs_are_ordered_by_version() -> None:
    old, new = (run_of(example(), environments=[environment(fastapi=one)]) for one in ("0.99.0", "0.100.0"))
    older_day = run_of(example(), environments=[environment(fastapi="0.100.0")], resolved_as_of="2020-01-01T00:00:00Z")
    found = columns((new, old, older_day), ["one"])
    assert [column.run for column in found] == [old, older_day, new]
    assert [column.number for column in found] == [1, 2, 3]
    assert found[2].label == "known-good (2026-11-22)"
