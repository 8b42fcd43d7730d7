"""The search index: a script that assigns one global, so that it also loads from a local file."""

import ast
import json

from fastapi_by_example.site.prose import capital, joined, plain, sentence
from fastapi_by_example.site.views import TEST_NAME, ConceptView, Site


def search_index(site: Site) -> str:
    """All concepts in order, each as a list of the searched and displayed texts."""
    entries = [entry(view) for view in site.concepts.values()]
    text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    return f"window.searchIndex={text};\n"


def entry(view: ConceptView) -> list[str]:
    """Address, slug, title, summary, table, API names, explanation, code and promises."""
    return [
        view.address,
        view.slug,
        view.title,
        capital(plain(view.summary)),
        view.table.title,
        " ".join(sorted(name.strip(".=") for name in view.api)),
        joined(plain(view.concept.explanation)),
        _body_of(view.concept.source),
        joined("; ".join(sentence(name) for name in TEST_NAME.findall(view.concept.test_source))),
    ]


def _body_of(source: str) -> str:
    """The code of a script without header and docstring, which are searched separately."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return source
    first = tree.body[0] if tree.body else None
    if not isinstance(first, ast.Expr) or not ast.get_docstring(tree):
        return source
    return "\n".join(source.split("\n")[first.end_lineno or 0 :]).strip()
