"""State kept between runs of a corpus: the duration of each example, and the examples that failed last time."""

import contextlib
import json
import math
from dataclasses import dataclass, field
from pathlib import Path

from fastapi_by_example.run.document import BAD, Run
from fastapi_by_example.store.cache import Cache, locked, write_whole
from fastapi_by_example.store.digest import digest


@dataclass
class Remembered:
    """Durations in seconds by slug, and the slugs that failed in their last run."""

    file: Path
    durations: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def update(self, run: Run) -> None:
        """Add the results of a run. Other examples keep their records, including those of concurrent runners."""
        with contextlib.ExitStack() as held:
            with contextlib.suppress(OSError):  # an unwritable cache is not an error
                held.enter_context(locked(self.file.with_suffix(".lock")))
            if latest := _read(self.file):
                self.durations, self.failed = latest.durations, latest.failed
            self._replace(run)
            write_whole(self.file, json.dumps({"durations": self.durations, "failed": self.failed}))

    def _replace(self, run: Run) -> None:
        for example in run.examples:
            if example.duration:
                self.durations[example.slug] = example.duration
        judged = {example.slug for example in run.examples}
        bad = [example.slug for example in run.examples if example.outcome in BAD]
        self.failed = bad + [slug for slug in self.failed if slug not in judged]


def recall(cache: Cache, corpus_root: Path) -> Remembered:
    """The remembered state of the corpus in a folder; empty if it was never run."""
    file = cache.root / "remembered" / f"{digest(str(corpus_root))}.json"
    return _read(file) or Remembered(file)


def _read(file: Path) -> Remembered | None:
    """The state in a file, or None if the file is missing or damaged."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        durations = {str(slug): float(seconds) for slug, seconds in data["durations"].items()}
        if not all(map(math.isfinite, durations.values())):
            return None
        return Remembered(file, durations, [str(slug) for slug in data["failed"]])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        return None
