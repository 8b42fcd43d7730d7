"""Watches never change an outcome, and never affect each other."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fastapi_by_example.execution.interpreter import Limits
from fastapi_by_example.execution.verify import Options
from fastapi_by_example.run.document import ExampleResult, Outcome, WatchResult, load
from tests.conftest import CommandLine, Verifier
from tests.corpora import FASTAPI, CorpusWriter

EVERY_KIND = """
import pytest

class Thing: ...

@pytest.fixture
def word():
    return "hello"

def watch_json(word):
    return {"b": [1, None], "a": word}

def watch_repr():
    return Thing()

def watch_raises():
    raise ValueError("no luck")

@pytest.mark.anyio
async def watch_async():
    return "later"

@pytest.mark.parametrize("number", [1, 2])
def watch_many(number):
    return number

def helper():
    raise AssertionError("not a watch")
"""
Watched = Callable[..., ExampleResult]


@pytest.fixture
def watched(corpus: CorpusWriter, verifier: Verifier, forked: bool) -> Watched:
    """Verify an example with watches; it has to pass."""

    def run(watch: str, *, timeout: float = 20.0, target: str = "known-good", **parts: object) -> ExampleResult:
        corpus.example("sample", watch=watch, **parts)  # type: ignore[arg-type]
        options = Options(jobs=1, limits=Limits(timeout=600, watch_timeout=timeout))
        (example,) = verifier(corpus, options=options, target=target).examples
        assert example.outcome is Outcome.PASSED, example
        return example

    return run


def test_command_line_can_leave_the_watches_out(
    corpus: CorpusWriter, command_line: CommandLine, tmp_path: Path
) -> None:
    corpus.example("sample", watch="def watch_it():\n    return 1\n")
    for options, count in (([], 1), (["--no-watches"], 0)):
        done = command_line.run("verify", "--corpus", corpus.root, "--output", tmp_path / "run.json", *options)
        assert done.returncode == 0
        (example,) = load(tmp_path / "run.json").examples
        assert len(example.observations.watches) == count


def results(example: ExampleResult) -> list[tuple[str, str, str]]:
    return [(one.name, one.how, one.value) for one in example.observations.watches]


def test_result_or_exception_of_a_watch_is_recorded(watched: Watched) -> None:
    example = watched(EVERY_KIND)
    found = {one.name: one for one in example.observations.watches}
    assert found["watch_json"] == WatchResult(
        name="watch_json", how="returned", kind="json", value='{"b": [1, null], "a": "hello"}'
    )
    assert found["watch_repr"].kind == "text"
    assert found["watch_repr"].value.endswith("Thing object at 0x…>")
    assert (found["watch_raises"].how, found["watch_raises"].value) == ("raised", "ValueError: no luck")
    assert [found[f"watch_many[{n}]"].value for n in (1, 2)] == ["1", "2"]
    assert "helper" not in found
    assert [problem for problem in example.watch_problems if "raises" in problem] == [
        "watch_raises: raised ValueError: no luck"
    ]


@pytest.mark.parametrize(
    ("fault", "how"),
    [
        ("while True: pass", "timeout"),
        ("import time; time.sleep(1000)", "timeout"),
        ("import os; os._exit(3)", "crashed"),
        ("import os; os.abort()", "crashed"),
    ],
)
def test_watch_that_hangs_or_crashes_is_recorded(watched: Watched, fault: str, how: str) -> None:
    example = watched(
        f"""
        def watch_a():
            return 1

        def watch_b():
            {fault}

        def watch_c():
            return 3
        """,
        timeout=1.5,
    )
    assert [(name, how) for name, how, _ in results(example)] == [
        ("watch_a", "returned"),
        ("watch_b", how),
        ("watch_c", "returned"),
    ]
    assert any("watch_b" in problem for problem in example.watch_problems)


def test_each_watch_has_its_own_time_limit(watched: Watched) -> None:
    watch = "\n".join(f"def watch_{n}():\n    import time\n    time.sleep(0.6)\n    return {n}\n" for n in range(4))
    assert [value for _, _, value in results(watched(watch, timeout=1.5))] == ["0", "1", "2", "3"]


def test_requests_are_recorded_per_watch(watched: Watched) -> None:
    example = watched(
        """
        from fastapi import FastAPI
        from fastapi.testclient import TestClient

        app = FastAPI()

        @app.get("/{status}")
        def read(status: int):
            return status

        def watch_one():
            TestClient(app).get("/1")

        def watch_own_app():
            other = FastAPI(title="Own")
            return TestClient(other).get("/").status_code

        def watch_nothing():
            pass
        """,
        dependencies=FASTAPI,
    )
    seen = example.observations
    assert [(one.test, one.path, one.status) for one in seen.exchanges] == [
        ("watch_one", "/1", 200),
        ("watch_own_app", "/", 404),
    ]
    assert [(one.test, one.title) for one in seen.openapi] == [("", "FastAPI"), ("watch_own_app", "Own")]
    assert example.watch_problems == ["watch_nothing returned and recorded nothing"]


def test_watches_that_cannot_be_imported_leave_the_outcome(watched: Watched) -> None:
    example = watched("import no_such_module\n\ndef watch_it():\n    return 1\n")
    assert results(example) == []
    assert any("no_such_module" in problem for problem in example.watch_problems)


def test_watches_run_after_failing_promises(corpus: CorpusWriter, verifier: Verifier) -> None:
    corpus.example("sample", "def test_it():\n    assert False\n", watch="def watch_it():\n    return 1\n")
    (example,) = verifier(corpus).examples
    assert example.outcome is Outcome.FAILED
    assert results(example) == [("watch_it", "returned", "1")]


def test_watch_may_declare_its_own_dependencies(corpus: CorpusWriter, verifier: Verifier) -> None:
    header = '# /// script\n# dependencies = ["idna"]\n# ///\n'
    corpus.example("sample", watch=header + "import idna\n\n\ndef watch_it():\n    return idna.encode('a').decode()\n")
    run = verifier(corpus)
    assert results(run.examples[0]) == [("watch_it", "returned", '"a"')]
    assert run.environments[0].dependencies == ["idna"]


def test_unmet_lower_bound_is_not_applicable(corpus: CorpusWriter, verifier: Verifier) -> None:
    corpus.example("old", dependencies=["idna"])
    corpus.example("new", dependencies=["idna>=3.999"])
    old, new = verifier(corpus).examples
    assert old.outcome is Outcome.PASSED
    assert new.outcome is Outcome.NOT_APPLICABLE
    assert new.message.startswith("needs idna>=3.999, the target has 3.")
    assert old.environment == new.environment


def test_required_settings_are_set(corpus: CorpusWriter, verifier: Verifier) -> None:
    corpus.example(
        "sample",
        "from sample import KEY\n\n\ndef test_it():\n    assert len(KEY) >= 32\n",
        script='import os\n\nKEY = os.environ["SECRET_KEY"]\n',
        header='[tool.fastapi-by-example]\nenvironment = ["SECRET_KEY"]',
    )
    assert verifier(corpus).examples[0].outcome is Outcome.PASSED


def test_slug_may_be_any_identifier(corpus: CorpusWriter, verifier: Verifier) -> None:
    for slug in ("interpreter", "files", "home", "pytest_plugins"):
        corpus.example(slug, f"import {slug}\n\n\ndef test_it():\n    assert {slug}.value\n", script="value = 1\n")
    assert {example.outcome for example in verifier(corpus).examples} == {Outcome.PASSED}
