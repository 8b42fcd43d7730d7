"""Render a run or a comparison as Markdown, for a job summary or a pull request comment."""

from collections import Counter
from collections.abc import Iterable, Sequence

from fastapi_by_example.diff.changes import Cause, Comparison, Kind
from fastapi_by_example.render.comparison import (
    folded_causes,
    headline,
    main_packages,
    own_tests,
    places,
    plural,
    sentence,
    shown_causes,
    since,
)
from fastapi_by_example.render.escape import fenced, for_html, for_markdown, one_line
from fastapi_by_example.run.document import BAD, ExampleResult, Outcome, Run

MOST_CHARACTERS = 60_000
"""GitHub's limit for a comment, less a margin."""
MOST_COMMENT = 12_000
"""A limit that keeps a comment readable."""
MARKS = {
    Outcome.PASSED: "✅",
    Outcome.SKIPPED: "⏭️",
    Outcome.UNRESOLVABLE: "🧩",
    Outcome.NOT_APPLICABLE: "➖",
}
WORST_FIRST = (Outcome.CRASHED, Outcome.TIMEOUT, Outcome.ERROR, Outcome.FAILED, Outcome.UNRESOLVABLE)


def run_markdown(run: Run) -> str:
    """The report, worst first; failures that do not fit are counted."""
    counts = run.counts()
    summary = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome]) or "nothing ran"
    lines = [f"### {'✅' if run.exit_code == 0 else '❌'} FastAPI by Example: {summary}", ""]
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
    return _fitted(lines, [section(example) for example in bad])


def _fitted(lines: Iterable[str], sections: Sequence[str], most: int = MOST_CHARACTERS) -> str:
    """The lines, followed by as many sections as fit into a comment; the rest is counted."""
    text = ""
    for line in lines:
        if len(text) + len(line) > most // 2:
            text += "\nThe list is truncated here.\n"
            break
        text += line + "\n"
    for number, part in enumerate(sections):
        if len(text) + len(part) > most - 200:
            return f"{text}\n{len(sections) - number} more omitted; the run file has all of them.\n"
        text += part
    return text


def section(example: ExampleResult) -> str:
    """One failure, collapsed."""
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
    """A comparison for a pull request comment of up to 12,000 characters, worst causes first, details collapsed."""
    causes = shown_causes(comparison)
    bad = any(cause.kind in (Kind.BROKEN, Kind.UNRESOLVABLE) for cause in causes)
    mark = "❌" if bad else "⚪" if not comparison.compared else "🔀" if causes else "✅"
    lines = [f"### {mark} FastAPI by Example: {for_markdown(headline(comparison), 400)}", ""]
    lines += [for_markdown(main_packages(comparison), 1000), ""]
    if own := own_tests(comparison):
        lines += [for_markdown(own[0].upper() + own[1:] + ".", 1000), ""]
    sections = [_cause_section(cause) for cause in causes]
    if comparison.unused:
        sections.append(f"\n{plural(len(comparison.unused), 'more cause')} in concepts that your code does not use.\n")
    if folded := folded_causes(comparison):
        sections.append(f"\n{plural(len(folded), 'more difference')}: internal, or failing on both sides.\n")
    sections += [f"\nAccepted: {for_markdown(sentence(cause))}\n" for cause in comparison.accepted[:20]]
    sections += [f"\nUnused acceptance: {for_markdown(one.cause)}\n" for one in comparison.unused_acceptances[:20]]
    sections += [f"\n{for_markdown(note, 400)}\n" for note in comparison.notes]
    return _fitted(lines, sections, MOST_COMMENT)


def _cause_section(cause: Cause) -> str:
    """One cause: what changed; then, collapsed, where, since when and what to do."""
    summary = f"{KIND_MARKS[cause.kind]} <b>{cause.kind}</b> {for_html(sentence(cause), 240)}"
    parts = [f"Your {for_markdown(', '.join(cause.lines), 600)}"] if cause.lines else []
    parts += [f"In {for_markdown(places(cause), 600)}"]
    parts += [for_markdown(since(cause).capitalize(), 600)] if cause.blame else []
    parts += [for_markdown(cause.advice, 600)] if cause.advice else []
    details = f"\n\n{fenced(chr(10).join(cause.details[:12]), 1000)}" if cause.details else ""
    body = "\n\n".join(parts)
    return f"\n<details><summary>{summary}</summary>\n\n{body}{details}\n\n</details>\n"
