"""The site in real browsers: the actions of a reader, and every page once."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from fastapi_by_example.corpus.search import excerpt, rank, wanted_words
from tests.corpus.test_search import QUERIES
from tests.site.conftest import Built, Watched, watched

PHONE = 390
"""Pixels of a phone's width; a page that is wider could be moved sideways."""
LAPTOP = 900
"""Pixels of a laptop's height: its first screen."""
READ = (
    "index.html",
    "tables/07_dependency_injection.html",
    "concepts/docker_deployment.html",
    "concepts/celery_task_queue.html",
    "concepts/websocket_send.html",
    "what-works-where.html",
)
"""One page of each kind."""


def results(page: Page) -> list[str]:
    """The links of the search results."""
    expect(page.locator("[data-count]")).to_contain_text("concept")
    links = page.locator("[data-results] a:not(.all)").all()
    return [(link.get_attribute("href") or "").removeprefix("../") for link in links]


def choose_theme(page: Page, scheme: str) -> None:
    page.add_init_script(f"try {{ localStorage.setItem('theme', '{scheme}') }} catch {{}}")  # about:blank has none


def pasted(page: Page) -> str:
    """The text that Ctrl-V pastes into an empty text area."""
    page.evaluate("document.body.append(Object.assign(document.createElement('textarea'), {id: 'paste'}))")
    page.locator("#paste").focus()
    page.keyboard.press("Control+V")
    text = page.locator("#paste").input_value()
    page.evaluate("document.querySelector('#paste').remove()")
    return text


def test_site_search_equals_the_command_line(visit: Watched, served: Built) -> None:
    index = served.site.index
    others = [
        "yeild",
        "asnyc",
        "ß",
        "__about__",
        "OAuth2PasswordBearer",
        "depen",
        "(",
        "it",
        "how do i",
        "qqqq",
        "a b c",
    ]
    queries = [query for query, _ in QUERIES] + others
    expected = []
    for query in queries:
        found = rank(index, query)
        quoted = [excerpt(index.entries[number], wanted_words(index, query)) for number, _ in found[:2]]
        expected.append([[[number, score] for number, score in found], quoted])
    visit.page.goto("index.html?q=cors")
    results(visit.page)
    seen = visit.page.evaluate(
        """queries => JSON.stringify(queries.map(query => {
          const {rank, excerpt, wantedWords} = window.exampleSearch;
          const hits = rank(window.searchIndex, query);
          const wanted = wantedWords(window.searchIndex, query);
          return [hits, hits.slice(0, 2).map(([number]) => excerpt(window.searchIndex.entries[number], wanted))];
        }))""",
        queries,
    )
    for query, here, there in zip(queries, json.loads(seen), expected, strict=True):
        assert here == there, query


def test_search_works_by_keyboard(visit: Watched) -> None:
    page = visit.page
    page.goto("index.html")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("Depends")
    found = results(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-results] a").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[data-tables]")).to_be_visible()
    page.keyboard.type("Depends")
    results(page)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{found[0]}")


@pytest.mark.parametrize(
    "address", ["concepts/route_order.html", "tables/07_dependency_injection.html", "what-works-where.html"]
)
def test_search_keys_work_on_every_page(visit: Watched, address: str) -> None:
    page = visit.page
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.type("security scopes")
    found = results(page)
    assert found[0] == "concepts/security_scopes.html"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{found[1]}")
    page.keyboard.press("/")
    page.keyboard.type("security scopes")
    results(page)
    page.keyboard.press("Escape")
    expect(page.locator("[data-results]")).to_be_hidden()


def test_query_is_in_the_url(visit: Watched) -> None:
    page = visit.page
    page.goto("index.html")
    page.locator("#q").fill("qqqqq <>")
    expect(page.locator("[data-count]")).to_contain_text("No concept matches these words")
    page.locator("#q").fill("security scopes")
    expect(page).to_have_url(re.compile(r"index\.html#q=security%20scopes$"))
    found = results(page)
    page.goto("about:blank")
    page.goto("index.html#q=security%20scopes")
    assert results(page) == found
    page.goto("about:blank")
    page.goto("index.html?q=security+scopes")
    assert results(page) == found


