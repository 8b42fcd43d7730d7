"""The site in a real browser: what a reader does, and every page once."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.site.conftest import Built, Watched, watched

PHONE = 390
"""Pixels of a phone's width; a page that is wider could be moved sideways."""
READ = ("index.html", "tables/07_dependency_injection.html", "concepts/docker_deployment.html", "outcomes.html")


def results(page: Page) -> list[str]:
    """The addresses of what the search has found."""
    expect(page.locator("[data-count]")).to_contain_text("concept")
    return [link.get_attribute("href") or "" for link in page.locator("[data-results] a").all()]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Depends", "annotated_dependency"),
        ("response_model_exclude", "response_model_exclude"),
        ("yield dependency", "yield_dependency"),
        ("UploadFile", "file_upload"),
        ("cors", "cors_middleware"),
        ("WebSocketDisconnect", "websocket_disconnect"),
    ],
)
def test_the_search_finds_what_is_meant_first(visit: Watched, query: str, expected: str) -> None:
    visit.page.goto("index.html")
    visit.page.locator("#q").fill(query)
    assert results(visit.page)[0] == f"concepts/{expected}.html"


def test_the_search_finds_a_status_code_in_any_text(visit: Watched) -> None:
    visit.page.goto("index.html?q=422")
    assert "concepts/validation_error_handler.html" in results(visit.page)[:10]


def test_the_search_is_driven_by_keys_alone(visit: Watched) -> None:
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


def test_a_query_is_a_link_that_can_be_kept(visit: Watched) -> None:
    page = visit.page
    page.goto("index.html")
    page.locator("#q").fill("security scopes <b>")
    expect(page.locator("[data-count]")).to_contain_text("No example has all of these words")
    page.locator("#q").fill("security scopes")
    expect(page).to_have_url(re.compile(r"index\.html#q=security%20scopes$"))
    found = results(page)
    page.goto("about:blank")
    page.goto("index.html#q=security%20scopes")
    assert results(page) == found
    page.goto("concepts/route_order.html")
    page.keyboard.press("/")
    page.keyboard.type("security scopes")
    page.keyboard.press("Enter")
    page.wait_for_url("**/index.html?q=security+scopes")
    assert results(page) == found


def test_copy_gives_the_exact_text_of_the_file(visit: Watched, served: Built) -> None:
    page, concept = visit.page, served.site.concepts["route_order"].concept
    page.goto("concepts/route_order.html")
    page.get_by_role("button", name="Copy route_order.py").click()
    expect(page.locator("[data-status]")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == concept.source
    page.get_by_role("tab", name="test_route_order.py").click()
    page.get_by_role("button", name="Copy test_route_order.py").click()
    page.wait_for_function("text => navigator.clipboard.readText().then(now => now === text)", arg=concept.test_source)
    with page.expect_download() as download:
        page.get_by_role("tabpanel").get_by_role("link", name="Download").click()
    assert download.value.path().read_bytes() == concept.test.read_bytes()


def test_tabs_show_one_file_at_a_time_and_follow_keys_and_addresses(visit: Watched) -> None:
    page = visit.page
    page.goto("concepts/route_order.html")
    expect(page.locator("#script")).to_be_visible()
    expect(page.locator("#test")).to_be_hidden()
    page.get_by_role("tab", name="route_order.py", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#test")).to_be_visible()
    expect(page.locator("#script")).to_be_hidden()
    expect(page.get_by_role("tab", selected=True)).to_have_text("test_route_order.py")
    page.goto("about:blank")
    page.goto("concepts/route_order.html#test")
    expect(page.locator("#test")).to_be_visible()


def test_the_theme_is_the_system_s_until_one_is_chosen_and_then_kept(visit: Watched) -> None:
    page = visit.page
    background = "getComputedStyle(document.body).backgroundColor"
    page.emulate_media(color_scheme="light")
    page.goto("index.html")
    light = page.evaluate(background)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(background)
    assert light != dark
    page.get_by_role("button", name="Dark theme", pressed=True).click()
    assert page.evaluate(background) == light
    page.goto("outcomes.html")
    assert page.evaluate(background) == light


def test_the_matrix_is_filtered_by_table_and_by_what_does_not_pass(visit: Watched, served: Built) -> None:
    page, table = visit.page, served.site.tables[6]
    page.goto("outcomes.html")
    rows = page.locator("[data-matrix] td:first-of-type").filter(visible=True)
    expect(rows).to_have_count(len(served.site.concepts))
    page.get_by_label("Table").select_option("7")
    expect(rows).to_have_count(len(table.concepts))
    expect(page).to_have_url(re.compile("#table-7$"))
    page.get_by_label("only concepts that do not pass everywhere").check()
    open_ = [view for view in table.concepts if any(v.standing != "passes" for _, v in served.site.outcomes(view.slug))]
    expect(rows).to_have_count(len(open_))
    page.goto("about:blank")
    page.goto("outcomes.html#table-7")
    expect(rows).to_have_count(len(table.concepts))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", READ)
def test_axe_finds_nothing(visit: Watched, address: str, scheme: str) -> None:
    visit.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    visit.page.goto(address)
    found = Axe().run(visit.page)
    assert found.violations_count == 0, found.generate_report()


def test_axe_finds_nothing_in_search_results_and_open_details(visit: Watched) -> None:
    visit.page.goto("index.html?q=Depends")
    results(visit.page)
    found = Axe().run(visit.page)
    assert found.violations_count == 0, found.generate_report()
    visit.page.goto("outcomes.html")
    visit.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    found = Axe().run(visit.page)
    assert found.violations_count == 0, found.generate_report()


def test_every_page_fits_a_phone_from_the_disk_without_an_error_or_a_request(browser: Browser, real: Built) -> None:
    context = browser.new_context(viewport={"width": PHONE, "height": 844}, color_scheme="dark")
    root = real.folder.as_uri() + "/"
    seen = watched(context, root)
    too_wide = []
    for address in real.pages:
        seen.page.goto(root + address)
        if seen.page.evaluate("document.documentElement.scrollWidth") > PHONE:
            too_wide.append(address)
    seen.page.goto(f"{root}index.html?q=Depends")
    assert results(seen.page)
    seen.page.locator("#q").fill("yield")
    expect(seen.page).to_have_url(re.compile("#q=yield$"))
    context.close()
    assert too_wide == []
    assert seen.complaints == []


def test_hostile_text_does_nothing(browser: Browser, small: Built) -> None:
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


def test_all_is_there_without_javascript(browser: Browser, served: Built) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=served.url)
    page = context.new_page()
    page.goto("index.html")
    expect(page.locator(".search.large")).to_be_hidden()
    expect(page.get_by_role("link", name="Route order")).to_be_visible()
    page.goto("concepts/route_order.html")
    concept = served.site.concepts["route_order"].concept
    for panel, text in (("#script", concept.source), ("#test", concept.test_source)):
        expect(page.locator(panel)).to_be_visible()
        assert page.locator(f"{panel} code").text_content() == text
    context.close()
