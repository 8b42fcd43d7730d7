"""Run examples in one state of their packages after another, and never the same example in the same state twice."""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path

from pydantic import ValidationError

from runner.cache import Cache, write_whole
from runner.catalog import Concept, Corpus
from runner.execution import not_run
from runner.memory import Memory
from runner.resolution import Python, Resolution, UnresolvableError, digest, resolve
from runner.results import ExampleResult, Outcome
from runner.target import Target
from runner.verify import Event, Options, verify

KEPT = frozenset({Outcome.PASSED, Outcome.FAILED, Outcome.SKIPPED})
"""The outcomes that an example's own tests give it. Any other may be the fault of the moment: the next search asks
again."""


@dataclass
class Trials:
    """Runs with a memory: a trial is known by the example's files, the exact versions, the Python, and how it is run.

    What is worth it is kept on disk; `fleeting` has the rest for as long as these trials last.
    """

    corpus: Corpus
    python: Python
    cache: Cache
    memory: Memory
    options: Options = field(default_factory=Options)
    watch: Callable[[Event], None] = lambda _: None
    runs: int = 0
    fleeting: dict[str, ExampleResult] = field(default_factory=dict)

    def choose(self, concept: Concept, target: Target) -> Resolution:
        """The versions that a target means for an example. Raises UnresolvableError."""
        return resolve(concept.dependencies, target, self.python, self.cache, offline=self.options.offline)

    def resolve(self, concept: Concept, target: Target) -> Resolution | None:
        """The versions that a target means for an example; None where they do not fit together."""
        try:
            return self.choose(concept, target)
        except UnresolvableError:
            return None

    def run(
        self, concepts: Sequence[Concept], target: Target, *, twice: bool | None = None
    ) -> dict[str, ExampleResult]:
        """The results of some examples on a target, by slug; only what was never tried in that state is run.

        `twice` says whether each is run a second time, where that is not as the options have it.
        """
        options = self.options if twice is None else replace(self.options, twice=twice)
        names: dict[str, str] = {}
        results: dict[str, ExampleResult] = {}
        for concept in concepts:
            try:
                chosen = self.choose(concept, target)
            except UnresolvableError as error:
                results[concept.slug] = not_run(concept, self.corpus.root, Outcome.UNRESOLVABLE, error.reason)
                continue
            names[concept.slug] = self.name_of(concept, chosen, options)
            known = self.recalled(names[concept.slug])
            if known:
                results[concept.slug] = known
        missing = [concept for concept in concepts if concept.slug not in results]
        if missing:
            run = verify(self.corpus, missing, target, self.python, self.cache, self.memory, options, self.watch)
            if run.interrupted:
                raise KeyboardInterrupt
            self.runs += len(run.examples)
            for example in run.examples:
                self.remember(names[example.slug], example)
                results[example.slug] = example
        return results

    def recalled(self, name: str) -> ExampleResult | None:
        """What came of a trial; None where it is not known."""
        return self.fleeting.get(name) or read_result(self.file(name))

    def remember(self, name: str, result: ExampleResult) -> None:
        """Keep what came of a trial."""
        if result.outcome in KEPT:
            write_whole(self.file(name), result.model_dump_json())
        else:
            self.fleeting[name] = result

    def file(self, name: str) -> Path:
        """Where a trial is kept."""
        return self.cache.root / "runs" / f"{name}.json"

    def name_of(self, concept: Concept, chosen: Resolution, options: Options) -> str:
        """What a trial is known by."""
        how = (self.python.identity, str(options.twice), str(options.limits), metadata.version("fastapi-by-example"))
        return digest(*contents_of(concept), "", *chosen.identity, "", *how)


def contents_of(concept: Concept) -> Iterator[str]:
    """The name and the content of each file of an example, those in its folders included."""
    for path in concept.files:
        inner = sorted(Path(parent, name) for parent, _, names in os.walk(path) for name in names)
        for file in inner or [path]:
            name = file.relative_to(path.parent)
            if file.is_file() and "__pycache__" not in name.parts:
                yield str(name)
                yield file.read_bytes().decode("latin-1")  # whatever it is, no two contents become the same text


def read_result(file: Path) -> ExampleResult | None:
    """A remembered result; None where there is none that can be read."""
    try:
        return ExampleResult.model_validate(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError):
        return None
