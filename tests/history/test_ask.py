"""Answers from a small history."""

import json
from pathlib import Path

import pytest

from fastapi_by_example.diff.changes import Comparison, PackageChange
from fastapi_by_example.diff.comparison import compare
from fastapi_by_example.errors import UsageError
from fastapi_by_example.history import ask
from fastapi_by_example.history.document import History, Step, general_key, load, save
from fastapi_by_example.render.comparison import headline
from fastapi_by_example.run.document import Exchange, Observations, Outcome
from tests.calling import Caller
from tests.history.small import small_history, undoing_history
from tests.runs import environment, example, run_of


@pytest.fixture
def history() -> History:
    return small_history()


def keys(found: Comparison) -> list[str]:
    return [one.key for one in found.causes]


@pytest.mark.parametrize(
    ("package", "old", "new", "found"),
    [
        ("fastapi", "0.100.0", "0.120.0", ["second", "first"]),
        ("FastAPI", "0.100.0", "0.110.0", ["first"]),
        ("fastapi", "0.110.0", "0.120.0", ["second"]),
        ("fastapi", "0.110", "0.115.1", []),
        ("fastapi", "0.100.0", "0.115.1", ["first"]),
        ("fastapi", "0.105.0", "0.110.0", ["first"]),
        ("fastapi", "0.110.0", "0.110.0", []),
        ("starlette", "0.40.0", "0.50.0", []),
        ("starlette", "0.50.0", "0.51.0", []),
    ],
)
def test_changes_are_those_of_the_range_worst_first(
    history: History, package: str, old: str, new: str, found: list[str]
) -> None:
    assert keys(ask.changes(history, package, old, new)) == found


def test_change_that_may_be_outside_of_the_range_is_only_counted(history: History) -> None:
    found = ask.changes(history, "fastapi", "0.110", "0.115.1")
    (note,) = found.notes
    assert note.startswith("1 more change came in this range or near it")
    assert headline(found) == "fastapi 0.110 → fastapi 0.115.1: no change is certain"
    assert ask.changes(history, "fastapi", "0.110", "0.120.0").notes == []


def test_change_that_is_undone_within_the_range_is_only_counted() -> None:
    history = undoing_history()
    found = ask.changes(history, "fastapi", "0.100.0", "0.120.0")
    assert keys(found) == ["second"]
    assert found.notes == ["2 changes were undone within this range"]
    assert keys(ask.changes(history, "fastapi", "0.100.0", "0.110.0")) == ["first"]
    assert keys(ask.changes(history, "fastapi", "0.110.0", "0.120.0")) == ["second", "undone"]


def test_change_that_is_undone_in_one_example_remains_in_the_others() -> None:
    history = undoing_history()
    partly = history.causes[-1].model_copy(update={"places": {"one": ["watch_it"]}})
    history = history.model_copy(update={"causes": [history.causes[0], partly]})
    (left,) = ask.changes(history, "fastapi", "0.100.0", "0.120.0").causes
    assert (left.key, left.concepts) == ("first", ["two"])


def test_package_that_no_point_has_is_known_by_its_changes(history: History) -> None:
    points = [one.model_copy(update={"packages": {"fastapi": one.version}}) for one in history.points]
    causes = [one.model_copy(update={"exact": True}) for one in history.causes]
    found = ask.changes(
        history.model_copy(update={"points": points, "causes": causes}), "starlette", "0.40.0", "0.50.0"
    )
    assert keys(found) == ["second"]
    assert found.notes == []


def test_change_with_no_exact_release_counts_for_the_likeliest_package(history: History) -> None:
    found = ask.changes(history, "starlette", "0.40.0", "0.50.0")
    assert found.causes == []
    assert found.notes[0].startswith("1 more change came in this range or near it")
    assert keys(ask.changes(history, "fastapi", "0.110.0", "0.120.0")) == ["second"]


def test_changes_name_the_release_of_each_cause(history: History) -> None:
    second, first = ask.changes(history, "fastapi", "0.100.0", "0.120.0").causes
    assert first.blame
    assert (first.blame.packages, first.blame.released) == (["fastapi 0.100.0 → 0.110.0"], "2026-02-01T10:00:00Z")
    assert first.blame.remark == ""
    assert second.blame
    assert second.blame.packages == ["fastapi 0.110.0 → 0.120.0", "starlette 0.40.0 → 0.50.0"]
    assert "somewhere in this range" in second.blame.remark


