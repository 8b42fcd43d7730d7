"""The files of the site, without a browser."""

from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import pytest
from typer.testing import CliRunner

from fastapi_by_example.cli.site import MOST_RUNS, site_commands
from fastapi_by_example.errors import UsageError
from fastapi_by_example.run.document import Outcome, TestResult, save
from fastapi_by_example.site.documentation import listed
from fastapi_by_example.site.render import LARGEST_PAGE, concept_page, environment_of, outcome_page, render
from fastapi_by_example.site.serve import server
from fastapi_by_example.site.views import Site
from fastapi_by_example.site.write import MARKER, write_site
from tests.corpora import CorpusWriter
from tests.runs import example, hostile_run, run_of
from tests.site.conftest import MARKUP, Built, passing_run, small_corpus
from tests.site.markup import Markup, read

PAGES: dict[tuple[int, str], Markup] = {}


def markup(built: Built, page: str) -> Markup:
    """The markup of a page, read once."""
    return PAGES.setdefault((id(built), page), read(built.files[page]))


def test_there_is_a_page_for_the_start_each_table_each_concept_and_the_outcomes(real: Built) -> None:
    corpus = real.site.corpus
    expected = {"index.html", "outcomes.html"}
    expected |= {f"tables/{table.folder.name}.html" for table in corpus.tables}
    expected |= {f"concepts/{slug}.html" for slug in corpus.concepts}
    assert set(real.pages) == expected


def test_the_start_page_counts_additions_apart(tmp_path: Path) -> None:
    writer = CorpusWriter(tmp_path)
    writer.example("first")
    writer.example("second", table="02_newer")
    seed_only = read(render(Site(writer.discover(), ()))["index.html"]).text
    assert "2 concepts in 2 tables. Each" in seed_only
    assert "Additions to the seed" not in seed_only
    writer.additions.add("02_newer")
    writer.table("02_newer")
    apart = read(render(Site(writer.discover(), ()))["index.html"]).text
    assert "1 concepts in 1 tables, and 1 additions in 1 more. Each" in apart
    assert "Additions to the seed" in apart


def test_pages_are_small(real: Built) -> None:
    sizes = {page: len(real.files[page]) for page in real.pages}
    assert {page: size for page, size in sizes.items() if size >= LARGEST_PAGE} == {}


def test_every_link_leads_to_a_file_of_the_site_and_to_an_id_that_is_there(real: Built) -> None:
    for page in real.pages:
        for link in markup(real, page).values("href", "src", "action"):
            address = urlsplit(link)
            if address.scheme:
                assert address.scheme == "https", f"{page}: {link}"
                continue
            target = normpath(join(dirname(page), unquote(address.path))) if address.path else page
            assert target in real.files, f"{page}: {link}"
            if address.fragment:
                assert address.fragment in markup(real, target).ids, f"{page}: {link}"


def test_nothing_is_loaded_from_another_host(real: Built) -> None:
    for page in real.pages:
        for tag, given in markup(real, page).elements:
            loaded = given.get("src") or (given.get("href") if tag == "link" else None) or ""
            assert not urlsplit(loaded).netloc, page
    for name in ("static/style.css", "static/site.js", "static/search.js", "static/theme.js", "static/mark.svg"):
        assert not {b"//cdn", b"@import", b"https://", b"url("} & set(real.files[name].split()), name


@pytest.mark.parametrize("which", ["small", "real"])
def test_markup_is_closed_and_ids_are_unique(which: str, request: pytest.FixtureRequest) -> None:
    built: Built = request.getfixturevalue(which)
    for page in built.pages:
        found = markup(built, page)
        assert found.unbalanced == [], page
        assert len(found.ids) == len(set(found.ids)), page
        for reference in found.values("aria-labelledby", "aria-controls", "for"):
            assert reference in found.ids, page


@pytest.mark.parametrize("which", ["small", "real"])
def test_the_code_on_a_page_is_the_file_to_the_character(which: str, request: pytest.FixtureRequest) -> None:
    built: Built = request.getfixturevalue(which)
    for slug, view in built.site.concepts.items():
        script, test, *_ = markup(built, f"concepts/{slug}.html").codes
        assert script == view.concept.source
        assert test == view.concept.test_source


def test_downloads_are_the_files_to_the_byte(small: Built) -> None:
    for view in small.site.concepts.values():
        assert small.files[f"files/{view.slug}/{view.slug}.py"] == view.concept.script.read_bytes()
        assert small.files[f"files/{view.slug}/test_{view.slug}.py"] == view.concept.test.read_bytes()
    assert small.files["files/with_assets/with_assets_files/deep/page.html"] == b"<p>hello</p>\n"
    assert "FROM scratch\n" in markup(small, "concepts/with_assets.html").codes


def test_hostile_text_stays_text(small: Built) -> None:
    for page in small.pages:
        found = markup(small, page)
        assert not [tag for tag, _ in found.elements if tag in ("img", "b1", "u", "marquee", "iframe")], page
        scripts = [given for tag, given in found.elements if tag == "script"]
        assert all(given.get("src") for given in scripts), page
        assert not [name for _, given in found.elements for name in given if name.startswith("on")], page
    concept = markup(small, "concepts/marked_up.html")
    assert "Mark <script>alert(1)</script>up & more" in concept.text
    assert "It shows <b> & <i>nothing</i>." in concept.text
    assert MARKUP in concept.text
    assert b"\x1b" not in small.files["outcomes.html"]
    assert "\u202e" not in small.files["outcomes.html"].decode()


