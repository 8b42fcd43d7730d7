"""Whatever an example does, its outcome is correct and the next example is unaffected."""

import pytest

from fastapi_by_example.run.document import Outcome
from tests.conftest import Judged

SCRIPT, TEST = "examples/01_first/faulty.py", "examples/01_first/test_faulty.py"
MIB = 2**20


def test_failing_assert_is_shown_with_its_original_location(judged: Judged) -> None:
    result = judged(
        """\
        def test_before():
            pass

        def test_sum():
            expected = list(range(100))
            assert sum(expected) == 1, "the sum is wrong"

        def test_comparison():
            assert {"a": 1, "b": list(range(60))} == {"a": 2, "b": list(range(60))}
        """
    )
    assert result.outcome is Outcome.FAILED
    assert (result.file, result.line) == (TEST, 6)
    assert result.message.startswith("test_sum: AssertionError: the sum is wrong\nassert 4950 == 1\n")
    assert [test.outcome for test in result.tests] == [Outcome.PASSED, Outcome.FAILED, Outcome.FAILED]
    assert 'assert sum(expected) == 1, "the sum is wrong"' in result.tests[1].details
    assert (result.tests[2].file, result.tests[2].line) == (TEST, 9)
    assert "{'a': 1} != {'a': 2}" in result.tests[2].details
    assert "59" in result.tests[2].details
    assert "truncated" not in result.tests[2].details


def test_failure_in_the_script_names_its_line(judged: Judged) -> None:
    result = judged(
        "from faulty import divide\n\ndef test_it():\n    divide(1, 0)\n",
        script="def divide(a, b):\n    return a / b\n",
    )
    assert result.outcome is Outcome.FAILED
    assert (result.file, result.line) == (SCRIPT, 7)
    assert result.message.startswith("test_it: ZeroDivisionError")


def test_long_message_is_truncated(judged: Judged) -> None:
    result = judged("def test_it():\n    raise ValueError('x' * 50_000_000)\n")
    assert result.outcome is Outcome.FAILED
    assert result.message.startswith("test_it: ValueError: xxx")
    assert len(result.model_dump_json()) < 200_000


def test_message_with_invalid_characters_is_readable(judged: Judged) -> None:
    result = judged("def test_it():\n    raise ValueError('\\udcff \\u2028 \\x85 end')\n")
    assert result.outcome is Outcome.FAILED
    assert "end" in result.message
    assert result.model_dump_json()


@pytest.mark.parametrize(
    ("script", "line", "message"),
    [
        ("raise RuntimeError('no such luck')\n", 6, "no such luck"),
        ("x = = 1\n", 6, "SyntaxError"),
        ("import no_such_module\n", 6, "No module named 'no_such_module'"),
    ],
)
def test_import_error_names_its_line(judged: Judged, script: str, line: int, message: str) -> None:
    result = judged("import faulty\n\ndef test_it():\n    assert True\n", script=script)
    assert result.outcome is Outcome.ERROR
    assert message in result.message
    assert (result.file, result.line) == (SCRIPT, line)


def test_undeclared_import_fails(judged: Judged) -> None:
    result = judged("import typer\n\ndef test_it():\n    assert True\n")  # the runner itself has it
    assert result.outcome is Outcome.ERROR
    assert "No module named 'typer'" in result.message


def test_fixture_error_is_an_error(judged: Judged) -> None:
    result = judged(
        """\
        import pytest

        @pytest.fixture
        def broken():
            yield
            raise OSError("not closed")

        def test_it(broken):
            assert True
        """
    )
    assert result.outcome is Outcome.ERROR
    assert result.message == "test_it: OSError: not closed"
    assert (result.file, result.line) == (TEST, 6)


LOOPS = {
    "in Python": "while True:\n    pass",
    "in C": "import itertools\nsum(itertools.repeat(1))",
    "in a regular expression": "import re\nre.match(r'(a+)+$', 'a' * 60 + 'b')",
    "ignoring SIGTERM": "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nsignal.pause()",
    "that prints": "while True:\n    print('all work and no play')",
    "that stops itself": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
}


@pytest.mark.parametrize("loop", LOOPS)
def test_endless_loop_is_a_timeout_with_its_location(judged: Judged, loop: str) -> None:
    body = "def spin():\n" + "".join(f"    {line}\n" for line in LOOPS[loop].splitlines())
    result = judged("import faulty\n\ndef test_it():\n    faulty.spin()\n", script=body, timeout=5.0)
    assert result.outcome is Outcome.TIMEOUT
    assert result.message.startswith("timed out after 5 s in test_it")
    if loop != "that stops itself":  # a stopped process cannot dump its stack
        assert result.file == SCRIPT
        assert result.message.endswith(f", at {SCRIPT}:{result.line}")
        assert result.line >= 7
    assert len(result.output) <= 8_000


