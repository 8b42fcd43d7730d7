"""The data of each page for the templates: the corpus combined with the outcomes of the runs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from markupsafe import Markup, escape
from packaging.requirements import Requirement

from fastapi_by_example.corpus import howto
from fastapi_by_example.corpus.concept import Concept, Corpus, Table
from fastapi_by_example.corpus.search_index import Index, build_index, start_of_body
from fastapi_by_example.run.document import BAD, KNOWN_GOOD, EnvironmentResult, ExampleResult, Outcome, Run
from fastapi_by_example.site.documentation import Page, pages_on
from fastapi_by_example.site.edge_cases import EdgeCase, edge_cases
from fastapi_by_example.site.exchanges import Conversation, Shown, shown_conversations, shown_exchanges
from fastapi_by_example.site.highlight import highlight
from fastapi_by_example.site.outcomes import Column, ConceptOutcome, columns, versions_of
from fastapi_by_example.site.prose import plain, prose, sentence
from fastapi_by_example.site.related import api_names, relatives
from fastapi_by_example.site.repository import edit_address, repository_of

LARGEST_INLINE = 24_000
"""Longest test or asset shown on a page, in characters; longer files can only be downloaded."""
MOST_PROMISES = 40
View = TypeVar("View")
TEST_NAME = re.compile(r"(?m)^[ \t]*(?:async[ \t]+)?def[ \t]+(test\w*)")


@dataclass(frozen=True)
class FileView:
    """A file of an example: its name in the folder, its address on the site, and its highlighted text."""

    name: str
    address: str
    source: Path
    code: Markup | None
    kind: str


@dataclass(frozen=True)
class Promise:
    """The promise of one test function, its number of cases, and its outcome in the shown run."""

    text: str
    cases: int
    outcome: Outcome | None


@dataclass(frozen=True)
class ConceptView:
    """The page of a concept."""

    concept: Concept
    table: "TableView"
    api: frozenset[str]

    @property
    def slug(self) -> str:
        """The slug of the concept."""
        return self.concept.slug

    @property
    def title(self) -> str:
        """The title as plain text."""
        return plain(self.concept.title)

    @property
    def summary(self) -> str:
        """What the concept does, in one sentence of Markdown."""
        return self.concept.summary

    @property
    def address(self) -> str:
        """The page, from the root of the site."""
        return f"concepts/{quote(self.slug)}.html"

    @property
    def explanation(self) -> Markup:
        """The explanation as HTML."""
        return prose(self.concept.explanation)

    @cached_property
    def files(self) -> list[FileView]:
        """Script, test, assets, and the shared fixtures if the test uses one."""
        concept = self.concept
        found = [self.file(concept.script, "script"), self.file(concept.test, "test")]
        if concept.watch:
            found.append(self.file(concept.watch, "watch"))
        for asset in concept.assets:
            inside = sorted(path for path in asset.rglob("*") if path.is_file()) if asset.is_dir() else [asset]
            found.extend(self.file(path, "asset") for path in inside if "__pycache__" not in path.parts)
        if concept.conftest:
            found.append(self.file(concept.conftest, "fixtures"))
        return found

    def file(self, path: Path, kind: str) -> FileView:
        """One file of the example. The script is always shown, other files if they are short text."""
        folder = self.concept.script.parent
        name = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name
        given = {"script": self.concept.source, "test": self.concept.test_source}
        text = given[kind] if kind in given else _readable(path)
        shown = (
            text is not None and kind not in ("fixtures", "watch") and (kind == "script" or len(text) <= LARGEST_INLINE)
        )
        code = _highlighted(text, path.name, kind) if shown and text is not None else None
        return FileView(name, f"files/{quote(self.slug)}/{quote(name)}", path, code, kind)

    @property
    def documentation(self) -> tuple[Page, ...]:
        """The pages about the concept on other sites."""
        return pages_on(self.slug)

    @property
    def since(self) -> str:
        """The first FastAPI on which the script works, from the bound in its header."""
        bounds = [
            one.specifier for one in map(Requirement, self.concept.declared.dependencies) if one.name == "fastapi"
        ]
        since = [part.version for specifier in bounds for part in specifier if part.operator == ">="]
        return since[0] if since else ""

    @property
    def has_head(self) -> bool:
        """Whether the script begins with a header or docstring that the page folds away."""
        return start_of_body(self.concept.source) > 0

    def commands(self, url: str) -> list[tuple[str, list[howto.Block]]]:
        """The commands that run the example from an empty folder, in order; `url` is the published site, if known."""
        files = [(file.name, url + file.address) for file in self.files if file.kind != "watch"]
        if howto.file_name(self.concept) != self.concept.script.name:
            files.append((howto.file_name(self.concept), files[0][1]))
        before = [howto.with_curl(files)] if url else []
        found = [
            ("Before you start", [*before, *howto.services_for(self.concept)]),
            ("With uv", howto.with_uv(self.concept)),
            ("With pip", howto.with_pip(self.concept)),
            ("With Docker", howto.image_of(self.concept)),
        ]
        return [(title, blocks) for title, blocks in found if blocks]


@dataclass(frozen=True)
class TableView:
    """The page of a table."""

    table: Table

    @property
    def number(self) -> int:
        """The number of the table."""
        return self.table.number

    @property
    def title(self) -> str:
        """The title as plain text."""
        return plain(self.table.title)

    @property
    def address(self) -> str:
        """The page, from the root of the site."""
        return f"tables/{quote(self.table.folder.name)}.html"

    @property
    def introduction(self) -> Markup:
        """The table's introduction as HTML."""
        return prose(self.table.introduction)

    @cached_property
    def concepts(self) -> list[ConceptView]:
        """The concepts in order."""
        return [ConceptView(concept, self, api_names(concept.source)) for concept in self.table.concepts]