def test_copy_button_copies_the_exact_file(visit: Watched, served: Built) -> None:
    page, concept = visit.page, served.site.concepts["route_order"].concept
    page.goto("concepts/route_order.html")
    expect(page.locator("#script .head")).to_be_hidden()
    page.get_by_role("button", name="Copy route_order.py", exact=True).click()
    expect(page.locator("[data-status]")).to_have_text("Copied")
    assert pasted(page) == concept.source
    page.get_by_role("tab", name="test_route_order.py").click()
    page.get_by_role("button", name="Copy test_route_order.py").click()
    assert pasted(page) == concept.test_source


def test_header_and_docstring_are_one_click_away(visit: Watched) -> None:
    page = visit.page
    page.goto("concepts/route_order.html")
    page.get_by_role("button", name="Header and docstring", pressed=False).click()
    expect(page.locator("#script .head")).to_be_visible()
    expect(page.get_by_role("button", name="Header and docstring", pressed=True)).to_be_visible()


def test_download_equals_the_file(chromium: Browser, served: Built) -> None:
    context = chromium.new_context(base_url=served.url)
    page = context.new_page()
    page.goto("concepts/route_order.html")
    with page.expect_download() as download:
        page.get_by_role("tabpanel").get_by_role("link", name="Download").click()
    assert download.value.path().read_bytes() == served.site.concepts["route_order"].concept.script.read_bytes()
    context.close()


def test_tab_is_in_the_url(visit: Watched) -> None:
    page = visit.page
    page.goto("concepts/route_order.html")
    expect(page.locator("#script")).to_be_visible()
    expect(page.locator("#test")).to_be_hidden()
    page.get_by_role("tab", name="route_order.py", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#test")).to_be_visible()
    expect(page.locator("#script")).to_be_hidden()
    expect(page.get_by_role("tab", selected=True)).to_have_text("test_route_order.py")
    expect(page).to_have_url(re.compile("#test$"))
    page.goto("about:blank")
    page.goto("concepts/route_order.html#test")
    expect(page.locator("#test")).to_be_visible()


def test_arrow_keys_lead_to_adjacent_concepts(visit: Watched, served: Built) -> None:
    page = visit.page
    before, after = served.site.neighbours("route_order")
    assert before
    assert after
    page.goto("concepts/route_order.html")
    page.keyboard.press("ArrowRight")
    page.wait_for_url(f"**/{after.address}")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/route_order.html")
    page.keyboard.press("/")
    page.keyboard.type("x")
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("route_order.html$"))


def test_theme_follows_the_system_until_chosen(chromium: Browser, served: Built) -> None:
    context = chromium.new_context(base_url=served.url)
    page = context.new_page()
    background = "getComputedStyle(document.body).backgroundColor"
    page.emulate_media(color_scheme="light")
    page.goto("index.html")
    light = page.evaluate(background)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(background)
    assert light != dark
    page.get_by_role("button", name="Dark theme", pressed=True).click()
    assert page.evaluate(background) == light
    page.goto("what-works-where.html")
    assert page.evaluate(background) == light
    context.close()


def test_matrix_is_filtered_by_topic_and_outcome(visit: Watched, served: Built) -> None:
    page, table = visit.page, served.site.tables[6]
    page.goto("what-works-where.html")
    rows = page.locator("[data-matrix] td:first-of-type").filter(visible=True)
    expect(rows).to_have_count(len(served.site.concepts))
    page.get_by_label("Topic").select_option("7")
    expect(rows).to_have_count(len(table.concepts))
    expect(page).to_have_url(re.compile("#table-7$"))
    page.get_by_label("only concepts that do not work everywhere").check()
    open_ = [view for view in table.concepts if any(v.standing != "works" for _, v in served.site.outcomes(view.slug))]
    expect(rows).to_have_count(len(open_))
    page.goto("about:blank")
    page.goto("what-works-where.html#table-7")
    expect(rows).to_have_count(len(table.concepts))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", READ)
def test_pages_are_accessible(visit: Watched, address: str, scheme: str) -> None:
    choose_theme(visit.page, scheme)
    visit.page.goto(address)
    visit.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    for button in visit.page.get_by_role("button", name="Header and docstring").all():
        button.click()
    found = Axe().run(visit.page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["index.html", "concepts/route_order.html"])
def test_search_results_are_accessible(visit: Watched, address: str, scheme: str) -> None:
    choose_theme(visit.page, scheme)
    visit.page.goto(address)
    visit.page.locator("[data-search]").fill("response_model")
    results(visit.page)
    found = Axe().run(visit.page)
    assert found.violations_count == 0, found.generate_report()