def test_endless_loop_at_import_is_a_timeout(judged: Judged) -> None:
    result = judged("import faulty\n\ndef test_it():\n    pass\n", script="while True:\n    pass\n", timeout=5.0)
    assert result.outcome is Outcome.TIMEOUT
    assert result.message == f"timed out after 5 s, at {SCRIPT}:{result.line}"


def test_endless_thread_is_a_timeout(judged: Judged) -> None:
    result = judged(
        """\
        import threading

        def test_it():
            threading.Thread(target=threading.Event().wait).start()
        """,
        timeout=5.0,
    )
    assert result.outcome is Outcome.TIMEOUT
    assert result.tests[0].outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("leave", "outcome", "said"),
    [
        ("import os; os._exit(0)", Outcome.CRASHED, "the process exited with status 0 in test_it before its tests"),
        ("import sys; sys.exit(0)", Outcome.FAILED, "SystemExit: 0"),
        ("import pytest; pytest.exit('enough', returncode=0)", Outcome.ERROR, "2 of 2 tests did not run"),
        ("import pytest; pytest.exit('enough')", Outcome.ERROR, "pytest was interrupted or ended by pytest.exit"),
        ("raise KeyboardInterrupt", Outcome.ERROR, "pytest was interrupted or ended by pytest.exit"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", Outcome.CRASHED, "killed by SIGKILL in test_it"),
        ("import os; os.closerange(3, 256); os._exit(0)", Outcome.CRASHED, "exited with status 0 in test_it"),
        ("import os; os.closerange(3, 256)", Outcome.CRASHED, "before its tests finished"),
    ],
)
def test_exit_in_a_test_is_never_a_pass(judged: Judged, leave: str, outcome: Outcome, said: str) -> None:
    result = judged(f"def test_it():\n    {leave}\n\ndef test_another():\n    pass\n")
    assert result.outcome is outcome
    assert said in result.message


@pytest.mark.parametrize(
    "leave", ["import os; os._exit(0)", "import sys; sys.exit(0)", "import pytest; pytest.exit('no', returncode=0)"]
)
def test_exit_at_import_is_never_a_pass(judged: Judged, leave: str) -> None:
    result = judged(f"{leave}\n\ndef test_it():\n    pass\n")
    assert result.outcome in (Outcome.CRASHED, Outcome.ERROR)
    assert result.message


def test_bad_exit_status_after_the_tests_is_an_error(judged: Judged) -> None:
    result = judged("import atexit, os\n\ndef test_it():\n    atexit.register(os._exit, 7)\n")
    assert result.outcome is Outcome.ERROR
    assert result.message == "the process exited with status 7 after its tests"


def test_segmentation_fault_is_a_crash_with_its_location(judged: Judged) -> None:
    result = judged(
        """\
        import ctypes

        def test_before():
            pass

        def test_it():
            ctypes.string_at(0)
        """
    )
    assert result.outcome is Outcome.CRASHED
    assert result.message == f"the process was killed by SIGSEGV in test_it before its tests finished, at {TEST}:7"
    assert (result.file, result.line) == (TEST, 7)
    assert "Segmentation fault" in result.output
    assert [(test.name, test.outcome) for test in result.tests] == [("test_before", Outcome.PASSED)]


def test_binary_output_is_harmless(judged: Judged) -> None:
    result = judged("import os\n\ndef test_it():\n    os.write(1, b'before \\xff\\xfe\\x00 after')\n")
    assert result.outcome is Outcome.PASSED
    assert "before " in result.output
    assert " after" in result.output


def test_memory_is_limited(judged: Judged) -> None:
    result = judged(
        """\
        def test_it():
            kept = []
            while True:
                kept.append(bytearray(16 * 2**20))
        """,
        memory=512 * MIB,
    )
    assert result.outcome is Outcome.FAILED
    assert result.message == "out of memory in test_it: the limit is 512 MiB per process (--memory)"
    assert (result.file, result.line) == (TEST, 4)