def test_a_run_with_hostile_text_everywhere_gives_a_page(tmp_path: Path) -> None:
    corpus = small_corpus(tmp_path)
    files = render(Site(corpus, (hostile_run(), passing_run(corpus))))
    assert read(files["outcomes.html"]).unbalanced == []


def test_the_index_cannot_end_the_script_that_it_is(small: Built) -> None:
    text = small.files["search-index.js"].decode()
    assert text.startswith("window.searchIndex=[")
    assert text.endswith("];\n")
    assert "\u2028" not in text
    assert "Mark <script>" in text, "it is loaded as a script of its own, so it may say so"


def test_the_same_build_gives_the_same_bytes(small: Built) -> None:
    again = render(Site(small.site.corpus, small.site.runs))
    assert again == small.files


def test_without_a_run_nothing_is_claimed(tmp_path: Path) -> None:
    files = render(Site(small_corpus(tmp_path), ()))
    for page in ("index.html", "outcomes.html", "concepts/marked_up.html"):
        found = read(files[page])
        assert "built without a saved run" in found.text, page
        assert "passes" not in found.text, page


def test_a_outcome_has_its_date_and_its_versions(small: Built) -> None:
    text = " ".join(" ".join(markup(small, "concepts/marked_up.html").pieces).split())
    for part in ("2026-11-22", "3.11.7", "FastAPI 0.165.0", "Starlette 1.10.0", "Pydantic 2.14.3", "uvicorn 0.54.0"):
        assert part in text


def test_the_exchange_of_the_test_is_shown(small: Built) -> None:
    text = markup(small, "concepts/last_one.html").text
    assert "POST /items?q=1" in text
    assert '"name": "lamp"' in text
    assert "201 Created" in text
    assert "testserver" not in text


def test_failures_come_first_and_the_last_run_before_the_others(small: Built) -> None:
    text = small.files["outcomes.html"].decode()
    assert text.index('id="report-2"') < text.index('id="report-1"')
    assert text.index('class="reason fails"') < text.index('class="reason changed"')


def test_a_large_report_stays_a_small_page(real: Built) -> None:
    long = [TestResult(name=f"test_{n}", outcome=Outcome.FAILED, message=f"{n} <&> " * 200) for n in range(20)]
    runs = []
    for number in range(MOST_RUNS):
        results = [
            example(view.slug, Outcome.FAILED, table=view.table.number, message=f"{view.slug}{number}", tests=long)
            for view in real.site.concepts.values()
        ]
        runs.append(run_of(*results, target=f"2026-01-0{number + 1}", started=f"2026-02-0{number + 1}T00:00:00Z"))
    site = Site(real.site.corpus, tuple(runs))
    environment = environment_of(site)
    largest = max(real.site.concepts, key=lambda slug: len(real.files[f"concepts/{slug}.html"]))
    assert len(outcome_page(environment, site)) <= LARGEST_PAGE
    assert len(concept_page(environment, site, site.concepts[largest])) <= LARGEST_PAGE


def test_every_documented_slug_is_in_the_corpus(real: Built) -> None:
    assert set(listed()["concepts"]) <= set(real.site.concepts)
    used = {page for pages in listed()["concepts"].values() for page in pages}
    assert used == set(listed()["titles"])


def test_a_removed_concept_leaves_no_page(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write_site({"index.html": b"one", "concepts/old.html": b"old"}, folder)
    write_site({"index.html": b"two"}, folder)
    assert sorted(path.name for path in folder.rglob("*")) == [MARKER, "index.html"]
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_that_is_no_site_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("kept")
    with pytest.raises(UsageError, match="is not a site built by this command"):
        write_site({"index.html": b"one"}, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["precious.txt"]
    with pytest.raises(UsageError, match="is a file"):
        write_site({"index.html": b"one"}, tmp_path / "precious.txt")


def test_the_commands_build_and_refuse(tmp_path: Path) -> None:
    corpus = small_corpus(tmp_path / "corpus")
    save(passing_run(corpus), tmp_path / "run.json")
    options = ["--corpus", str(tmp_path / "corpus"), "--run", str(tmp_path / "run.json")]
    address = ["--url", "https://example.org/examples"]
    done = CliRunner().invoke(site_commands, ["build", str(tmp_path / "site"), *options, *address])
    assert done.exit_code == 0
    assert "8 pages" in done.output
    page = (tmp_path / "site/concepts/with_assets.html").read_text()
    name = "with_assets_files/deep/page.html"
    assert f"-o {name} https://example.org/examples/files/with_assets/{name}" in page
    for wrong, message in (
        (["build", str(tmp_path)], "is not a site"),
        (["build", str(tmp_path / "other"), *["--run", "x.json"] * (MOST_RUNS + 1)], "at most"),
        (["build", str(tmp_path / "other"), "--url", "javascript:alert(1)"], "is not an address"),
        (["serve", str(tmp_path)], "is not a site"),
    ):
        refused = CliRunner().invoke(site_commands, [*wrong, *options[:2]] if wrong[0] == "build" else wrong)
        assert isinstance(refused.exception, UsageError), wrong
        assert message in str(refused.exception)


def test_a_taken_port_is_an_error_with_advice(small: Built) -> None:
    with server(small.folder, 0) as one, pytest.raises(UsageError, match="--port"):
        server(small.folder, one.server_port)
