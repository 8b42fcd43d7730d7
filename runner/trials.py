"""Run examples in one state of their packages after another, and never the same example in the same state twice."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
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


@dataclass
class Trials:
    """Runs with a memory on disk: a trial is known by the example's files, the exact versions, and the Python."""

    corpus: Corpus
    python: Python
    cache: Cache
    memory: Memory
    options: Options = field(default_factory=Options)
    watch: Callable[[Event], None] = lambda _: None
    runs: int = 0

    def resolve(self, concept: Concept, target: Target) -> Resolution | None:
        """The versions that a target means for an example; None where they do not fit together."""
        try:
            return resolve(concept.dependencies, target, self.python, self.cache, offline=self.options.offline)
        except UnresolvableError:
            return None

    def run(self, concepts: Sequence[Concept], target: Target) -> dict[str, ExampleResult]:
        """The results of some examples on a target, by slug; only what was never tried in that state is run."""
        files: dict[str, Path] = {}
        results: dict[str, ExampleResult] = {}
        for concept in concepts:
            chosen = self.resolve(concept, target)
            if chosen is None:
                results[concept.slug] = not_run(concept, self.corpus.root, Outcome.UNRESOLVABLE, "cannot be resolved")
                continue
            files[concept.slug] = self.cache.root / "runs" / f"{self.name_of(concept, chosen)}.json"
            known = read_result(files[concept.slug])
            if known:
                results[concept.slug] = known
        missing = [concept for concept in concepts if concept.slug not in results]
        if missing:
            run = verify(self.corpus, missing, target, self.python, self.cache, self.memory, self.options, self.watch)
            if run.interrupted:
                raise KeyboardInterrupt
            self.runs += len(run.examples)
            for example in run.examples:
                write_whole(files[example.slug], example.model_dump_json())
                results[example.slug] = example
        return results

    def name_of(self, concept: Concept, chosen: Resolution) -> str:
        """What a trial is known by."""
        contents = [file.read_text(encoding="utf-8", errors="replace") for file in concept.files if file.is_file()]
        return digest(*contents, *chosen.requirements, self.python.identity, str(self.options.twice))


def read_result(file: Path) -> ExampleResult | None:
    """A remembered result; None where there is none that can be read."""
    try:
        return ExampleResult.model_validate(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError):
        return None
