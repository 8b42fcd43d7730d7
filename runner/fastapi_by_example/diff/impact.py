"""The impact of one difference of two OpenAPI documents on the clients of the API."""

from enum import StrEnum
from typing import Any

from fastapi_by_example.diff.schemas import CHOICES, COSMETIC, LISTS, NAMED, NOTES, as_list, mapping

DEFAULTS: dict[str, Any] = {
    **dict.fromkeys(NOTES | {"uniqueItems"}, (False,)),
    **dict.fromkeys(("minLength", "minItems", "minProperties"), (0,)),
    "additionalProperties": (True, {}),
    "pattern": ("", ".*"),
}
"""Values that are equivalent to a missing keyword."""
UPPER_BOUNDS = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"})
LOWER_BOUNDS = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"})
RESPONSE, REQUEST, BOTH = "response", "request", "both"
Place = tuple[str, ...]
Demands = list[frozenset[tuple[str, str]]]
MISSING: Any = object()
"""Marks a missing value, as distinct from null."""


class Impact(StrEnum):
    """The impact of a difference on clients: it may break them, allows more, or only reads differently."""

    BREAKING = "breaking"
    ADDITIVE = "additive"
    COSMETIC = "cosmetic"


def keywords_of(place: Place) -> list[str]:
    """The keys of a place, with names and list elements replaced by an empty text."""
    keywords: list[str] = []
    for key in place:
        keywords.append("" if keywords and keywords[-1] in NAMED | LISTS else key)
    return keywords


def impact_of(place: Place, old: Any, new: Any, direction: str) -> Impact:
    """The impact of a removed (`new` is MISSING), added (`old` is MISSING) or changed value."""
    keywords = keywords_of(place)
    above, last = ["", *keywords][-2:]
    if COSMETIC.intersection(keywords) or any(key.startswith("x-") for key in keywords):
        return Impact.COSMETIC
    old, new = (MISSING if value in DEFAULTS.get(last, ()) else value for value in (old, new))
    if old is new or ({type(old), type(new)} == {int, float} and old == new):
        return Impact.COSMETIC  # to a JSON Schema, 1.0 is 1
    if last in NOTES:
        return Impact.ADDITIVE
    if above == "scopes" and MISSING not in (old, new):
        return Impact.COSMETIC  # only the description of a scope
    if last == "security":
        return _security_impact(_demands(old), _demands(new))
    if last == "default":
        return Impact.BREAKING if MISSING not in (old, new) and direction != RESPONSE else Impact.ADDITIVE
    if above in NAMED | {"parameters"} or last == "requestBody" or keywords[:-1] == ["paths", ""]:
        return _offer_impact(above, place[-1], old, new, direction)
    narrowed = _narrows(above, last, old, new)
    if narrowed is not None and keywords[:-1].count("not") % 2:
        narrowed = not narrowed
    breaks = narrowed is None or direction in (BOTH, REQUEST if narrowed else RESPONSE)
    return Impact.BREAKING if breaks else Impact.ADDITIVE


def _offer_impact(above: str, name: str, old: Any, new: Any, direction: str) -> Impact:
    """The impact of adding or removing a path, operation, body, parameter, property or status."""
    if old is MISSING:
        needed = direction == REQUEST and (above == "parameters" or name == "requestBody")
        return Impact.BREAKING if needed and isinstance(new, dict) and new.get("required") else Impact.ADDITIVE
    error = above == "responses" and (name == "default" or name[:1] in ("4", "5"))
    return Impact.ADDITIVE if error else Impact.BREAKING


def _security_impact(old: Demands, new: Demands) -> Impact:
    """The impact of changed security requirements: breaking unless everyone with access still has it."""
    if not all(any(way <= had for way in new) for had in old):
        return Impact.BREAKING
    return Impact.ADDITIVE if any(not any(way <= had for way in old) for had in new) else Impact.COSMETIC


def _demands(security: Any) -> Demands:
    """The schemes and scopes of each alternative; one empty alternative if access is public."""
    ways = [mapping(way) for way in security] if isinstance(security, list) else []
    asked = [
        {(scheme, str(scope)) for scheme, scopes in way.items() for scope in ("", *as_list(scopes))} for way in ways
    ]
    return [frozenset(way) for way in asked] or [frozenset()]


def _narrows(above: str, last: str, old: Any, new: Any) -> bool | None:
    """Whether a difference allows less than before; None if that is unknown."""
    if last == "required":
        return bool(new)
    if MISSING in (old, new):
        return (old is MISSING) != (above in CHOICES)
    if (old is False or new is False) and dict in (type(old), type(new)):
        return new is False  # as a schema, false allows nothing
    if last == "type" and {str(old), str(new)} == {"integer", "number"}:
        return bool(new == "integer")
    if last in UPPER_BOUNDS | LOWER_BOUNDS and isinstance(old, int | float) and isinstance(new, int | float):
        return (new < old) == (last in UPPER_BOUNDS)
    if last == "multipleOf" and type(old) is type(new) is int and 0 not in (old, new) and 0 in (old % new, new % old):
        return new % old == 0
    return None
