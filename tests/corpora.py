"""Write small corpora for the runner's tests."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import dedent

from fastapi_by_example.corpus.concept import Corpus
from fastapi_by_example.corpus.discovery import discover

FASTAPI = ("fastapi[standard]",)
PASSING_TEST = "def test_it_works():\n    assert True\n"


def script_text(
    body: str = "", dependencies: Sequence[str] = (), title: str = "Sample: it is sampled.", header: str = ""
) -> str:
    """The text of a script with a header, any additional lines of the header, and a docstring."""
    listed = json.dumps(list(dependencies))
    more = "".join(f"# {line}\n" for line in header.splitlines())
    head = f'# /// script\n# requires-python = ">=3.11"\n# dependencies = {listed}\n{more}# ///\n"""{title}"""\n'
    return head + dedent(body)


class CorpusWriter:
    """Writes the tables of a corpus, and examples into them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.slugs: dict[str, list[str]] = {}
        self.additions: set[str] = set()

    def table(self, name: str = "01_first") -> Path:
        """The folder of a table, created if it does not exist yet."""
        folder = self.root / "examples" / name
        folder.mkdir(parents=True, exist_ok=True)
        slugs = self.slugs.setdefault(name, [])
        number, _, title = name.partition("_")
        text = f'number = {int(number)}\ntitle = "Table {title}"\nintroduction = "It is introduced."\n'
        text += "addition = true\n" * (name in self.additions) + "concepts = [\n"
        (folder / "table.toml").write_text(text + "".join(f'    "{slug}",\n' for slug in slugs) + "]\n")
        return folder

    def example(
        self,
        slug: str,
        test: str = PASSING_TEST,
        *,
        script: str = "",
        dependencies: Sequence[str] = (),
        table: str = "01_first",
        title: str = "Sample: it is sampled.",
        assets: Mapping[str, str] | None = None,
        watch: str = "",
        header: str = "",
    ) -> Path:
        """Add an example; return its script."""
        self.slugs.setdefault(table, []).append(slug)
        folder = self.table(table)
        path = folder / f"{slug}.py"
        path.write_text(script_text(script, dependencies, title, header))
        (folder / f"test_{slug}.py").write_text(dedent(test))
        if watch:
            (folder / f"watch_{slug}.py").write_text(dedent(watch))
        for name, text in (assets or {}).items():
            asset = folder / name
            asset.parent.mkdir(parents=True, exist_ok=True)
            asset.write_text(text)
        return path

    def discover(self) -> Corpus:
        """Discover the corpus."""
        return discover(self.root)
