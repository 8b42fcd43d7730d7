"""The site's files, without a browser."""

import re
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from fastapi_by_example.cli.site import MOST_RUNS, site_commands
from fastapi_by_example.errors import UsageError
from fastapi_by_example.run.document import Observations, Outcome, TestResult, WatchResult, save
from fastapi_by_example.site.documentation import listed
from fastapi_by_example.site.outcome_page import reports
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


def test_every_table_and_concept_has_a_page(real: Built) -> None:
    corpus = real.site.corpus
    expected = {"index.html", "what-works-where.html"}
    expected |= {f"tables/{table.folder.name}.html" for table in corpus.tables}
    expected |= {f"concepts/{slug}.html" for slug in corpus.concepts}
    assert set(real.pages) == expected


def test_start_page_counts_additions_separately(tmp_path: Path) -> None:
    writer = CorpusWriter(tmp_path)
    writer.example("first")
    writer.example("second", table="02_newer")
    seed_only = read(render(Site(writer.discover(), ()))["index.html"]).text
    assert "2 concepts in 2 topics: each" in seed_only
    assert "Additions to the seed" not in seed_only
    writer.additions.add("02_newer")
    writer.table("02_newer")
    apart = read(render(Site(writer.discover(), ()))["index.html"]).text
    assert "1 concept in 1 topic, and 1 addition in 1 more: each" in apart
    assert "Additions to the seed" in apart


def test_pages_are_small(real: Built) -> None:
    sizes = {page: len(real.files[page]) for page in real.pages}
    assert {page: size for page, size in sizes.items() if size >= LARGEST_PAGE} == {}


def test_links_lead_to_existing_files_and_ids(real: Built) -> None:
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


def test_pages_load_nothing_from_other_hosts(real: Built) -> None:
    for page in real.pages:
        for tag, given in markup(real, page).elements:
            loaded = given.get("src") or (given.get("href") if tag == "link" else None) or ""
            assert not urlsplit(loaded).netloc, page
    for name in (name for name in real.files if name.startswith("static/") and not name.endswith(".png")):
        assert not {b"//cdn", b"@import", b"https://", b"url("} & set(real.files[name].split()), name


@pytest.mark.parametrize("which", ["small", "real"])
def test_markup_is_well_formed(which: str, request: pytest.FixtureRequest) -> None:
    built: Built = request.getfixturevalue(which)
    for page in built.pages:
        found = markup(built, page)
        assert found.unbalanced == [], page
        assert len(found.ids) == len(set(found.ids)), page
        for reference in found.values("aria-labelledby", "aria-controls", "for"):
            assert reference in found.ids, page


@pytest.mark.parametrize("which", ["small", "real"])
def test_code_on_a_page_equals_the_file(which: str, request: pytest.FixtureRequest) -> None:
    built: Built = request.getfixturevalue(which)
    for slug, view in built.site.concepts.items():
        script, test, *_ = markup(built, f"concepts/{slug}.html").codes
        assert script == view.concept.source
        assert test == view.concept.test_source


def test_downloads_equal_the_files(small: Built) -> None:
    for view in small.site.concepts.values():
        assert small.files[f"files/{view.slug}/{view.slug}.py"] == view.concept.script.read_bytes()
        assert small.files[f"files/{view.slug}/test_{view.slug}.py"] == view.concept.test.read_bytes()
    assert small.files["files/with_assets/with_assets_files/deep/page.html"] == b"<p>hello</p>\n"
    assert "FROM scratch\n" in markup(small, "concepts/with_assets.html").codes


def test_hostile_text_is_escaped(small: Built) -> None:
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
    assert b"\x1b" not in small.files["what-works-where.html"]
    assert "\u202e" not in small.files["what-works-where.html"].decode()


def test_hostile_run_gives_a_page(tmp_path: Path) -> None:
    corpus = small_corpus(tmp_path)
    files = render(Site(corpus, (hostile_run(), passing_run(corpus))))
    assert read(files["what-works-where.html"]).unbalanced == []


def test_search_index_cannot_close_its_script(small: Built) -> None:
    text = small.files["search-index.js"].decode()
    assert text.startswith("window.searchIndex={")
    assert text.endswith("};\n")
    assert "\u2028" not in text
    assert "Mark <script>" in text, "it is loaded as a script of its own, so it may say so"


