"""`record` and `--fastapi-record` record tests in any environment in which pytest runs."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from fastapi_by_example.run.document import Run, load
from tests.calling import COMMAND, plain_environment
from tests.project.framework import write_framework

PYTEST = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q"]
APP = """
    from fastapi import FastAPI, ask, connect
    app = FastAPI(title="One")

    @app.route("POST", "/echo")
    def echo(newer, body, headers):
        return 200, {"token": "token-of-the-server", "seen": body}

    @app.route("GET", "/never")
    def never(newer, body, headers):
        return 200, {}
"""
EVERY_STYLE = """
    import unittest, warnings, pytest
    from app import app, ask, connect

    def test_plain():
        assert ask(app, "POST", "/echo", 1)[0] == 200

    class TestGroup:
        @pytest.mark.parametrize("number", [1, 2])
        def test_in_class(self, number):
            ask(app, "POST", "/echo", number)

    class TestOld(unittest.TestCase):
        def test_old(self):
            ask(app, "POST", "/echo", 3)

    def test_fails():
        warnings.warn("beware", DeprecationWarning)
        assert connect(app, "/ws") == []

    def test_skipped():
        pytest.skip("no reason")

    @pytest.mark.xfail
    def test_expected():
        assert False

    @pytest.fixture
    def broken():
        raise ValueError("no fixture")

    def test_error(broken):
        pass
