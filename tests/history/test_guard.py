"""The guard of known-good: the result of a watch cannot change unnoticed."""

from pathlib import Path

import pytest

from fastapi_by_example.errors import UsageError
from fastapi_by_example.history.guard import difference, guard_of, load, save
from fastapi_by_example.run.document import Body, Exchange, Observations, Run, WatchResult
from tests.calling import Caller
from tests.corpora import CorpusWriter
from tests.runs import example, run_of

WATCH = "def watch_it() -> object:\n    return {}\n"
VARYING = """
from pathlib import Path

def watch_it() -> object:
    with Path({!r}).open("a+") as file:
        file.write(".")
        file.seek(0)
        return "third" if len(file.read()) == 3 else "first"
"""


def observed(value: str = "42", *, when: str = "2026-11-22T10:00:00Z", again: str = "") -> Run:
    """A run in which a watch returned different values in two runs, and a response contained a timestamp."""
    seen = Observations(
        watches=[WatchResult(name="watch_it", how="returned", kind="json", value=value)],
        exchanges=[Exchange(test="t", method="GET", path="/", status=200, body=Body(kind="text", text=f"at {when}"))],
    )
    second = seen.model_copy(update={"watches": [WatchResult(name="watch_it", how="returned", value=again)]})
    return run_of(example("one", observations=seen, repeated=second if again else None), started=when, duration=1.5)


def test_equal_run_is_not_a_difference() -> None:
    guard = guard_of(observed())
    assert difference(guard, observed(when="2026-11-23T11:11:11Z")) is None


def test_guard_is_reproducible(tmp_path: Path) -> None:
    for name, when in (("one", "2026-11-22T10:00:00Z"), ("two", "2026-11-23T11:11:11Z")):
        save(guard_of(observed(when=when)), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert load(tmp_path / "one") == guard_of(observed())


def test_changed_watch_is_a_difference() -> None:
    found = difference(guard_of(observed()), observed("43"))
    assert found
    assert [(one.old, one.new) for one in found.causes] == [("42", "43")]


def test_nondeterministic_value_is_not_a_difference() -> None:
    assert difference(guard_of(observed("1", again="2")), observed("3")) is None


def test_order_of_keys_is_not_a_difference() -> None:
    def answering(text: str) -> Run:
        exchange = Exchange(test="t", method="GET", path="/", status=200, body=Body(kind="json", text=text))
        return run_of(example("one", observations=Observations(exchanges=[exchange])))

    guard = guard_of(answering('{"id":1,"name":"Hat"}'))
    assert difference(guard, answering('{"name":"Hat","id":1}')) is None
    assert difference(guard, answering('{"name":"Hat","id":2}'))


@pytest.mark.parametrize("examples", [[], [example("one")], [example("one"), example("two")]])
def test_added_or_removed_example_or_watch_is_a_difference(examples: list[object]) -> None:
    assert difference(guard_of(observed()), run_of(*examples)) is not None  # type: ignore[arg-type]


@pytest.mark.parametrize("content", [b"", b"{}", b"not compressed"])
def test_file_that_is_not_a_guard_is_rejected(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "guard").write_bytes(content)
    with pytest.raises(UsageError, match="is not a guard"):
        load(tmp_path / "guard")
    with pytest.raises(UsageError, match="cannot read the guard"):
        load(tmp_path / "missing")


def test_commands_write_check_and_rewrite_the_guard(corpus: CorpusWriter, call: Caller, tmp_path: Path) -> None:
    guard, watch = tmp_path / "guard.xz", corpus.root / "examples" / "01_first" / "watch_calm.py"
    for slug in ("answer", "reply"):
        corpus.slugs["01_first"].remove(slug)
        for prefix in ("", "test_"):
            (corpus.root / "examples" / "01_first" / f"{prefix}{slug}.py").unlink()
    corpus.table()
    watch.write_text(WATCH.format('"one"'))
    asked = ("--guard", guard, "--python", "3.11")
    assert "1 example" in call.fine("history", "update", "--known-good", *asked)
    assert call.fine("history", "check", *asked) == "nothing changed in 1 example\n"
    assert "is up to date" in call.fine("history", "update", "--known-good", *asked)
    watch.write_text(WATCH.format('"two"'))
    done = call("history", "check", *asked)
    assert (done.code, '"one" → "two"' in done.out) == (1, True)
    assert "history update --known-good" in done.err
    assert '"one" → "two"' in call.fine("history", "update", "--known-good", *asked)
    assert call("history", "check", *asked).code == 0
    counter = tmp_path / "runs"
    watch.write_text(VARYING.format(str(counter)))
    assert '"two" → "first"' in call.fine("history", "update", "--known-good", *asked)  # both of its runs are equal
    assert call("history", "check", *asked).code == 0