def test_build_is_reproducible(small: Built) -> None:
    again = render(Site(small.site.corpus, small.site.runs))
    assert again == small.files


def test_site_without_runs_claims_nothing(tmp_path: Path) -> None:
    files = render(Site(small_corpus(tmp_path), ()))
    for page in ("index.html", "what-works-where.html", "concepts/marked_up.html"):
        found = read(files[page])
        assert "built without a saved run" in found.text, page
        assert "✓" not in found.text, page


def test_outcome_has_its_date_and_versions(small: Built) -> None:
    text = " ".join(" ".join(markup(small, "concepts/marked_up.html").pieces).split())
    for part in ("2026-11-22", "3.11.7", "FastAPI 0.165.0", "Starlette 1.10.0", "Pydantic 2.14.3", "uvicorn 0.54.0"):
        assert part in text


def test_exchange_is_shown_without_its_case_id(small: Built) -> None:
    text = markup(small, "concepts/last_one.html").text
    assert "POST /items?q=1" in text
    assert '"name": "lamp"' in text
    assert "201 Created" in text
    assert "testserver" not in text
    assert "It answers" in text
    assert "[GET]" not in text


def test_header_and_docstring_are_folded(small: Built) -> None:
    page = small.files["concepts/marked_up.html"].decode()
    assert page.index('id="code"') < page.index('id="know"') < page.index('id="answers"') < page.index('id="run"')
    head, _, body = page.partition('<code><span class="head">')[2].partition('<span class="k">from</span>')
    assert "# /// script" in head
    assert "Mark &lt;script&gt;" in head
    assert body.startswith(" fastapi ")
    assert head.count("<span") + 1 == head.count("</span>"), "the head ends before the code begins"


def test_sidebar_has_the_table_and_page_contents(small: Built) -> None:
    page = small.files["concepts/marked_up.html"].decode()
    sidebar = page.partition('<nav class="sidebar"')[2].partition("</nav>")[0]
    assert "../concepts/with_assets.html" in sidebar
    assert "../concepts/last_one.html" not in sidebar
    assert {"#code", "#know", "#answers", "#run", "#promises", "#versions"} <= set(
        read(sidebar.encode()).values("href")
    )


def test_page_has_the_first_version_that_works(corpus: CorpusWriter) -> None:
    corpus.example("new", dependencies=["fastapi>=0.135"])
    corpus.example("old", dependencies=["fastapi[standard]"])
    files = render(Site(corpus.discover(), ()))
    assert "Works since FastAPI 0.135." in read(files["concepts/new.html"]).text
    assert "Works since FastAPI 0.100 or earlier." in read(files["concepts/old.html"]).text


def test_edge_cases_are_shown_with_their_results(corpus: CorpusWriter) -> None:
    corpus.example("one", watch="def watch_odd_input() -> object:\n    return 1 < 2\n")
    watches = [WatchResult(name="watch_odd_input", how="returned", kind="json", value='{"odd": "<b>"}')]
    run = run_of(example("one", observations=Observations(watches=watches)))
    text = read(render(Site(corpus.discover(), (run,)))["concepts/one.html"]).text
    for part in ("Odd input", "return 1 < 2", '"odd": "<b>"', "watch_one.py"):
        assert part in text


def test_links_lead_to_the_repository_if_the_corpus_names_one(corpus: CorpusWriter) -> None:
    corpus.example("one")
    assert "Edit one.py" not in read(render(Site(corpus.discover(), ()))["concepts/one.html"]).text
    project = '[project.urls]\nRepository = "https://example.org/me/it"\n'
    (corpus.root / "pyproject.toml").write_text(project)
    links = read(render(Site(corpus.discover(), ()))["concepts/one.html"]).values("href")
    assert "https://example.org/me/it/edit/main/examples/01_first/one.py" in links
    assert "https://example.org/me/it" in links


