"""An example finds the fixtures, the options and the plugins that pytest has without the runner."""

from fastapi_by_example.run.document import Outcome
from tests.conftest import Judged


def test_a_plugin_may_be_asked_for_by_its_name(judged: Judged) -> None:
    result = judged(
        """\
        import pytest

        pytest_plugins = ("anyio",)

        @pytest.mark.anyio
        async def test_it(request):
            assert request.config.pluginmanager.has_plugin("anyio")
        """,
        dependencies=["anyio"],
    )
    assert result.outcome is Outcome.PASSED, result.message


def test_a_plugin_adds_its_options(judged: Judged) -> None:
    result = judged(
        "def test_it(request, cov):\n    assert request.config.getoption('cov_source') == []\n",
        dependencies=["pytest-cov"],
    )
    assert result.outcome is Outcome.PASSED, result.message


def test_what_pytest_has_built_in_is_there(judged: Judged) -> None:
    result = judged(
        """\
        from pathlib import Path

        def test_properties(record_property, record_testsuite_property, record_xml_attribute, doctest_namespace):
            record_property("key", "value")

        def test_options(request):
            assert request.config.getoption("verbose") == 0
            assert request.config.option.verbose == 0

        def test_cache(cache):
            assert not Path(".pytest_cache").exists()
            cache.set("some/key", [1])
            assert cache.get("some/key", None) == [1]
            assert Path(".pytest_cache/v/some/key").is_file()
        """
    )
    assert result.outcome is Outcome.PASSED, result.message


def test_nothing_is_written_where_the_cache_is_not_used(judged: Judged) -> None:
    result = judged(
        """\
        import atexit
        from pathlib import Path

        def test_it():
            here, root = Path.cwd(), Path.cwd().parent
            atexit.register(lambda: print([found.name for found in (*here.glob(".*"), *root.glob(".*"))]))
        """
    )
    assert result.outcome is Outcome.PASSED, result.message
    assert result.output == "[]\n"
