"""The search index as a script that assigns one global, so that it also loads from a local file."""

import json

from fastapi_by_example.corpus.search_index import Index, Postings
from fastapi_by_example.site.views import Site


def search_index(site: Site) -> str:
    """The index of the corpus for `ranking.js`: the concepts with their pages, and the terms with their weights."""
    index: Index = site.index
    content = {
        "entries": [
            {
                "address": site.concepts[entry.slug].address,
                "title": entry.title,
                "table": site.concepts[entry.slug].table.title,
                "summary": entry.summary,
                "prose": entry.prose,
                "code": entry.code,
            }
            for entry in index.entries
        ],
        "terms": _flat(index.terms),
        "pairs": _flat(index.pairs),
        "names": [[name.number, name.words, *name.stems] for name in index.names],
        "synonyms": index.synonyms,
        "ignored": sorted(index.ignored),
    }
    return f"window.searchIndex={json.dumps(content, ensure_ascii=False, separators=(',', ':'))};\n"


def _flat(terms: dict[str, Postings]) -> dict[str, list[int]]:
    """For each term, its rarity, then the number of each concept that has it and its weight there."""
    return {
        term: [rarity, *(value for pair in weights.items() for value in pair)]
        for term, (rarity, weights) in terms.items()
    }
