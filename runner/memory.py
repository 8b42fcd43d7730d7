"""What is remembered of a corpus between runs: how long each example took, and which failed last time."""

import contextlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from runner.cache import Cache, locked, write_whole
from runner.resolution import digest
from runner.results import BAD, Run


@dataclass
class Memory:
    """Durations in seconds by slug, and the slugs that failed when they were last run."""

    file: Path
    durations: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def learn(self, run: Run) -> None:
        """Take in a run: what it did not run keeps its record, also what another runner has learnt meanwhile.

        A part of a selection teaches no durations: the parts that are still to run have to be split by the same ones.
        """
        with contextlib.ExitStack() as held:
            with contextlib.suppress(OSError):  # a memory that cannot be written is no error
                held.enter_context(locked(self.file.with_suffix(".lock")))
            if latest := read(self.file):
                self.durations, self.failed = latest.durations, latest.failed
            self.take_in(run)
            write_whole(self.file, json.dumps({"durations": self.durations, "failed": self.failed}))

    def take_in(self, run: Run) -> None:
        """Replace the records of what a run has judged."""
        whole = len(run.examples) >= len(run.selected)
        for example in run.examples:
            if example.duration and whole:
                self.durations[example.slug] = example.duration
        judged = {example.slug for example in run.examples}
        bad = [example.slug for example in run.examples if example.outcome in BAD]
        self.failed = bad + [slug for slug in self.failed if slug not in judged]


def recall(cache: Cache, corpus_root: Path) -> Memory:
    """What is remembered of the corpus in a folder; nothing where it was never run."""
    file = cache.root / "memory" / f"{digest(str(corpus_root))}.json"
    return read(file) or Memory(file)


def read(file: Path) -> Memory | None:
    """The memory in a file; None where there is none, or a damaged one."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        return Memory(file, {str(k): float(v) for k, v in data["durations"].items()}, [str(s) for s in data["failed"]])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
