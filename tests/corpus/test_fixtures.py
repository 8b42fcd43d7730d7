"""Examples find the fixtures, options and plugins that they find in plain pytest."""

from fastapi_by_example.run.document import Outcome
from tests.conftest import Judged


def test_plugin_can_be_requested_by_name(judged: Judged) -> None:
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


def test_plugin_options_are_available(judged: Judged) -> None:
    result = judged(
        "def test_it(request, cov):\n    assert request.config.getoption('cov_source') == []\n",
        dependencies=["pytest-cov"],
    )
    assert result.outcome is Outcome.PASSED, result.message


def test_builtin_fixtures_are_available(judged: Judged) -> None:
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


def test_unused_cache_is_not_written(judged: Judged) -> None:
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