@dataclass(frozen=True)
class Site:
    """The data of all pages."""

    corpus: Corpus
    runs: tuple[Run, ...]
    url: str = ""

    @cached_property
    def tables(self) -> list[TableView]:
        """The tables in order."""
        return [TableView(table) for table in self.corpus.tables]

    @cached_property
    def parts(self) -> tuple[list[TableView], list[TableView]]:
        """The tables of the seed, and those that are additions to it."""
        seed, additions = ([view for view in self.tables if view.table.addition is wanted] for wanted in (False, True))
        return seed, additions

    @cached_property
    def concepts(self) -> dict[str, ConceptView]:
        """Every concept by slug."""
        return {view.slug: view for table in self.tables for view in table.concepts}

    @cached_property
    def index(self) -> Index:
        """The search index, shared with the command line."""
        return build_index(self.corpus)

    @cached_property
    def columns(self) -> list[Column]:
        """The runs with their outcomes, in the given order."""
        return columns(self.runs, list(self.concepts))

    @cached_property
    def repository(self) -> str:
        """The address of the corpus's repository; empty if its pyproject.toml names none."""
        return repository_of(self.corpus.root)

    @property
    def updated(self) -> str:
        """The time of the newest run."""
        return max((column.updated for column in self.columns), default="1970-01-01T00:00:00Z")

    def edit_links(self, view: ConceptView) -> list[tuple[str, str]]:
        """The names of an example's own files, each with the address where it can be edited."""
        files = [view.concept.script, view.concept.test, *([view.concept.watch] if view.concept.watch else [])]
        return [(file.name, edit_address(self.repository, self.corpus.root, file)) for file in files]

    @cached_property
    def relatives(self) -> dict[str, list[ConceptView]]:
        """The concepts to read next, for each concept."""
        tables = {slug: view.table.number for slug, view in self.concepts.items()}
        found = relatives(self.index, {slug: view.api for slug, view in self.concepts.items()}, tables)
        return {slug: [self.concepts[other] for other in others] for slug, others in found.items()}

    @cached_property
    def shown(self) -> Column | None:
        """The run whose observations are shown: known-good, or else the one with the newest versions."""
        good = [column for column in self.columns if column.run.target == KNOWN_GOOD]
        return (good or self.columns or [None])[-1]  # type: ignore[list-item]

    @cached_property
    def shown_results(self) -> dict[str, ExampleResult]:
        """The results of the shown run."""
        return {example.slug: example for example in self.shown.run.examples} if self.shown else {}

    def outcomes(self, slug: str) -> list[tuple[Column, ConceptOutcome]]:
        """The outcome of a concept in each run."""
        return [(column, column.outcomes[slug]) for column in self.columns]

    def versions_in(self, environment: EnvironmentResult | None) -> list[tuple[str, str]]:
        """The versions shown beside an outcome: FastAPI, Starlette and Pydantic."""
        return versions_of([environment]) if environment else []

    def neighbours(self, slug: str) -> tuple[ConceptView | None, ConceptView | None]:
        """The previous and next concept, across tables."""
        return around(list(self.concepts.values()), self.concepts[slug])

    def exchanges(self, slug: str) -> list[Shown]:
        """The HTTP exchanges of the shown run."""
        result = self.shown_results.get(slug)
        return shown_exchanges(result.observations) if result else []

    def conversations(self, slug: str) -> list[Conversation]:
        """The WebSocket messages of the shown run."""
        result = self.shown_results.get(slug)
        return shown_conversations(result.observations) if result else []

    def edge_cases(self, slug: str) -> list[EdgeCase]:
        """The watches of an example with what the shown run recorded."""
        result = self.shown_results.get(slug)
        return edge_cases(self.concepts[slug].concept.watch_source, result.observations if result else None)

    def promises(self, slug: str) -> list[Promise]:
        """The promises of the test, with their outcomes in the shown run."""
        result = self.shown_results.get(slug)
        names = TEST_NAME.findall(self.concepts[slug].concept.test_source)
        outcomes: dict[str, list[Outcome]] = {name: [] for name in names}
        for test in result.tests if result else ():
            name = test.name.partition("[")[0].rpartition("::")[2]
            if name in outcomes:
                outcomes[name].append(test.outcome)
        return [Promise(sentence(name), len(found), _worst(found)) for name, found in outcomes.items()][:MOST_PROMISES]


def _worst(outcomes: Sequence[Outcome]) -> Outcome | None:
    """The worst outcome among one test's cases."""
    return next((outcome for outcome in outcomes if outcome in BAD), outcomes[0] if outcomes else None)


def around(views: Sequence[View], view: View) -> tuple[View | None, View | None]:
    """The previous and next view in a sequence."""
    position = [other is view for other in views].index(True)
    before = views[position - 1] if position else None
    return before, views[position + 1] if position + 1 < len(views) else None


def _highlighted(text: str, name: str, kind: str) -> Markup:
    """The text as HTML. The header and docstring of a script are in their own element, so that they can be folded."""
    start = start_of_body(text) if kind == "script" else 0
    if not start:
        return highlight(text, name)
    return Markup('<span class="head">{}</span>{}').format(highlight(text[:start], name), highlight(text[start:], name))


def _readable(path: Path) -> str | None:
    """The text of a file, or None if it is not text."""
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def lines_of(text: str) -> Markup:
    """A message with its first line, the request or status line, in bold."""
    first, newline, rest = text.partition("\n")
    return Markup("<b>{}</b>").format(first) + escape(newline + rest)
