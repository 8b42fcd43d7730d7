"""Run examples in one state of their packages after another, and never the same example in the same state twice."""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path

from pydantic import ValidationError

from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.environments.build import Resolved
from fastapi_by_example.environments.resolution import Resolution, UnresolvableError
from fastapi_by_example.execution.interpreter import not_run
from fastapi_by_example.execution.verify import Options, Session, verify
from fastapi_by_example.run.document import SCHEMA_VERSION, ExampleResult, Outcome
from fastapi_by_example.store.cache import write_whole
from fastapi_by_example.store.digest import digest
from fastapi_by_example.targets.target import Target

KEPT = frozenset({Outcome.PASSED, Outcome.FAILED, Outcome.SKIPPED, Outcome.NOT_APPLICABLE})
"""The outcomes that an example's own tests give it. Any other may be the fault of the moment: the next search asks
again."""


@dataclass
class Trials:
    """Runs that are remembered: a trial is known by the example's files, the exact versions, the Python, and how it
    is run.

    What an example's own tests decided is kept on disk, the rest for as long as these trials last.
    """

    session: Session
    runs: int = 0
    _fleeting: dict[str, ExampleResult] = field(default_factory=dict)

    def resolve(self, concept: Concept, target: Target) -> Resolution | None:
        """The versions that a target means for an example; None if they do not fit together."""
        try:
            return self._choose(concept, target)
        except UnresolvableError:
            return None

    def run(
        self, concepts: Sequence[Concept], target: Target, *, twice: bool | None = None
    ) -> dict[str, ExampleResult]:
        """The results of some examples on a target, by slug. Only what was never tried in that state is run.

        `twice` overrides the option of that name.
        """
        session = self.session
        if twice is not None:
            session = replace(session, options=replace(session.options, twice=twice))
        names: dict[str, str] = {}
        results: dict[str, ExampleResult] = {}
        for concept in concepts:
            try:
                chosen = self._choose(concept, target)
            except UnresolvableError as error:
                results[concept.slug] = not_run(concept, session.corpus.root, Outcome.UNRESOLVABLE, error.reason)
                continue
            names[concept.slug] = self._name_of(concept, chosen, session.options)
            known = self._recalled(names[concept.slug])
            if known:
                results[concept.slug] = known
        missing = [concept for concept in concepts if concept.slug not in results]
        if missing:
            run = verify(session, missing, self._source(target))
            if run.interrupted:
                raise KeyboardInterrupt
            self.runs += len(run.examples)
            for example in run.examples:
                self._remember(names[example.slug], example)
                results[example.slug] = example
        return results

    def _source(self, target: Target) -> Resolved:
        return Resolved(target, self.session.python, self.session.cache, self.session.options.offline)

    def _choose(self, concept: Concept, target: Target) -> Resolution:
        return self._source(target).resolve(*concept.declared.key)

    def _recalled(self, name: str) -> ExampleResult | None:
        return self._fleeting.get(name) or _read_result(self._file(name))

    def _remember(self, name: str, result: ExampleResult) -> None:
        if result.outcome in KEPT:
            write_whole(self._file(name), result.model_dump_json())
        else:
            self._fleeting[name] = result

    def _file(self, name: str) -> Path:
        return self.session.cache.root / "runs" / f"{name}.json"

    def _name_of(self, concept: Concept, chosen: Resolution, options: Options) -> str:
        version = metadata.version("fastapi-by-example")
        how = (self.session.python.identity, str(options.twice), str(options.limits), version, str(SCHEMA_VERSION))
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


def _read_result(file: Path) -> ExampleResult | None:
    """A remembered result; None where there is none that can be read."""
    try:
        return ExampleResult.model_validate(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError):
        return None
