"""The pages of the history: one per release, an overview, and one that compares two releases."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from fastapi_by_example.history.document import History
from fastapi_by_example.site.render import render
from fastapi_by_example.site.views import Site
from fastapi_by_example.site.write import write_site
from tests.history.small import small_history, undoing_history
from tests.site.conftest import small_corpus
from tests.site.test_browser import choose_theme


@pytest.fixture
def history() -> History:
    return small_history()


@pytest.fixture
def built(tmp_path: Path, history: History) -> Path:
    """A site with a history, in a folder."""
    return build(tmp_path, history)


def build(folder: Path, history: History) -> Path:
    """Build a site with a history in a folder."""
    corpus = small_corpus(folder / "corpus")
    past = history.concepts
    history = history.model_copy(update={"concepts": {**past, "marked_up": past["two"]}})
    write_site(render(Site(corpus, (), "https://example.org/"), history), folder / "site")
    return folder / "site"


def read(built: Path, name: str) -> str:
    return (built / name).read_text()


def test_each_release_has_a_page_with_its_causes(built: Path) -> None:
    assert sorted(path.stem for path in (built / "releases").iterdir()) == ["0.100.0", "0.110.0", "0.120.0"]
    page = read(built, "releases/0.110.0.html")
    assert "what first is about" in page
    assert "what second is about" not in page
    assert 'href="https://github.com/fastapi/fastapi/releases/tag/0.110.0"' in page
    assert "../upgrade.html#from=0.100.0&amp;to=0.110.0" in page
    assert "1 more change came with this release, or with an earlier one" in read(built, "releases/0.120.0.html")
    assert "No change in FastAPI itself was observed" in read(built, "releases/0.100.0.html")


def test_table_of_releases_has_the_newest_first(built: Path) -> None:
    page = read(built, "releases.html")
    assert page.index("0.120.0.html") < page.index("0.110.0.html") < page.index("0.100.0.html")
    assert "1 behaviour" in page


def test_concept_page_has_its_outcomes_and_changes(built: Path) -> None:
    page = read(built, "concepts/marked_up.html")
    assert "Works from FastAPI 0.110.0 to FastAPI 0.110.0" in page
    assert "needs fastapi&gt;=0.110" in page


def test_feed_has_the_newest_release_first(built: Path) -> None:
    feed = read(built, "releases.xml")
    assert feed.index("FastAPI 0.120.0") < feed.index("FastAPI 0.110.0: what first is about")
    assert "https://example.org/releases/0.120.0.html" in feed


def test_site_without_a_history_has_no_releases(tmp_path: Path) -> None:
    files = render(Site(small_corpus(tmp_path / "corpus"), (), "https://example.org/"))
    assert [name for name in files if name.startswith(("releases", "upgrade", "history"))] == []
    assert b"releases.html" not in files["index.html"]


def test_choice_is_in_the_address_and_works_from_a_disk(built: Path, chromium: Browser) -> None:
    page = chromium.new_page()
    address = (built / "upgrade.html").as_uri()
    page.goto(f"{address}#from=0.100.0&to=0.110.0")
    expect(page.locator("[data-summary]")).to_have_text("1 behaviour.")
    expect(page.locator("[data-causes] li")).to_contain_text(["what first is about"])
    page.locator("select[name=to]").select_option("0.120.0")
    expect(page.locator("[data-summary]")).to_have_text("1 broken, 1 behaviour.")
    expect(page.locator("[data-causes] li")).to_contain_text(["what second is about", "what first is about"])
    assert page.url == f"{address}#from=0.100.0&to=0.120.0"
    page.goto(f"{address}#from=0.120.0&to=0.110.0")
    expect(page.locator("[data-summary]")).to_contain_text("This is a downgrade")
    page.goto(f"{address}#from=unknown&to=0.110.0")
    expect(page.locator("select[name=from]")).to_have_value("0.100.0")
    page.close()


def test_change_that_is_undone_within_the_range_is_only_counted(tmp_path: Path, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(f"{(build(tmp_path, undoing_history()) / 'upgrade.html').as_uri()}#from=0.100.0&to=0.120.0")
    expect(page.locator("[data-summary]")).to_have_text("1 broken. 2 more were undone within this range.")
    page.locator("select[name=to]").select_option("0.110.0")
    expect(page.locator("[data-summary]")).to_have_text("1 behaviour.")
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "address",
    ["releases.html", "releases/0.110.0.html", "upgrade.html#from=0.100.0&to=0.120.0", "concepts/marked_up.html"],
)
def test_pages_of_the_history_are_accessible(built: Path, browser: Browser, address: str, scheme: str) -> None:
    page = browser.new_page()
    choose_theme(page, scheme)
    page.goto(f"{built.as_uri()}/{address}")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    found = Axe().run(page)
    page.close()
    assert found.violations_count == 0, found.generate_report()
