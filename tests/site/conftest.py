"""A site of the real corpus and one of a small, hostile one, and one browser for all tests."""

import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, sync_playwright

from fastapi_by_example.corpus.concept import Corpus
from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.run.document import (
    Application,
    Body,
    ExampleResult,
    Exchange,
    Observations,
    Outcome,
    Run,
    TestResult,
)
from fastapi_by_example.site.render import is_page, render
from fastapi_by_example.site.serve import server
from fastapi_by_example.site.views import Site
from fastapi_by_example.site.write import write_site
from tests.corpora import CorpusWriter
from tests.runs import HOSTILE, environment, example, failed, run_of

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FIREFOX = ("firefox", "firefox-esr")
ARGUMENTS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-quic"),
]
TIMEOUT = 20_000
LEFT = ("net::ERR_ABORTED", "NS_BINDING_ABORTED")
"""How a request ends whose page was left before it was answered."""
MARKUP = '<img src=x onerror="window.hit=1"></script><script>window.hit=1</script>&amp;'


@dataclass(frozen=True)
class Built:
    """A site, its files, its folder and its address."""

    site: Site
    files: dict[str, bytes]
    folder: Path
    url: str = ""

    @property
    def pages(self) -> list[str]:
        """The paths of all pages."""
        return [name for name in self.files if is_page(name)]


def passing_run(corpus: Corpus, fastapi: str = "0.165.0", **parts: object) -> Run:
    """A run in which every concept passes with some responses."""
    exchange = Exchange(
        test="test_it_answers[GET]",
        method="POST",
        path="/items",
        query="q=1",
        request_headers=[("host", "testserver"), ("x-token", MARKUP)],
        request_body=Body(kind="json", text='{"name":"lamp"}'),
        status=201,
        headers=[("content-type", "application/json")],
        body=Body(kind="json", text='{"id":1,"note":"' + MARKUP.replace('"', "'") + '"}'),
    )
    app = Application(title="FastAPI", routes=["APIRoute /items POST"])
    seen = Observations(exchanges=[exchange], openapi=[app])
    results = [
        example(
            concept.slug,
            table=concept.table,
            tests=[TestResult(name="test_it_answers", outcome=Outcome.PASSED)],
            observations=seen,
            repeated=seen,
        )
        for concept in corpus.concepts.values()
    ]
    packages = {"fastapi": fastapi, "starlette": "1.10.0", "pydantic": "2.14.3", "uvicorn": "0.54.0"}
    return run_of(*results, environments=[environment(**packages)], **parts)


def mixed_run(corpus: Corpus) -> Run:
    """A run with every kind of outcome, with hostile messages."""
    run = passing_run(corpus, "0.166.0", target="latest", started="2026-11-23T10:00:00Z")
    for number, result in enumerate(run.examples):
        run.examples[number] = KINDS[number % len(KINDS)](result)
    return run


def failing(result: ExampleResult) -> ExampleResult:
    return failed(result.slug, HOSTILE + MARKUP, table=result.table)


def unresolvable(result: ExampleResult) -> ExampleResult:
    return example(result.slug, Outcome.UNRESOLVABLE, table=result.table, message="a needs b<1, and c needs b>2")


def unavailable(result: ExampleResult) -> ExampleResult:
    reason = "needs fastapi>=0.200, the target has 0.166.0"
    return result.model_copy(update={"outcome": Outcome.NOT_APPLICABLE, "message": reason})


def skipped(result: ExampleResult) -> ExampleResult:
    test = TestResult(name="test_it_answers", outcome=Outcome.SKIPPED, message="no container engine")
    return result.model_copy(update={"outcome": Outcome.SKIPPED, "tests": [test]})


def unchanged(result: ExampleResult) -> ExampleResult:
    return result


KINDS = (failing, unavailable, unchanged, unresolvable, skipped, unchanged, unchanged)