"""
Recording = Callable[..., Run]


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    """Write test files, run a command that tests them, and load what was recorded."""

    def run(*command: str, options: tuple[str, ...] = (), code: int = 0, **files: str) -> Run:
        write_framework(tmp_path / "lib")
        project = tmp_path / "project"
        project.mkdir(exist_ok=True)
        for name, text in {"app": APP, **files}.items():
            (project / f"{name}.py").write_text(dedent(text))
        environ = plain_environment(PYTHONPATH=os.pathsep.join([str(tmp_path / "lib"), str(project)]))
        line = [COMMAND, "record", "-o", str(tmp_path / "run.json"), *options, "--", *(command or PYTEST)]
        done = subprocess.run(line, cwd=project, env=environ, capture_output=True, text=True, start_new_session=True)
        assert done.returncode == code, done
        return load(tmp_path / "run.json")

    return run


def outcomes(run: Run) -> dict[str, str]:
    return {f"{one.slug}::{test.name}": str(test.outcome) for one in run.examples for test in one.tests}


def exchanges(run: Run) -> list[tuple[str, str]]:
    return [(one.test, one.path) for example in run.examples for one in example.observations.exchanges]


def test_tests_of_every_style_are_recorded_by_name(recording: Recording) -> None:
    run = recording(code=1, test_a=EVERY_STYLE)
    assert outcomes(run) == {
        "test_a.py::test_plain": "passed",
        "test_a.py::TestGroup::test_in_class[1]": "passed",
        "test_a.py::TestGroup::test_in_class[2]": "passed",
        "test_a.py::TestOld::test_old": "passed",
        "test_a.py::test_fails": "failed",
        "test_a.py::test_skipped": "skipped",
        "test_a.py::test_expected": "skipped",
        "test_a.py::test_error": "error",
    }
    assert [test for test, _ in exchanges(run)] == [
        "test_plain",
        "TestGroup::test_in_class[1]",
        "TestGroup::test_in_class[2]",
        "TestOld::test_old",
    ]
    shared, file = run.examples
    (application,) = shared.observations.openapi
    assert application.document
    assert list(application.document["paths"]) == ["/echo", "/never"]
    assert file.observations.websockets[0].messages[-2]["text"] == "hello"
    assert [(one.category, one.origin) for one in file.observations.warnings] == [("DeprecationWarning", "test_a.py")]
    failed = next(test for test in file.tests if test.name == "test_fails")
    assert (failed.file, failed.line) == ("test_a.py", 19)


def test_credentials_are_stored_as_kind_and_length(recording: Recording, tmp_path: Path) -> None:
    run = recording(
        test_a="""
            from app import app, ask
            def test_login():
                body = {"name": "ada", "password": "correct-horse", "nested": [{"api_key": 12345678}]}
                headers = {"Authorization": "Bearer battery-staple", "Cookie": "session=cookie-value", "X-A": "seen"}
                ask(app, "POST", "/echo?access_token=query-value&page=1", body, headers)
        """
    )
    text = (tmp_path / "run.json").read_text()
    for secret in ("correct-horse", "battery-staple", "cookie-value", "query-value", "12345678", "token-of-the-server"):
        assert secret not in text
    (exchange,) = run.examples[1].observations.exchanges
    assert ("authorization", "Bearer <secret text of 14 characters>") in exchange.request_headers
    assert ("x-a", "seen") in exchange.request_headers
    assert exchange.query == "access_token=<secret text of 11 characters>&page=1"
    sent: Any = json.loads(exchange.request_body.text)
    assert sent["name"] == "ada"
    assert sent["nested"] == [{"api_key": "<secret digits of 8 characters>"}]
    assert json.loads(exchange.body.text)["seen"] == sent


def test_bodies_can_be_omitted(recording: Recording, tmp_path: Path) -> None:
    test = """
        from app import app, ask, connect
        def test_it():
            ask(app, "POST", "/echo", "a-body-of-mine")
            connect(app, "/ws")
    """
    whole = recording(test_a=test).model_dump_json()
    assert "a-body-of-mine" in whole
    assert '"hello"' in whole
    run = recording(options=("--no-bodies",), test_a=test)
    assert run.suite
    assert not run.suite.bodies
    assert "a-body-of-mine" not in run.model_dump_json()
    assert '"hello"' not in run.model_dump_json()


SEVERAL = {
    "test_a": """
        import pytest
        from app import app, ask
        @pytest.mark.parametrize("number", range(4))
        def test_it(number, logged_in):
            ask(app, "POST", "/echo", number)
    """,
    "test_b": """
        from app import app, ask
        def test_it(logged_in):
            ask(app, "GET", "/never")
    """,
    "conftest": """
        import pytest
        from app import app, ask
        @pytest.fixture(scope="session")
        def logged_in():
            ask(app, "GET", "/login")
    """,
}


def test_the_workers_of_xdist_are_merged(recording: Recording) -> None:
    alone, together = recording(**SEVERAL), recording(*PYTEST, "-n", "2", **SEVERAL)
    assert outcomes(alone) == outcomes(together)
    assert sorted(exchanges(alone)) == sorted(exchanges(together))
    assert ("fixture logged_in", "/login") in exchanges(together)
    assert [len(run.examples[0].observations.openapi) for run in (alone, together)] == [1, 1]
    assert together.suite
    assert together.suite.workers == 2


def test_several_sessions_of_one_command_are_merged(recording: Recording) -> None:
    line = " ".join(PYTEST)
    run = recording("bash", "-c", f"{line} test_a.py && {line} test_b.py", **SEVERAL)
    assert len(outcomes(run)) == 5


@pytest.mark.parametrize("options", [(), ("-n", "1")])
def test_a_session_that_crashes_keeps_its_results_so_far(recording: Recording, options: tuple[str, ...]) -> None:
    run = recording(
        *PYTEST,
        *options,
        "-x",
        code=1 if options else 9,
        test_a="""
            import os
            from app import app, ask
            def test_before():
                ask(app, "POST", "/echo", 1)
            def test_crash():
                os._exit(9)
            def test_after():
                pass
        """,
    )
    assert outcomes(run)["test_a.py::test_before"] == "passed"
    assert outcomes(run)["test_a.py::test_crash"] in ("crashed", "error")
    assert exchanges(run) == [("test_before", "/echo")]
    assert run.examples[0].message == "the session crashed in test_a.py::test_crash"


STOPPING = """
    import os, pytest
    from app import app, ask
    def test_before():
        ask(app, "POST", "/echo", 1)
    def test_stop():
        {stop}
    def test_after():
        pass
