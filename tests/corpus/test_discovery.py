"""Discovery reads a corpus as text, and reports the file and line of every inconsistency."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fastapi_by_example.corpus.discovery import CorpusError, discover
from fastapi_by_example.errors import UsageError
from tests.conftest import CommandLine
from tests.corpora import FASTAPI, PASSING_TEST, CorpusWriter, script_text

Change = Callable[[Path], None]
FIRST = "examples/01_first"


def test_corpus_is_read_in_order(corpus: CorpusWriter) -> None:
    corpus.example("zebra", dependencies=FASTAPI, title="Zebra: it has stripes.\n\nTen of them.\n")
    corpus.example("ant")
    corpus.example("bee", table="02_second")
    found = corpus.discover()
    assert list(found.concepts) == ["zebra", "ant", "bee"]
    assert [(table.number, table.title, table.introduction) for table in found.tables] == [
        (1, "Table first", "It is introduced."),
        (2, "Table second", "It is introduced."),
    ]
    zebra = found.concepts["zebra"]
    assert (zebra.title, zebra.summary, zebra.explanation) == ("Zebra", "it has stripes.", "Ten of them.")
    assert zebra.declared.dependencies == FASTAPI
    assert zebra.declared.requires_python == ">=3.11"
    assert zebra.script == corpus.root / FIRST / "zebra.py"


def test_table_belongs_to_the_seed_unless_marked_as_addition(corpus: CorpusWriter) -> None:
    corpus.additions.add("02_second")
    corpus.example("ant")
    corpus.example("bee", table="02_second")
    found = corpus.discover()
    assert [table.addition for table in found.tables] == [False, True]
    assert found.additions == {"bee"}


def test_asset_belongs_to_the_longest_matching_slug(corpus: CorpusWriter) -> None:
    corpus.example("app", assets={"app_mount_static/page.html": "x", "app.toml": "y", "app_settings.env": "z"})
    corpus.example("app_mount")
    found = corpus.discover()
    assert [path.name for path in found.concepts["app"].assets] == ["app.toml", "app_settings.env"]
    assert [path.name for path in found.concepts["app_mount"].assets] == ["app_mount_static"]


def test_conftest_goes_to_tests_that_use_its_fixtures(corpus: CorpusWriter) -> None:
    corpus.example("user", "def test_it(free_port):\n    assert free_port\n")
    corpus.example("other")
    fixtures = "import pytest\n\n@pytest.fixture\ndef free_port():\n    return 1\n"
    (corpus.root / "conftest.py").write_text(fixtures)
    found = corpus.discover()
    assert found.concepts["user"].conftest == corpus.root / "conftest.py"
    assert found.concepts["other"].conftest is None


FIXTURE = """\
import pytest

@pytest.fixture(
    scope="module",
{keywords}
)
@another
async def prepared():
    yield 1