def test_code_fits_on_the_first_screen(chromium: Browser, real: Built) -> None:
    context = chromium.new_context(viewport={"width": 1440, "height": LAPTOP})
    page = context.new_page()
    late, wide = [], []
    for slug in real.site.concepts:
        page.goto(f"{real.folder.as_uri()}/concepts/{slug}.html")
        top, client, scroll = page.evaluate(
            "(() => { const code = document.querySelector('#script pre');"
            " return [code.getBoundingClientRect().top, code.clientWidth, code.scrollWidth]; })()"
        )
        late.extend([slug] if top > LAPTOP / 2 else [])
        wide.extend([slug] if scroll > client else [])
    context.close()
    assert late == []
    assert wide == []


def test_every_page_fits_a_phone_and_works_from_disk(browser: Browser, real: Built) -> None:
    context = browser.new_context(viewport={"width": PHONE, "height": 844})
    root = real.folder.as_uri() + "/"
    seen = watched(context, root)
    too_wide, late = [], []
    for address in real.pages:
        seen.page.goto(root + address)
        if seen.page.evaluate("document.documentElement.scrollWidth") > PHONE:
            too_wide.append(address)
        if address.startswith("concepts/"):
            top = seen.page.evaluate("document.querySelector('#script pre').getBoundingClientRect().top")
            late.extend([address] if top > 844 * 2 / 3 else [])
    seen.page.goto(f"{root}index.html?q=Depends")
    assert results(seen.page)
    seen.page.locator("#q").fill("yield")
    expect(seen.page).to_have_url(re.compile("#q=yield$"))
    context.close()
    assert too_wide == []
    assert late == []
    assert seen.complaints == []


def test_matrix_on_a_phone_shows_the_newest_versions_and_failures(browser: Browser, real: Built) -> None:
    context = browser.new_context(viewport={"width": PHONE, "height": 844})
    page = context.new_page()
    page.goto(f"{real.folder.as_uri()}/what-works-where.html")
    cells = page.locator("[data-matrix] td").filter(visible=True)
    expected = sum(
        number == len(real.site.columns) or outcome.standing in ("fails", "cannot be installed")
        for slug in real.site.concepts
        for number, (_, outcome) in enumerate(real.site.outcomes(slug), start=1)
    )
    expect(cells).to_have_count(expected)
    context.close()


def test_hostile_text_is_harmless(browser: Browser, small: Built) -> None:
    context = browser.new_context()
    root = small.folder.as_uri() + "/"
    seen = watched(context, root)
    for address in small.pages:
        seen.page.goto(root + address)
        assert seen.page.evaluate("window.hit") is None, address
    seen.page.goto(f"{root}index.html?q=%3Cscript%3E")
    assert results(seen.page) == ["concepts/marked_up.html"]
    context.close()
    assert seen.complaints == []


def test_everything_is_readable_without_javascript(chromium: Browser, served: Built) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=served.url)
    page = context.new_page()
    page.goto("concepts/route_order.html")
    concept = served.site.concepts["route_order"].concept
    for panel, text in (("#script", concept.source), ("#test", concept.test_source)):
        expect(page.locator(panel)).to_be_visible()
        assert page.locator(f"{panel} code").text_content() == text
    expect(page.locator("#script .head")).to_be_visible()
    page.locator("[data-search]").fill("route order")
    page.keyboard.press("Enter")
    page.wait_for_url("**/index.html?q=route+order")
    expect(page.locator(".search.large")).to_be_hidden()
    expect(page.get_by_role("link", name="Route order")).to_be_visible()
    context.close()


def test_page_prints_on_two_sheets(chromium: Browser, served: Built) -> None:
    context = chromium.new_context(base_url=served.url)
    page = context.new_page()
    sheets = {}
    for slug in ("route_order", "yield_dependency", "celery_task_queue", "jwt_verify"):
        page.goto(f"concepts/{slug}.html#test")
        document = page.pdf(format="A4")
        sheets[slug] = len(re.findall(rb"/Type\s*/Page\b", document))
    page.emulate_media(media="print")
    expect(page.locator("#script")).to_be_visible()
    expect(page.locator("#know")).to_be_visible()
    expect(page.locator("#test")).to_be_hidden()
    context.close()
    assert max(sheets.values()) <= 2, sheets