def test_published_site_has_sitemap_feed_and_404_page(small: Built) -> None:
    files = render(Site(small.site.corpus, small.site.runs, "https://example.org/x/"))
    assert {"sitemap.xml", "robots.txt", "feed.xml", "404.html"} & set(small.files) == set()
    page = files["concepts/marked_up.html"].decode()
    assert '<link rel="canonical" href="https://example.org/x/concepts/marked_up.html">' in page
    assert '<meta property="og:title" content="Mark &lt;script&gt;alert(1)&lt;/script&gt;up &amp; more' in page
    assert '<link rel="canonical" href="https://example.org/x/">' in files["index.html"].decode()
    addresses = re.findall("<loc>(.*)</loc>", files["sitemap.xml"].decode())
    assert {urlsplit(one).path for one in addresses} == {f"/x/{name}" for name in small.pages} - {"/x/index.html"} | {
        "/x/"
    }
    assert b"Sitemap: https://example.org/x/sitemap.xml" in files["robots.txt"]
    feed = ElementTree.fromstring(files["feed.xml"])
    entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
    assert [entry.findtext("{http://www.w3.org/2005/Atom}updated") for entry in entries] == [
        "2026-11-23T10:00:00Z",
        "2026-11-22T10:00:00Z",
    ]
    lost = read(files["404.html"])
    assert all(link.startswith(("https://", "#")) for link in lost.values("href", "src", "action"))


def test_newest_versions_and_failures_come_first(small: Built) -> None:
    text = small.files["what-works-where.html"].decode()
    assert text.index('id="report-2"') < text.index('id="report-1"')
    newest = text.partition('id="report-2"')[2].partition('id="report-1"')[0]
    assert newest.index('class="reason fails"') < newest.index("not available or skipped")
    header = text.partition("data-matrix")[2].partition("</thead>")[0]
    assert header.index("known-good") < header.index("latest"), "from the oldest to the newest, left to right"
    every = reports(small.site, 1)
    assert [len(report.problems + report.missing) for report in every] == [1, 0]
    assert every[0].left_out > 0


def test_large_report_is_a_small_page(real: Built) -> None:
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


def test_documented_slugs_exist(real: Built) -> None:
    assert set(listed()["concepts"]) <= set(real.site.concepts)
    used = {page for pages in listed()["concepts"].values() for page in pages}
    assert used == set(listed()["titles"])


def test_removed_concept_leaves_no_page(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write_site({"index.html": b"one", "concepts/old.html": b"old"}, folder)
    write_site({"index.html": b"two"}, folder)
    assert sorted(path.name for path in folder.rglob("*")) == [MARKER, "index.html"]
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_folder_that_is_not_a_site_is_kept(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("kept")
    with pytest.raises(UsageError, match="was not built by this command"):
        write_site({"index.html": b"one"}, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["precious.txt"]
    with pytest.raises(UsageError, match="is a file"):
        write_site({"index.html": b"one"}, tmp_path / "precious.txt")


def test_site_command_builds_or_explains(tmp_path: Path) -> None:
    corpus = small_corpus(tmp_path / "corpus")
    save(passing_run(corpus), tmp_path / "run.json")
    options = ["--corpus", str(tmp_path / "corpus"), "--run", str(tmp_path / "run.json")]
    address = ["--url", "https://example.org/examples"]
    done = CliRunner().invoke(site_commands, ["build", str(tmp_path / "site"), *options, *address])
    assert done.exit_code == 0
    assert "9 pages" in done.output
    page = (tmp_path / "site/concepts/with_assets.html").read_text()
    name = "with_assets_files/deep/page.html"
    assert f"-o {name} https://example.org/examples/files/with_assets/{name}" in page
    for wrong, message in (
        (["build", str(tmp_path)], "was not built by this command"),
        (["build", str(tmp_path / "other"), *["--run", "x.json"] * (MOST_RUNS + 1)], "at most"),
        (["build", str(tmp_path / "other"), "--url", "javascript:alert(1)"], "is not an address"),
        (["serve", str(tmp_path)], "is not a built site"),
    ):
        refused = CliRunner().invoke(site_commands, [*wrong, *options[:2]] if wrong[0] == "build" else wrong)
        assert isinstance(refused.exception, UsageError), wrong
        assert message in str(refused.exception)


def test_port_in_use_is_an_error_with_a_hint(small: Built) -> None:
    with server(small.folder, 0) as one, pytest.raises(UsageError, match="--port"):
        server(small.folder, one.server_port)