def test_changes_of_some_concepts_name_only_these(history: History) -> None:
    found = ask.changes(history, "fastapi", "0.100.0", "0.120.0", ["two"])
    assert [one.concepts for one in found.causes] == [["two"], ["two"]]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("fastapi", "0.120.0", "0.100.0"), "0.120.0 is newer than 0.100.0"),
        (("fastapi", "new", "0.100.0"), "'new' is not a version"),
        (("flask", "1.0", "2.0"), "the history has no changes of flask"),
    ],
)
def test_question_without_an_answer_is_rejected(history: History, asked: tuple[str, str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        ask.changes(history, *asked)


def test_package_whose_versions_are_not_kept_is_rejected(history: History) -> None:
    steps = [Step(package="idna", old="1", new="2")]
    past = history.model_copy(update={"causes": [history.causes[0].model_copy(update={"steps": steps})]})
    with pytest.raises(UsageError, match="no changes of idna\nhint: `history update` runs the releases"):
        ask.changes(past, "idna", "1", "2")


def test_range_beyond_the_history_is_noted(history: History) -> None:
    assert ask.changes(history, "fastapi", "0.100.0", "0.120.0").notes == []
    for asked in (("0.90.0", "0.110.0"), ("0.110.0", "0.121.0"), ("9", "10"), ("0.1", "0.2")):
        found = ask.changes(history, "fastapi", *asked)
        (note,) = found.notes
        assert "covers fastapi 0.100.0 to 0.120.0" in note
        assert bool(found.compared) is ("0.110.0" in asked)


def test_since_lists_outcomes_and_causes(history: History) -> None:
    found = ask.since(history, "two")
    assert [(span.what, span.first, span.last) for span in found.spans] == [
        ("not applicable", "fastapi 0.100.0", "fastapi 0.100.0"),
        ("works", "fastapi 0.110.0", "fastapi 0.110.0"),
        ("fails", "fastapi 0.120.0", "fastapi 0.120.0"),
    ]
    assert [one.key for one in found.causes] == ["first", "second"]  # the second one has no exact release
    with pytest.raises(UsageError, match="no concept 'three'"):
        ask.since(history, "three")
    with pytest.raises(UsageError, match="no concept 'tow'\nhint: did you mean two"):
        ask.changes(history, "fastapi", "0.100.0", "0.120.0", ["tow"])


def test_example_without_its_service_does_not_fail(history: History) -> None:
    past = history.concepts["one"]
    skipped = past.intervals[0].model_copy(update={"outcome": Outcome.SKIPPED, "message": "no container engine"})
    concepts = {"one": past.model_copy(update={"intervals": [skipped]})}
    (span,) = ask.since(history.model_copy(update={"concepts": concepts}), "one").spans
    assert (span.what, span.message) == ("not verified", "no container engine")


def test_state_is_named_by_its_fastapi_and_any_other_release(history: History) -> None:
    points = [*history.points]
    points[2] = points[2].model_copy(update={"name": "before starlette 0.50.0", "package": "starlette", "eve": True})
    found = ask.since(history.model_copy(update={"points": points}), "one")
    assert found.spans[0].last == "fastapi 0.120.0 (before starlette 0.50.0)"


def comparison(key: str, old: str, new: str) -> Comparison:
    """A comparison of two runs with one cause that has this key."""
    sides = [
        run_of(
            example(
                "one", observations=Observations(exchanges=[Exchange(test="t", method="GET", path="/", status=it)])
            ),
            environments=[environment(fastapi=version)],
        )
        for it, version in ((200, old), (422, new))
    ]
    found = compare(*sides)
    renamed = [one.model_copy(update={"key": key}) for one in found.causes]
    assert len(renamed) == 1
    return found.model_copy(update={"causes": renamed})


@pytest.mark.parametrize(
    ("key", "old", "new", "known"),
    [
        ("first", "0.100.0", "0.120.0", True),
        ("first", "0.99.0", "0.110.0", True),
        ("first", "0.110.0", "0.130.0", False),
        ("first", "0.120.0", "0.100.0", False),
        ("another", "0.100.0", "0.120.0", False),
    ],
)
def test_comparison_is_dated_from_the_history(history: History, key: str, old: str, new: str, known: bool) -> None:
    found = ask.date_causes(history, comparison(key, old, new))
    assert bool(found.causes[0].blame) is known
    assert any("does not have the release of 1 cause" in note for note in found.notes) is not known


def test_other_differences_in_the_same_test_have_the_same_release(history: History) -> None:
    found = comparison("another", "0.100.0", "0.110.0")
    moved = [
        one.model_copy(update={"places": [one.places[0].model_copy(update={"test": "watch_it"})]})
        for one in found.causes
    ]
    dated = ask.date_causes(history, found.model_copy(update={"causes": moved})).causes[0]
    assert dated.blame
    assert dated.blame.packages == ["fastapi 0.100.0 → 0.110.0"]


def test_release_in_other_examples_is_marked(history: History) -> None:
    first = next(one for one in history.causes if one.key == "first")
    elsewhere = first.model_copy(update={"places": {"two": ["watch_it"]}})
    past = history.model_copy(update={"causes": [elsewhere]})
    dated = ask.date_causes(past, comparison("first", "0.100.0", "0.120.0")).causes[0]
    assert dated.blame
    assert dated.blame.remark == "in other examples"


def test_range_wider_than_the_compared_one_says_nothing(history: History) -> None:
    first = next(one for one in history.causes if one.key == "first")
    wide = history.model_copy(update={"causes": [first.model_copy(update={"exact": False})]})
    assert ask.date_causes(wide, comparison("first", "0.105.0", "0.110.0")).causes[0].blame is None
    assert ask.date_causes(wide, comparison("first", "0.100.0", "0.110.0")).causes[0].blame


def test_test_that_changed_in_two_releases_has_no_date(history: History) -> None:
    found = comparison("another", "0.100.0", "0.120.0")
    place = found.causes[0].places[0].model_copy(update={"test": "watch_it"})
    moved = found.causes[0].model_copy(update={"places": [place]})
    assert ask.date_causes(history, found.model_copy(update={"causes": [moved]})).causes[0].blame is None


def moved_to(found: Comparison, *tests: str) -> Comparison:
    """A comparison whose only cause was observed in other tests, after the first of which it is named."""
    places = [found.causes[0].places[0].model_copy(update={"test": test}) for test in tests]
    details = [f"{test}: GET /" for test in tests]
    changed = {"sentence": tests[0].removeprefix("watch_"), "places": places, "details": details}
    return found.model_copy(update={"causes": [found.causes[0].model_copy(update=changed)]})


def test_everything_between_two_neighbours_has_their_release(history: History) -> None:
    (dated,) = ask.date_causes(history, comparison("unknown", "0.110.0", "0.120.0")).causes
    assert dated.blame
    assert (dated.blame.packages, dated.blame.released) == (["fastapi 0.110.0 → 0.120.0"], "2026-03-01T10:00:00Z")
    (undated,) = ask.date_causes(history, comparison("unknown", "0.100.0", "0.120.0")).causes
    assert undated.blame is None


def test_cause_of_several_releases_is_split(history: History) -> None:
    first = next(one for one in history.causes if one.key == "first")
    second = next(one for one in history.causes if one.key == "second")
    early = first.model_copy(update={"places": {"one": ["watch_early"]}, "sentence": "early"})
    steps = [first.steps[0].model_copy(update={"old": "0.110.0", "new": "0.120.0"})]
    ends = {"before": second.before, "after": second.after, "steps": steps}
    late = first.model_copy(update={"places": {"one": ["watch_late"]}, "sentence": "late", **ends})
    past = history.model_copy(update={"causes": [early, late]})
    found = moved_to(comparison("first", "0.100.0", "0.120.0"), "watch_early", "watch_late", "watch_new")
    dated = ask.date_causes(past, found)
    assert {one.sentence: one.blame and one.blame.packages for one in dated.causes} == {
        "early": ["fastapi 0.100.0 → 0.110.0"],
        "late": ["fastapi 0.110.0 → 0.120.0"],
        "new": None,
    }
    assert {one.sentence: one.details for one in dated.causes}["late"] == ["watch_late: GET /"]
    assert any("the release of 1 cause;" in note for note in dated.notes)


def test_range_that_contains_the_exact_release_of_the_same_cause_is_omitted(history: History) -> None:
    first = next(one for one in history.causes if one.key == "first")
    steps = [first.steps[0].model_copy(update={"new": "0.120.0"})]
    wide = first.model_copy(update={"exact": False, "after": 2, "steps": steps})
    found = ask.changes(history.model_copy(update={"causes": [*history.causes, wide]}), "fastapi", "0.100.0", "0.120.0")
    assert keys(found) == ["second", "first"]


def test_packages_beyond_the_first_are_counted(history: History) -> None:
    steps = [Step(package=name, old="1", new="2") for name in ("fastapi", "starlette", "anyio", "httpx", "uvicorn")]
    many = history.causes[0].model_copy(update={"steps": steps})
    assert ask.blame_of(history, many).packages[3:] == ["httpx 1 → 2", "1 more"]


def test_several_versions_on_a_side_are_a_range(history: History) -> None:
    found = comparison("first", "0.100.0", "0.110.0")
    several = [PackageChange(name="fastapi", old="0.90.0, 0.105.0", new="0.110.0"), *found.packages[1:]]
    assert ask.date_causes(history, found.model_copy(update={"packages": several})).causes[0].blame


def test_general_key_has_no_method() -> None:
    get, patch = (f"answer: request: nothing → {method} <path> 413" for method in ("GET", "PATCH"))
    assert general_key(get) == general_key(patch)
    assert general_key("header: get-set") == "header: get-set"


def test_general_key_of_an_exception_omits_the_returned_value() -> None:
    raised = "exception: result: raised TypeError: no such argument → returned"
    assert general_key(f"{raised} [1]") == general_key(f"{raised} [2]") == raised
    assert general_key("exception: result: returned [1] → raised E: x") == "exception: result: returned → raised E: x"
    assert general_key("exception: result: raised A: → raised B:") == "exception: result: raised A: → raised B:"


def test_method_in_a_name_is_kept_in_the_key() -> None:
    assert general_key("status: 200 → 404: get_item") == "status: 200 → 404: get_item"


def test_saved_history_is_read_back_unchanged(history: History, tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    save(history, path)
    assert load(path) == history
    assert len(path.read_text().splitlines()) == len([*history.points, *history.causes, *history.concepts]) + 4
    assert json.loads(path.read_text())["schema_version"] == 1


@pytest.mark.parametrize("text", ["", "[]", '{"format": "fastapi-by-example/run"}', '{"schema_version": 99}'])
def test_file_that_is_not_a_history_is_rejected(text: str, tmp_path: Path) -> None:
    (tmp_path / "history.json").write_text(text)
    with pytest.raises(UsageError, match="is not a history that this runner reads"):
        load(tmp_path / "history.json")
    with pytest.raises(UsageError, match="cannot read the history"):
        load(tmp_path / "missing.json")


@pytest.fixture
def file(history: History, tmp_path: Path) -> Path:
    save(history, tmp_path / "history.json")
    return tmp_path / "history.json"


def test_command_changes_prints_causes_with_releases(call: Caller, file: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    done = call("changes", "fastapi", "0.100.0", "0.120.0", "--history", file, "--markdown", report)
    assert done.code == 1  # something breaks
    assert "fastapi 0.100.0 → fastapi 0.120.0: 1 broken, 1 behaviour" in done.out
    assert "since fastapi 0.110.0 → 0.120.0, starlette 0.40.0 → 0.50.0, released 2026-03-01" in done.out
    assert "what first is about" in report.read_text()
    assert call("changes", "fastapi", "0.100.0", "0.110.0", "--history", file).code == 0
    found = json.loads(call("changes", "fastapi", "0.100.0", "0.120.0", "--history", file, "--json").out)
    assert [one["key"] for one in found["causes"]] == ["second", "first"]


def test_command_since_prints_intervals(call: Caller, file: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    out = call.fine("since", "two", "--history", file, "--markdown", report)
    assert "works in fastapi 0.110.0 (2026-02-01)" in out
    assert "fails in fastapi 0.120.0 (2026-03-01): assert 422 == 200" in out
    assert "works in fastapi 0.110.0" in report.read_text()
    assert json.loads(call.fine("since", "two", "--history", file, "--json"))["spans"][1]["what"] == "works"
    assert "no concept 'three'" in call.refused("since", "three", "--history", file)
