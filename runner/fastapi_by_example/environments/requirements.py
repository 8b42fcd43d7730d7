"""Check which requirements the installed distributions satisfy."""

from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import Distribution, distributions

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def installed(path: Sequence[str] | None = None) -> dict[str, Distribution]:
    """The distributions in some folders, or those of this interpreter, by normalized name."""
    found = distributions(path=list(path)) if path is not None else distributions()
    return {str(canonicalize_name(one.name)): one for one in found if one.name}


def missing(requirement: Requirement, present: Mapping[str, Distribution]) -> Iterator[str]:
    """The parts of a requirement, including its extras, that are not installed in a matching version."""
    found = present.get(canonicalize_name(requirement.name))
    if found is None or not requirement.specifier.contains(found.version, prereleases=True):
        yield f"{requirement.name}{requirement.specifier}"
        return
    for extra in requirement.extras:
        for line in found.requires or ():
            wanted = Requirement(line)
            if wanted.marker and wanted.marker.evaluate({"extra": extra}) and not wanted.marker.evaluate({"extra": ""}):
                yield from missing(wanted, present)