def small_corpus(root: Path) -> Corpus:
    """Four concepts in two tables, with markup in every text of the corpus."""
    writer = CorpusWriter(root)
    script = 'from fastapi import Depends, FastAPI\n\napp = FastAPI()\nTEXT = "<b>&amp;</b>"\n'
    title = (
        "Mark <script>alert(1)</script>up & more: it shows `<b>` & <i>nothing</i>.\n\nSee `a < b`.\n\n- <u>two</u>\n"
    )
    writer.example("marked_up", script=script, title=title, dependencies=["fastapi[standard]"])
    writer.example(
        "with_assets",
        script=script + "\n\n\n",
        assets={"with_assets.Dockerfile": "FROM scratch\n", "with_assets_files/deep/page.html": "<p>hello</p>\n"},
    )
    writer.example("no_server", script="from pydantic import BaseModel\n", table="02_second")
    writer.example("last_one", script="\n# no newline at the end of this file", table="02_second")
    return writer.discover()


def built(corpus: Corpus, runs: tuple[Run, ...], folder: Path) -> Built:
    """Render a site and write it."""
    site = Site(corpus, runs)
    files = render(site)
    write_site(files, folder)
    return Built(site, files, folder)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site of the small corpus, with two runs."""
    root = tmp_path_factory.mktemp("small")
    corpus = small_corpus(root / "corpus")
    return built(corpus, (passing_run(corpus), mixed_run(corpus)), root / "site")


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site of the corpus of this project, with two runs."""
    corpus = discover()
    return built(corpus, (passing_run(corpus), mixed_run(corpus)), tmp_path_factory.mktemp("real") / "site")


@pytest.fixture(scope="session")
def served(real: Built) -> Iterator[Built]:
    """The site of the real corpus, served on a free loopback port."""
    with server(real.folder, 0) as listening:
        thread = threading.Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        yield Built(real.site, real.files, real.folder, f"http://127.0.0.1:{listening.server_port}/")
        listening.shutdown()
        thread.join()


def installed(names: tuple[str, ...]) -> str:
    """The path of a browser; the test is skipped, or in CI fails, if there is none."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        assert not os.environ.get("CI"), f"CI needs {names[0]}"
        pytest.skip(f"no {names[0]} on this machine; with Debian: apt-get install {names[-1]}")
    return found


def launched(playwright: Playwright, engine: str) -> Browser:
    """A headless browser of the system. Firefox is driven by WebDriver BiDi, so it needs no patched build."""
    if engine == "chromium":
        return playwright.chromium.launch(executable_path=installed(CHROMIUM), args=ARGUMENTS)
    started = playwright.firefox.launch(channel="moz-firefox", executable_path=installed(FIREFOX))
    try:
        started.new_context().close()
    except Error as error:
        started.close()
        pytest.skip(f"this Playwright cannot drive this Firefox: {str(error).splitlines()[0]}")
    return started


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver of the browsers; there can only be one at a time."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session", params=["chromium", pytest.param("firefox", marks=pytest.mark.full)])
def browser(request: pytest.FixtureRequest, playwright: Playwright) -> Iterator[Browser]:
    """One headless browser for all tests, of each engine."""
    started = launched(playwright, request.param)
    yield started
    started.close()


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Chromium, for what Firefox cannot emulate over WebDriver BiDi."""
    started = launched(playwright, "chromium")
    yield started
    started.close()


@dataclass
class Watched:
    """A page that notes anything it should not do."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def note(self, wrong: bool, complaint: str) -> None:
        """Note a complaint if something is wrong."""
        if wrong:
            self.complaints.append(complaint)


def watched(context: BrowserContext, allowed: str) -> Watched:
    """A new page, which may only request addresses that begin with `allowed`."""

    page = context.new_page()
    page.set_default_timeout(TIMEOUT)
    seen = Watched(page)
    page.on("console", lambda message: seen.complaints.append(f"{page.url}: {message.type}: {message.text}"))
    page.on("pageerror", lambda error: seen.complaints.append(f"{page.url}: {error}"))
    page.on("request", lambda request: seen.note(not request.url.startswith(allowed), f"asks for {request.url}"))
    page.on(
        "requestfailed", lambda request: seen.note(request.failure not in LEFT, f"{request.url}: {request.failure}")
    )
    page.on("response", lambda answer: seen.note(answer.status >= 400, f"{answer.url}: {answer.status}"))
    return seen


@pytest.fixture
def visit(browser: Browser, served: Built) -> Iterator[Watched]:
    """A page in a wide window, on the served site; the test fails if anything goes wrong on it."""
    context = browser.new_context(base_url=served.url, viewport={"width": 1440, "height": 900})
    seen = watched(context, served.url)
    yield seen
    context.close()
    assert seen.complaints == []