"""


@pytest.mark.parametrize(
    ("conftest", "user", "other"),
    [
        (FIXTURE.format(keywords=""), True, False),
        (FIXTURE.format(keywords="    name='ready',"), False, False),
        (FIXTURE.format(keywords="    name='free',"), True, False),
        (FIXTURE.format(keywords="    autouse=False,"), True, False),
        (FIXTURE.format(keywords="    autouse=True,"), True, True),
        (FIXTURE.format(keywords="    autouse=sys.platform == 'linux',"), True, True),
        ("from pytest import fixture\n\nif True:\n    @fixture\n    def prepared():\n        return 1\n", True, False),
        ("def pytest_configure(config):\n    pass\n", True, True),
        ("def prepared():\n    pass\n", False, False),
        ("pytest_plugins = ['anyio']\n", True, True),
        ("@pytest.hookimpl(specname='pytest_configure')\ndef configure(config):\n    pass\n", True, True),
        ("x = = 1\n", True, True),
        ("", False, False),
    ],
)
def test_conftest_goes_where_it_has_an_effect(corpus: CorpusWriter, conftest: str, user: bool, other: bool) -> None:
    corpus.example("user", "def test_it(prepared, free):\n    pass\n")
    corpus.example("other")
    (corpus.root / "conftest.py").write_text(conftest)
    found = corpus.discover()
    assert [found.concepts[slug].conftest is not None for slug in ("user", "other")] == [user, other]


def test_byte_order_mark_is_ignored(corpus: CorpusWriter) -> None:
    script = corpus.example("ant")
    for file in (script, script.with_name("test_ant.py"), script.with_name("table.toml")):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    ant = corpus.discover().concepts["ant"]
    assert ant.test_source == PASSING_TEST
    assert ant.summary == "it is sampled."


def test_undecodable_name_is_rejected(corpus: CorpusWriter, command_line: CommandLine, tmp_path: Path) -> None:
    script = corpus.example("ant")
    undecodable = os.fsdecode(b"ant_\xff")
    (script.parent / undecodable).touch()
    corpus.example("bee", table="02_second")
    folder = corpus.root / "examples" / "02_second"
    folder.rename(folder.with_name(undecodable))
    done = command_line.run("verify", "--corpus", corpus.root)
    assert done.returncode == 2
    assert "the corpus has 2 problems" in done.stdout
    for parent in ("examples", "examples/01_first"):
        assert f"{parent}/ant_\\udcff:1: its name is not valid UTF-8" in done.stdout
    with pytest.raises(UsageError, match="its name is not valid UTF-8"):
        discover(tmp_path / undecodable)


def test_imports_exclude_the_script_itself(corpus: CorpusWriter) -> None:
    script = "from __future__ import annotations\nimport json, os.path as p\nfrom a.b import c\n"
    corpus.example("sample", "from sample import x\nimport pytest\n\ndef test_it():\n    pass\n", script=script)
    assert corpus.discover().concepts["sample"].imports == ("json", "os.path", "a.b", "pytest")


@pytest.mark.parametrize(
    ("python", "admitted"),
    [("3.10.14", False), ("3.11.0", True), ("3.11.0rc1", True), ("3.15.0a2+", True), ("3.15.0b1", True)],
)
def test_header_names_the_required_python(corpus: CorpusWriter, python: str, admitted: bool) -> None:
    corpus.example("ant")
    assert corpus.discover().concepts["ant"].admits(python) is admitted


def test_discovery_executes_nothing(corpus: CorpusWriter, tmp_path: Path) -> None:
    mark = tmp_path / "executed"
    effect = f"from pathlib import Path\n\nPath({str(mark)!r}).touch()\n"
    corpus.example("eager", effect + PASSING_TEST, script=effect)
    (corpus.root / "conftest.py").write_text(effect)
    assert list(corpus.discover().concepts) == ["eager"]
    assert not mark.exists()
    assert "eager" not in sys.modules


def test_unparsable_script_is_listed(corpus: CorpusWriter) -> None:
    corpus.example("broken", script="x = = 1\n")
    assert corpus.discover().concepts["broken"].title == "broken"


def test_corpus_may_be_the_folder_itself(tmp_path: Path) -> None:
    writer = CorpusWriter(tmp_path)
    writer.example("sample")
    assert list(discover(tmp_path / "examples").concepts) == ["sample"]


def delete(name: str) -> Change:
    """Delete a file of the first table."""
    return lambda root: (root / FIRST / name).unlink()


def write(name: str, text: str) -> Change:
    """Write a file in the corpus."""

    def change(root: Path) -> None:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    return change


def header(text: str) -> Change:
    """Give the first example another header."""
    return write(f"{FIRST}/ant.py", text + '\n"""Ant: it is small."""\n')


def table(concepts: str, number: str = "1") -> Change:
    """Give the first table another listing."""
    text = f'title = "T"\nnumber = {number}\nintroduction = "I"\nconcepts = [\n{concepts}\n]\n'
    return write(f"{FIRST}/table.toml", text)


def copy_into_second(root: Path) -> None:
    """Copy the first example into the second table."""
    shutil.copytree(root / FIRST, root / "examples" / "02_second", dirs_exist_ok=True)
    write("examples/02_second/table.toml", (root / FIRST / "table.toml").read_text().replace("= 1", "= 2"))(root)
    (root / "examples" / "02_second" / "fly.py").unlink()
    (root / "examples" / "02_second" / "test_fly.py").unlink()


INCONSISTENCIES: dict[str, tuple[Change, str, int, str]] = {
    "no script": (delete("bee.py"), "table.toml", 6, "bee has no bee.py"),
    "no test": (delete("test_bee.py"), "table.toml", 6, "bee has no test_bee.py"),
    "an unlisted script": (write(f"{FIRST}/wasp.py", ""), "wasp.py", 1, "not listed in any table"),
    "an unlisted test": (write(f"{FIRST}/test_wasp.py", ""), "test_wasp.py", 1, "not listed in any table"),
    "an unlisted folder": (write("examples/03_third/wasp.py", ""), "03_third/wasp.py", 1, "its folder has no table"),
    "a slug twice in a table": (table('"ant",\n"bee",\n"ant"'), "table.toml", 7, "the slug ant is already in"),
    "a slug in two tables": (copy_into_second, "02_second/table.toml", 5, "the slug ant is already in"),
    "a table number twice": (table('"ant", "bee"', "2"), "02_second/table.toml", 1, "number 2 is already"),
    "a table that is not TOML": (write(f"{FIRST}/table.toml", "number = 1\ntitle = = 2\n"), "table.toml", 2, "TOML"),
    "a table without a title": (write(f"{FIRST}/table.toml", "number = 1\n"), "table.toml", 1, "`title` is missing"),
    "a number that is a text": (table('"ant", "bee"', '"one"'), "table.toml", 1, "`number` is missing or not int"),
    "an addition that is a text": (
        write(f"{FIRST}/table.toml", 'number = 1\ntitle = "A"\nintroduction = "B"\nconcepts = []\naddition = "yes"\n'),
        "table.toml",
        1,
        "`addition` is missing or not bool",
    ),
    "no header": (write(f"{FIRST}/ant.py", "x = 1\n"), "ant.py", 1, "no PEP 723 header"),
    "a header that is not closed": (header("\n# /// script\n# dependencies = []"), "ant.py", 2, "not closed"),
    "a header that is not TOML": (header("# /// script\n# dependencies = [\n# ///"), "ant.py", 1, "not TOML"),
    "two headers": (header("# /// script\n# dependencies = []\n# ///\n\n" * 2), "ant.py", 5, "a second"),
    "no dependencies": (header("# /// script\n# x = 1\n# ///"), "ant.py", 1, "no `dependencies` list"),
    "dependencies of numbers": (
        header("# /// script\n# dependencies = [1]\n# ///"),
        "ant.py",
        2,
        "no `dependencies` list",
    ),
    "a bad requirement": (header('# /// script\n# dependencies = [\n#   "a b c",\n# ]\n# ///'), "ant.py", 3, "a b c"),
    "a bad requires-python": (
        header('# /// script\n# dependencies = []\n# requires-python = "three"\n# ///'),
        "ant.py",
        3,
        "'three'",
    ),
    "services that are no list": (
        header('# /// script\n# dependencies = []\n# [tool.fastapi-by-example]\n# services = "X"\n# ///'),
        "ant.py",
        4,
        "`services` is not a list",
    ),
    "no test function": (write(f"{FIRST}/test_ant.py", "x = 1\n"), "test_ant.py", 1, "no test function"),
    "a module that hides FastAPI": (write(f"{FIRST}/fastapi.py", ""), "fastapi.py", 1, "shadows the installed fastapi"),
    "a folder that hides FastAPI": (write(f"{FIRST}/fastapi/x.txt", ""), "fastapi", 1, "shadows the installed fastapi"),
}


@pytest.mark.parametrize("name", INCONSISTENCIES)
def test_inconsistency_is_named_with_file_and_line(corpus: CorpusWriter, name: str) -> None:
    change, file, line, message = INCONSISTENCIES[name]
    corpus.example("ant")
    corpus.example("bee")
    corpus.example("fly", table="02_second")
    corpus.discover()
    change(corpus.root)
    with pytest.raises(CorpusError) as caught:
        corpus.discover()
    found = [problem for problem in caught.value.problems if message in problem.message][:1]
    assert found, caught.value
    assert str(found[0].file).endswith(file)
    assert found[0].line == line
    assert f"{found[0].file}:{line}: " in str(caught.value)


def test_all_inconsistencies_are_reported_together(corpus: CorpusWriter) -> None:
    for slug in ("ant", "bee", "fly"):
        corpus.example(slug)
    (corpus.root / FIRST / "ant.py").unlink()
    (corpus.root / FIRST / "test_bee.py").write_text("")
    (corpus.root / FIRST / "fly.py").write_text("")
    with pytest.raises(CorpusError, match="3 problems"):
        corpus.discover()


def test_folder_without_a_corpus_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"(?s)no corpus at .*--corpus"):
        discover(tmp_path)


def test_broken_corpus_exits_with_2(corpus: CorpusWriter, command_line: CommandLine) -> None:
    corpus.example("ant")
    (corpus.root / FIRST / "test_ant.py").unlink()
    done = command_line.run("verify", "--corpus", corpus.root)
    assert done.returncode == 2
    assert f"{corpus.root / FIRST / 'table.toml'}:5: ant has no test_ant.py" in done.stdout
    assert "Traceback" not in done.stdout


def test_ten_thousand_examples_are_discovered(tmp_path: Path) -> None:
    text = script_text(dependencies=FASTAPI)
    for number in range(1, 11):
        folder = tmp_path / "examples" / f"{number:02}_many"
        folder.mkdir(parents=True)
        slugs = [f"example_{number}_{row}" for row in range(1000)]
        listed = ", ".join(f'"{slug}"' for slug in slugs)
        listing = f'number = {number}\ntitle = "T"\nintroduction = "I"\nconcepts = [{listed}]\n'
        (folder / "table.toml").write_text(listing)
        for slug in slugs:
            (folder / f"{slug}.py").write_text(text)
            (folder / f"test_{slug}.py").write_text(PASSING_TEST)
    found = discover(tmp_path)
    assert len(found.concepts) == 10_000
    assert {concept.declared.dependencies for concept in found.concepts.values()} == {FASTAPI}


def test_bound_on_a_dependency_of_fastapi_does_not_change_the_dependency_set(corpus: CorpusWriter) -> None:
    corpus.example("ant", dependencies=["fastapi"])
    corpus.example("bee", dependencies=["fastapi", "pydantic>=2", "starlette>=0.39"])
    corpus.example("cat", dependencies=["fastapi", "pydantic<3"])
    ant, bee, cat = corpus.discover().concepts.values()
    assert ant.declared.key == bee.declared.key != cat.declared.key
    assert bee.declared.unmet({"pydantic": "1.10.15"}) == "needs pydantic>=2, the target has 1.10.15"