"""


@pytest.mark.parametrize("options", [(), ("-n", "1")])
def test_an_interrupted_session_names_the_test_that_was_running(recording: Recording, options: tuple[str, ...]) -> None:
    hanging = STOPPING.format(stop="os.killpg(0, 2), __import__('time').sleep(60)")
    run = recording(*PYTEST, *options, code=130, test_a=hanging)
    assert outcomes(run) == {"test_a.py::test_before": "passed", "test_a.py::test_stop": "crashed"}
    assert exchanges(run) == [("test_before", "/echo")]
    assert run.examples[0].message == "the session was stopped in test_a.py::test_stop"


def test_a_session_that_ends_early_is_not_taken_for_a_whole_one(recording: Recording) -> None:
    run = recording(code=2, test_a=STOPPING.format(stop="pytest.exit('enough')"))
    assert run.examples[0].message.startswith("the session was stopped")
    broken_plugin = """
        def pytest_runtest_logfinish(nodeid):
            if nodeid.endswith("test_stop"):
                raise RuntimeError("it does not fit this pytest")
    """
    run = recording(code=3, test_a=STOPPING.format(stop="pass"), conftest=broken_plugin)
    assert run.examples[0].message.startswith("the session had an internal error of pytest")
    assert run.examples[0].outcome == "crashed"


def test_a_session_that_only_the_controller_of_xdist_ends_is_not_taken_for_a_whole_one(recording: Recording) -> None:
    ending = """
        import pytest
        def pytest_runtest_logreport(report):
            if pytest_runtest_logreport.controls and report.nodeid.endswith("test_stop"):
                pytest.exit("enough")
        def pytest_configure(config):
            pytest_runtest_logreport.controls = not hasattr(config, "workerinput")
    """
    run = recording(*PYTEST, "-n", "1", code=2, test_a=STOPPING.format(stop="pass"), conftest=ending)
    assert run.examples[0].message.startswith("the session was stopped")


def test_a_forked_process_and_a_session_inside_a_test_are_not_recorded(recording: Recording) -> None:
    run = recording(
        test_a="""
            import os, subprocess, sys
            from app import app, ask
            def test_fork():
                if not os.fork():
                    ask(app, "POST", "/echo", 1)
                    os._exit(0)
                os.wait()
            def test_pytest_in_pytest(tmp_path):
                (tmp_path / "test_inner.py").write_text("def test_inner(): pass")
                subprocess.run([sys.executable, "-m", "pytest", tmp_path], check=True)
        """
    )
    assert list(outcomes(run)) == ["test_a.py::test_fork", "test_a.py::test_pytest_in_pytest"]
    assert exchanges(run) == []
    assert run.suite
    assert run.suite.notes == ["1 process was forked; what was served there is not recorded"]


def test_applications_of_every_kind_are_observed(recording: Recording) -> None:
    run = recording(
        test_a="""
            import asyncio
            import fastapi
            from fastapi import FastAPI, ask

            class Mine(FastAPI):
                pass

            inner, outer, other = Mine(title="Inner"), Mine(title="Outer"), FastAPI(title="Other")

            @inner.route("GET", "/inner")
            def read(newer, body, headers):
                return 200, {}

            async def mounted(scope, receive, send):
                await inner({**scope, "path": "/inner"}, receive, send)

            class Mounting(Mine):
                async def __call__(self, scope, receive, send):
                    await super().__call__(scope, receive, send)

            def test_it():
                ask(inner, "GET", "/inner")
                ask(Mounting(title="Mounting"), "GET", "/gone")
                ask(other, "GET", "/gone")
        """
    )
    assert exchanges(run) == [("test_it", "/inner"), ("test_it", "/gone"), ("test_it", "/gone")]
    titles = [one.title for one in run.examples[0].observations.openapi]
    assert titles == ["Inner", "Mounting", "Other", "Outer"]


def test_documents_of_a_few_applications_that_tests_create_are_recorded(recording: Recording) -> None:
    run = recording(
        test_a="""
            import pytest
            from fastapi import FastAPI

            imported = FastAPI(title="imported")

            @pytest.mark.parametrize("number", range(12))
            def test_it(number):
                FastAPI(title=f"own {number:02}")
        """
    )
    documents = {one.title: one.document for one in run.examples[0].observations.openapi}
    without = [title for title, document in documents.items() if document is None]
    assert len(documents) == 13
    assert without == ["own 10", "own 11"]
    assert run.suite
    assert run.suite.notes == ["no OpenAPI document was recorded for 2 more applications that single tests create"]


def test_the_option_of_the_installed_plugin_does_the_same(recording: Recording, tmp_path: Path) -> None:
    expected = recording(**SEVERAL)
    for options in ([], ["-n", "2"]):
        line = [*PYTEST, "--fastapi-record", "own.json", *options]
        environ = plain_environment(PYTHONPATH=os.pathsep.join([str(tmp_path / "lib"), str(tmp_path / "project")]))
        subprocess.run(line, cwd=tmp_path / "project", env=environ, check=True, capture_output=True)
        run = load(tmp_path / "project" / "own.json")
        assert run.target == "own"
        assert outcomes(run) == outcomes(expected)
        assert sorted(exchanges(run)) == sorted(exchanges(expected))


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "no command to record"),
        (["--", "no-such-command"], 2, "cannot run no-such-command"),
        (["--", "true"], 3, "`true` ran no test\nhint: it has to run pytest"),
        (["--", *PYTEST, "nowhere"], 3, "file or directory not found: nowhere"),
    ],
)
def test_reason_is_given_if_nothing_can_be_recorded(
    tmp_path: Path, arguments: list[str], code: int, message: str
) -> None:
    line = [COMMAND, "record", "-o", str(tmp_path / "run.json"), *arguments]
    done = subprocess.run(line, cwd=tmp_path, env=plain_environment(), capture_output=True, text=True)
    assert done.returncode == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "run.json").exists()
