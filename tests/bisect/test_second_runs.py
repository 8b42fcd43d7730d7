"""What differs in a comparison is run again, to detect nondeterminism; what does not differ is not."""

from collections import Counter
from pathlib import Path

import pytest

from tests.bisect.conftest import Command
from tests.bisect.framework import day, framework
from tests.corpora import CorpusWriter
from tests.fake_index import FakeIndex

NOTE = """
from pathlib import Path

from answer import ask


def note(name):
    with Path({path!r}).open("a") as file:
        file.write(f"{{name}}\\n")

"""
PROMISES = """
def test_status():
    note("test_status")
    assert {status}
"""
WATCHES = """
noted = []


def watch_nothing():
    note("watch_nothing")
    noted.append(1)
    return 1


def watch_answer():
    note("watch_answer")
    return [ask()[1]["body"].decode(), {depends}]
"""
STEADY = PROMISES.format(status="True")


@pytest.fixture
def ran(tmp_path: Path) -> Path:
    """The file in which tests and watches note that they ran."""
    return tmp_path / "ran.txt"


@pytest.mark.parametrize(
    ("promises", "depends", "times"),
    [
        pytest.param(STEADY, "0", (2, 2, 4), id="one watch differs"),
        pytest.param(STEADY, "len(noted)", (4, 4, 6), id="alone it observes something else"),
        pytest.param(PROMISES.format(status='ask()[0]["status"] == 200'), "0", (4, 2, 4), id="a promise differs"),
    ],
)
def test_second_run_is_of_what_differs(
    command: Command,
    corpus: CorpusWriter,
    index: FakeIndex,
    ran: Path,
    promises: str,
    depends: str,
    times: tuple[int, int, int],
) -> None:
    note = NOTE.format(path=str(ran))
    (corpus.table() / "test_answer.py").write_text(note + promises)
    (corpus.table() / "watch_answer.py").write_text(note + WATCHES.format(depends=depends))
    index.releases += [framework("1.0", day(1)), framework("1.1", day(5), body='{"answer": 43}')]
    _, found = command.compare("2026-03-02", "2026-03-06")
    counted = Counter(ran.read_text().split())
    assert tuple(counted[name] for name in ("test_status", "watch_nothing", "watch_answer")) == times
    assert "answer: body answer" in [cause["sentence"] for cause in found["causes"]]  # type: ignore[attr-defined]
