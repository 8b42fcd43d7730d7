"""Render the history of a concept, for the terminal and as Markdown."""

from rich.console import Console
from rich.text import Text

from fastapi_by_example.diff.changes import Cause
from fastapi_by_example.history.ask import Since, Span
from fastapi_by_example.render.comparison import STYLES, sentence, since
from fastapi_by_example.render.escape import for_markdown, one_line

MOST_CAUSES = 20
WORKS = "works"


def print_since(console: Console, found: Since, *, verbose: bool = False) -> None:
    """Print the outcomes of a concept in order, then the causes that changed it, newest first."""
    console.print(Text(one_line(f"{found.slug}: {found.title}"), "bold"))
    for span in found.spans:
        console.print(Text(f"  {_line_of(span)}", "green" if span.what == WORKS else "yellow"))
    shown = found.causes if verbose else found.causes[:MOST_CAUSES]
    if shown:
        console.print(Text("changes", "bold"))
    for cause in shown:
        console.print(Text.assemble((f"  {cause.kind:<10} ", STYLES[cause.kind]), one_line(sentence(cause), 300)))
        console.print(Text(f"             {since(cause)}", "dim"))
    if len(shown) < len(found.causes):
        console.print(Text(f"{len(found.causes) - len(shown)} more; -v shows all", "dim"))


def _line_of(span: Span) -> str:
    """An outcome with its states, such as `works from fastapi 0.115.0 (2024-09-17) to fastapi 0.165.0`."""
    where = f"in {span.first}" if span.first == span.last else f"from {span.first}"
    end = "" if span.first == span.last else f" to {span.last}"
    reason = f": {span.message}" if span.message else ""
    return one_line(f"{span.what} {where} ({span.released[:10]}){end}{reason}", 300)


def since_markdown(found: Since) -> str:
    """The same as Markdown."""
    lines = [f"### {for_markdown(found.title)} (`{found.slug}`)", ""]
    lines += [f"- {for_markdown(_line_of(span), 300)}" for span in found.spans]
    if found.causes:
        lines += ["", "| release | change |", "| --- | --- |"]
        lines += [f"| {_cell(since(cause))} | {_cell(_labelled(cause))} |" for cause in found.causes[:MOST_CAUSES]]
    return "\n".join(lines) + "\n"


def _labelled(cause: Cause) -> str:
    return f"{cause.kind}: {sentence(cause)}"


def _cell(text: str) -> str:
    return for_markdown(text, 400)
