"""Which concepts a project uses, and where, by the signs in signs.toml."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from fastapi_by_example.uses.project import Place, Signs

SIGNS = Path(__file__).with_name("signs.toml")


@cache
def known_signs() -> Mapping[str, Sequence[str]]:
    """The signs of each concept. A concept without signs cannot be recognized in code."""
    signs: dict[str, list[str]] = tomllib.loads(SIGNS.read_text(encoding="utf-8"))["concepts"]
    return signs


def used_concepts(signs: Signs, slugs: Iterable[str]) -> dict[str, list[Place]]:
    """The places of each used concept, in the order of the slugs."""
    known = known_signs()
    found = {slug: _places(known.get(slug, ()), signs) for slug in slugs}
    return {slug: places for slug, places in found.items() if places}


def _places(wanted: Iterable[str], signs: Signs) -> list[Place]:
    places = (place for sign in wanted for place in _of(sign.split(" & "), signs))
    return sorted(dict.fromkeys(places), key=lambda place: (place.file, place.line))


def _of(parts: Sequence[str], signs: Signs) -> Iterator[Place]:
    """The places of the first of several signs, in the files that have all of them."""
    matching = [_matching(part, signs) for part in parts]
    for sign in matching[0]:
        for place in signs.places[sign]:
            if all(signs.by_file[place.file] & others for others in matching[1:]):
                yield place


def _matching(pattern: str, signs: Signs) -> set[str]:
    if "*" not in pattern:
        return {pattern} & signs.places.keys()
    form = re.compile(".*".join(map(re.escape, pattern.split("*"))))
    return {sign for sign in signs.places if form.fullmatch(sign)}
