"""A pass that proves nothing is an error."""

import pytest

from fastapi_by_example.execution.false_passes import why_untrue
from fastapi_by_example.execution.verify import Options
from fastapi_by_example.run.document import Outcome
from tests.conftest import Verifier
from tests.corpora import CorpusWriter

ONE = "def test_one():\n    assert True\n"


@pytest.mark.parametrize(
    ("source", "collected", "reason"),
    [
        (ONE, ["t.py::test_one"], ""),
        (ONE, ["t.py::test_one[a]", "t.py::test_one[b]"], ""),
        (ONE + ONE, ["t.py::test_one"], "a second test of the same name hides the first: test_one in line 1"),
        (ONE + "del test_one\n", [], "tests in the file were not collected: test_one"),
        ("class TestA:\n    def test_b(self): ...\n", ["t.py::TestA::test_b"], ""),
        ("class TestA:\n    def test_b(self): ...\n", [], "tests in the file were not collected: TestA::test_b"),
        (
            "class TestA:\n    def test_b(self): ...\n    def test_b(self): ...\n",
            ["t.py::TestA::test_b"],
            "a second test of the same name hides the first: TestA::test_b in line 2",
        ),
        ("async def test_one(): ...\n", ["t.py::test_one"], ""),
        ("import sys\nif sys.version_info < (3, 0):\n    def test_old(): ...\n" + ONE, ["t.py::test_one"], ""),
        ("import pytest\n@pytest.fixture\ndef test_data(): ...\n" + ONE, ["t.py::test_one"], ""),
        (
            ONE + "def pytest_runtest_makereport(): ...\n",
            ["t.py::test_one"],
            "pytest does not call hooks in a test file",
        ),
        ("def broken(", [], ""),
    ],
)
def test_the_names_in_the_source_are_compared_with_what_ran(source: str, collected: list[str], reason: str) -> None:
    found = why_untrue(source, collected, {})
    assert found.startswith(reason) if reason else found == ""


LYING = {
    "deselects tests": (
        """\
        import pytest, sys

        class Chooser:
            @staticmethod
            def pytest_collection_modifyitems(config, items):
                config.hook.pytest_deselected(items=items[1:])
                del items[1:]

        @pytest.hookimpl
        def pytest_nothing(): ...

        pytest_plugins = ["sample_plugin"]

        def test_good():
            assert True

        def test_bad():
            assert False
        """,
        "import pytest\n\ndef pytest_collection_modifyitems(config, items):\n"
        "    config.hook.pytest_deselected(items=items[1:])\n    del items[1:]\n",
        "it registers a pytest plugin that can change what is reported: "
        "sample_plugin.py (pytest_collection_modifyitems)",
    ),
    "changes reports": (
        'pytest_plugins = ["sample_plugin"]\n\ndef test_bad():\n    assert False\n',
        "import pytest\n\n@pytest.hookimpl(wrapper=True)\ndef pytest_runtest_makereport(item, call):\n"
        "    report = yield\n    report.outcome = 'passed'\n    return report\n",
        "it registers a pytest plugin that can change what is reported: sample_plugin.py (pytest_runtest_makereport)",
    ),
    "has fixtures only": (
        'pytest_plugins = ["sample_plugin"]\n\ndef test_it(number):\n    assert number == 7\n',
        "import pytest\n\n@pytest.fixture\ndef number():\n    return 7\n",
        "",
    ),
}


@pytest.mark.parametrize("kind", LYING)
def test_a_plugin_of_the_example_that_has_hooks_is_an_error(
    corpus: CorpusWriter, verifier: Verifier, kind: str
) -> None:
    test, plugin, reason = LYING[kind]
    corpus.example("sample", test, assets={"sample_plugin.py": plugin})
    (example,) = verifier(corpus, options=Options(jobs=1)).examples
    assert example.outcome is (Outcome.ERROR if reason else Outcome.PASSED), example
    assert example.message == reason


def test_a_memory_error_that_the_example_raises_is_its_own(corpus: CorpusWriter, verifier: Verifier) -> None:
    corpus.example("raising", "def test_it():\n    raise MemoryError('mine')\n")
    corpus.example("using", "def test_it():\n    bytearray(2**40)\n")
    raising, using = verifier(corpus).examples
    assert (raising.outcome, raising.message) == (Outcome.FAILED, "test_it: MemoryError: mine")
    assert using.message.startswith("out of memory in test_it: the limit is ")
