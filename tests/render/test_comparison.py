"""Reports of a comparison: one screen, worst first, the same facts in every format."""

import io

import pytest
from rich.console import Console

from fastapi_by_example.diff.changes import Aspect, Blame, Cause, Comparison, Kind, PackageChange, Place, Side
from fastapi_by_example.render.comparison import comparison_annotations, headline, main_packages, print_comparison
from fastapi_by_example.render.markdown import comparison_markdown

SIDE = Side(target="known-good", python="3.11.7", started="2026-11-22T10:00:00Z", examples=155)


def cause(kind: Kind = Kind.BEHAVIOUR, aspect: Aspect = Aspect.STATUS, **parts: object) -> Cause:
    places = [Place(slug=slug, table=1, title="T") for slug in ("request_body", "post_operation", "form_data")]
    filled = {"key": "status: 200 → 422", "sentence": "JSON body without a content type", "old": "200", "new": "422"}
    return Cause.model_validate({**filled, "kind": kind, "aspect": aspect, "places": places, **parts})


def comparison(*causes: Cause, **parts: object) -> Comparison:
    filled = {"compared": 155, "base": SIDE, "candidate": SIDE.model_copy(update={"target": "latest"})}
    packages = [
        PackageChange(name="fastapi", old="0.131.0", new="0.132.0"),
        PackageChange(name="idna", old="3.1", new="3.2"),
        PackageChange(name="certifi", old="1", new=""),
    ]
    return Comparison.model_validate({**filled, "packages": packages, "causes": list(causes), **parts})


def printed(found: Comparison, *, verbose: bool = False) -> list[str]:
    file = io.StringIO()
    print_comparison(Console(file=file, width=200), found, verbose=verbose)
    return [line.rstrip() for line in file.getvalue().splitlines()]


def test_cause_has_two_lines() -> None:
    blame = Blame(packages=["fastapi 0.131.0 → 0.132.0"], released="2026-02-23T12:00:00Z")
    lines = printed(comparison(cause(blame=blame, advice="Send Content-Type: application/json.")))
    assert lines[:2] == ["known-good → latest: 1 behaviour", "fastapi 0.131.0 → 0.132.0, 2 other packages"]
    assert lines[2] == "behaviour  JSON body without a content type: 200 → 422"
    assert lines[3].strip().startswith("request_body and 2 more; since fastapi 0.131.0 → 0.132.0, released 2026-02-23")
    assert lines[3].endswith("Send Content-Type: application/json.")
    assert len(lines) == 4


def test_twenty_causes_fit_in_sixty_lines() -> None:
    inside = [cause(aspect=Aspect.INSIDE, key=f"inside {n}") for n in range(30)]
    found = comparison(
        *(cause(key=str(n)) for n in range(70)), *inside, cause(Kind.STILL_FAILING, Aspect.STILL_FAILING)
    )
    lines = printed(found)
    assert len(lines) <= 60
    assert lines[-2] == "50 more causes; -v shows all"
    assert lines[-1].startswith("30 internal differences")
    assert "1 failure on both sides" in lines[-1]
    assert headline(found) == "known-good → latest: 70 behaviour"
    assert sum(line.startswith("behaviour") for line in printed(found, verbose=True)) == 100


@pytest.mark.parametrize(
    ("compared", "words"),
    [(155, "nothing changed in 155 examples"), (1, "nothing changed in 1 example"), (0, "nothing was compared")],
)
def test_headline_says_nothing_changed_only_if_compared(compared: int, words: str) -> None:
    assert headline(comparison(compared=compared)) == f"known-good → latest: {words}"
    assert headline(comparison(cause(Kind.FIXED, Aspect.FIXED), compared=0)).endswith("nothing was compared")


def test_only_packages_that_matter_are_named() -> None:
    assert main_packages(comparison()) == "fastapi 0.131.0 → 0.132.0, 2 other packages"
    assert main_packages(comparison(packages=[])) == "the same packages on both sides"
    blamed = comparison(cause(blame=Blame(packages=["idna 3.1 → 3.2"])))
    assert main_packages(blamed) == "fastapi 0.131.0 → 0.132.0, idna 3.1 → 3.2, 1 other package"


def test_only_broken_causes_are_annotated() -> None:
    found = comparison(cause(Kind.BROKEN, Aspect.BROKEN), cause(key="b"), cause(Kind.OPENAPI, Aspect.OPENAPI_BREAKING))
    title = "broken%3A request_body%2C post_operation%2C form_data"
    assert list(comparison_annotations(found)) == [
        f"::error title={title}::JSON body without a content type: 200 → 422"
    ]


def test_markdown_folds_the_same_facts() -> None:
    text = comparison_markdown(comparison(cause(Kind.BROKEN, Aspect.BROKEN, advice="Do it.", details=["a line"])))
    assert text.startswith("### ❌ FastAPI by Example: known\\-good → latest: 1 broken")
    assert "<summary>❌ <b>broken</b> JSON body without a content type: 200 → 422</summary>" in text
    assert "Do it." in text
    assert "a line" in text
    assert comparison_markdown(comparison()).startswith("### ✅")
    assert comparison_markdown(comparison(compared=0)).startswith("### ⚪")
    assert comparison_markdown(comparison(cause())).startswith("### 🔀")


def test_markdown_is_bounded_and_starts_with_the_worst() -> None:
    kinds = [(Kind.BROKEN, Aspect.BROKEN), *[(Kind.BEHAVIOUR, Aspect.BODY)] * 300]
    details = ["&" * 999] * 40
    text = comparison_markdown(comparison(*(cause(*kind, key=str(n), details=details) for n, kind in enumerate(kinds))))
    assert len(text) < 12_000
    assert text.index("<b>broken</b>") < text.index("<b>behaviour</b>")
    assert text.rstrip().endswith("more omitted; the run file has all of them.")
