"""A run as Markdown: for a job summary, a pull request comment, a wiki page."""

from collections import Counter
from collections.abc import Iterable, Sequence

from fastapi_by_example.diff.changes import Comparison, Group, Kind
from fastapi_by_example.render.comparison import blamed, places, verdict
from fastapi_by_example.render.escape import fenced, for_html, for_markdown, one_line
from fastapi_by_example.run.document import BAD, ExampleResult, Outcome, Run

MOST_CHARACTERS = 60_000
"""What a comment on GitHub can hold, with some to spare."""
MARKS = {
    Outcome.PASSED: "✅",
    Outcome.SKIPPED: "⏭️",
    Outcome.UNRESOLVABLE: "🧩",
}
WORST_FIRST = (Outcome.CRASHED, Outcome.TIMEOUT, Outcome.ERROR, Outcome.FAILED, Outcome.UNRESOLVABLE)


def run_markdown(run: Run) -> str:
    """The report, the worst first; failures that do not fit are counted."""
    counts = run.counts()
    told = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome]) or "nothing ran"
    lines = [f"### {'✅' if run.exit_code == 0 else '❌'} FastAPI by Example: {told}", ""]
    if run.interrupted:
        lines += [f"Interrupted: {len(run.examples)} of {len(run.selected)} ran.", ""]
    lines += [
        f"Target {for_markdown(run.target)} on Python {for_markdown(run.python)}, {for_markdown(run.platform)}.",
        "",
    ]
    lines += ["| | table | passed | not passed | seconds |", "| --: | --- | --: | --- | --: |"]
    for table in run.tables:
        examples = [example for example in run.examples if example.table == table.number]
        if examples:
            found = Counter(example.outcome for example in examples)
            rest = ", ".join(f"{found[o]} {o}" for o in Outcome if found[o] and o is not Outcome.PASSED)
            mark = "❌" if any(found[outcome] for outcome in BAD) else "✅"
            seconds = sum(example.duration for example in examples)
            share = f"{found[Outcome.PASSED]}/{len(examples)}"
            lines.append(f"| {mark} {table.number} | {for_markdown(table.title)} | {share} | {rest} | {seconds:.1f} |")
    bad = sorted(
        (example for example in run.examples if example.outcome in BAD),
        key=lambda example: WORST_FIRST.index(example.outcome),
    )
    return fitted(lines, [section(example) for example in bad])


def fitted(lines: Iterable[str], sections: Sequence[str]) -> str:
    """Lines and as many of the sections behind them as fit into a comment; the others are counted."""
    text = ""
    for line in lines:
        if len(text) + len(line) > MOST_CHARACTERS // 2:
            text += "\nThe list is cut here.\n"
            break
        text += line + "\n"
    for number, part in enumerate(sections):
        if len(text) + len(part) > MOST_CHARACTERS - 200:
            return f"{text}\n{len(sections) - number} more did not fit here; the run file has them.\n"
        text += part
    return text


def section(example: ExampleResult) -> str:
    """One failure, folded."""
    mark = MARKS.get(example.outcome, "❌")
    place = f"{one_line(example.file, 200)}:{example.line}"
    details = next((test.details for test in example.tests if test.outcome in BAD and test.details), example.message)
    return (
        f"\n<details><summary>{mark} <b>{for_html(example.slug)}</b> {example.outcome}: "
        f"{for_html(example.message, 160)}</summary>\n\n{for_markdown(place)}\n\n{fenced(details)}\n\n</details>\n"
    )


KIND_MARKS = {
    Kind.BROKEN: "❌",
    Kind.UNRESOLVABLE: "🧩",
    Kind.BEHAVIOUR: "🔀",
    Kind.OPENAPI: "📄",
    Kind.WARNING: "⚠️",
    Kind.FIXED: "✅",
    Kind.STILL_FAILING: "➖",
}


def comparison_markdown(comparison: Comparison) -> str:
    """A comparison for a pull request comment: the verdict, the packages, then the groups that fit, the worst first."""
    mark = "❌" if comparison.count(Kind.BROKEN) + comparison.count(Kind.UNRESOLVABLE) else "✅"
    lines = [f"### {mark} FastAPI by Example: {for_markdown(verdict(comparison), 1000)}", ""]
    for change in comparison.packages[:60]:
        lines.append(
            f"- {for_markdown(change.name)} {for_markdown(change.old or 'none')} → {for_markdown(change.new or 'none')}"
        )
    if len(comparison.packages) > 60:
        lines.append(f"- and {len(comparison.packages) - 60} packages more")
    lines += [f"\n{for_markdown(note, 600)}" for note in comparison.notes]
    accepted = [f"- accepted: {for_markdown(group.summary)}" for group in comparison.accepted[:20]]
    accepted += [
        f"- accepted, but not seen any more: {for_markdown(a.cause)}" for a in comparison.not_seen_any_more[:20]
    ]
    return fitted([*lines, *accepted], [group_section(group) for group in comparison.groups])


def group_section(group: Group) -> str:
    """One group of changes, folded."""
    label = f"{group.kind} ({group.impact})" if group.impact else str(group.kind)
    blame = f"\n\nSince {for_markdown(blamed(group), 600)}" if group.blame else ""
    details = f"\n\n{fenced(chr(10).join(group.details))}" if group.details else ""
    return (
        f"\n<details><summary>{KIND_MARKS[group.kind]} <b>{for_html(label)}</b> {for_html(group.summary)}</summary>\n\n"
        f"In {for_markdown(places(group), 2000)}{blame}{details}\n\n</details>\n"
    )