def test_thread_stacks_do_not_exhaust_the_memory_limit(judged: Judged) -> None:
    result = judged(
        """\
        import ctypes, threading

        def test_it():
            ctypes.CDLL(None).mallopt(-8, 512)  # M_ARENA_MAX, as high as on a machine with 64 cores
            together = threading.Barrier(101)
            def work():
                kept = [bytes(100) for _ in range(100)]
                together.wait()
            threads = [threading.Thread(target=work) for _ in range(100)]
            for thread in threads:
                thread.start()
            together.wait()
            for thread in threads:
                thread.join()
        """
    )
    assert result.outcome is Outcome.PASSED, result.message


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("pytest.skip('not today')", "test_it: not today"),
        ("pytest.xfail('known to fail')", "test_it: known to fail"),
    ],
)
@pytest.mark.parametrize("another", ["", "def test_another():\n    pass\n"], ids=["alone", "beside a pass"])
def test_skipped_test_is_not_a_pass(judged: Judged, body: str, said: str, another: str) -> None:
    result = judged(f"import pytest\n\n{another}\ndef test_it():\n    {body}\n")
    assert result.outcome is Outcome.SKIPPED
    assert said in result.message


def test_module_that_skips_itself_is_skipped(judged: Judged) -> None:
    result = judged(
        "import pytest\n\npytest.skip('not on this moon', allow_module_level=True)\n\ndef test_it():\n    pass\n"
    )
    assert result.outcome is Outcome.SKIPPED
    assert result.message == "import: not on this moon"


@pytest.mark.parametrize(
    ("strict", "outcome"), [("", Outcome.FAILED), ("strict=False", Outcome.SKIPPED)], ids=["by default", "not strict"]
)
def test_unexpected_pass_is_not_a_pass(judged: Judged, strict: str, outcome: Outcome) -> None:
    result = judged(f"import pytest\n\n@pytest.mark.xfail({strict})\ndef test_it():\n    assert True\n")
    assert result.outcome is outcome


def test_example_without_tests_is_an_error(judged: Judged) -> None:
    result = judged("class Helper:\n    def test_that_is_none(self):\n        pass\n")
    assert result.outcome is Outcome.ERROR
    assert result.message == "no test was collected"


@pytest.mark.parametrize("patch", ["os.getpid", "os.write", "json.dumps"])
@pytest.mark.parametrize(
    ("ending", "outcome"), [("pytest.skip('not today')", Outcome.SKIPPED), ("assert False", Outcome.FAILED)]
)
def test_patches_of_a_test_do_not_hide_its_report(judged: Judged, patch: str, ending: str, outcome: Outcome) -> None:
    result = judged(
        f"""\
        import json, os

        import pytest

        def test_it(monkeypatch):
            monkeypatch.setattr({patch.partition(".")[0]}, {patch.partition(".")[2]!r}, lambda *_, **__: 4242)
            {ending}
        """
    )
    assert result.outcome is outcome


@pytest.mark.parametrize("ending", ["sys.stdout.close()", "sys.stdout = None", "sys.stderr.close()"])
def test_closed_output_is_harmless(judged: Judged, ending: str) -> None:
    result = judged(f"import sys\n\ndef test_it():\n    {ending}\n")
    assert (result.outcome, result.message) == (Outcome.PASSED, "")


def test_handmade_log_record_is_harmless(judged: Judged) -> None:
    result = judged(
        """\
        import logging

        def test_it():
            assert logging.makeLogRecord({"levelno": logging.ERROR, "msg": "x"}).getMessage() == "x"
        """
    )
    assert result.outcome is Outcome.PASSED, result.message


def test_test_names_may_be_long(judged: Judged) -> None:
    result = judged(
        """\
        import pytest

        @pytest.mark.parametrize("body", ["x" * 8_000_000 + end for end in "ab"])
        def test_it(body):
            assert body
        """
    )
    assert (result.outcome, result.message) == (Outcome.PASSED, "")
    assert len(result.tests) == 2
    assert all(len(test.name) < 1_100 for test in result.tests)


def test_skip_reasons_may_be_long(judged: Judged) -> None:
    result = judged("import pytest\n\ndef test_it():\n    pytest.skip('x' * 40_000_000)\n")
    assert result.outcome is Outcome.SKIPPED
    assert result.message.startswith("test_it: xxx")


def test_dropped_observations_are_counted(judged: Judged) -> None:
    result = judged(
        """\
        import logging

        def test_it():
            for _ in range(501):
                logging.error("\\0" * 32_000)
        """
    )
    assert (result.outcome, result.message) == (Outcome.PASSED, "")
    assert result.observations.logs == []
    assert result.observations.dropped == 501


def test_flood_of_events_is_not_a_crash(judged: Judged, monkeypatch: pytest.MonkeyPatch) -> None:
    result = judged(
        """\
        import os, stat

        def test_it():
            for name in range(3, 64):
                try:
                    piped = stat.S_ISFIFO(os.fstat(name).st_mode)
                    for _ in range(40 if piped else 0):
                        os.write(name, b"x" * 2**20)
                except OSError:
                    pass
        """
    )
    assert result.outcome is Outcome.ERROR
    assert result.message == "the example sent too many events; the last ones were not read"
