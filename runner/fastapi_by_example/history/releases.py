"""The releases of a package with their upload times, from the package index."""

import json
import os
import re
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename
from packaging.version import InvalidVersion, Version

from fastapi_by_example.errors import NothingVerifiedError, UsageError

PYPI = "https://pypi.org/simple"
FIRST_VARIABLES = ("UV_INDEX", "UV_EXTRA_INDEX_URL")
DEFAULT_VARIABLES = ("UV_DEFAULT_INDEX", "UV_INDEX_URL")
"""uv's environment variables for other indexes: those to ask first, and the one to use instead of PyPI."""
ACCEPTED = "application/vnd.pypi.simple.v1+json"
PATIENCE = 60
"""Seconds to wait for an index."""


@dataclass(frozen=True, order=True)
class Release:
    """A release: the moment of its first upload (UTC, RFC 3339, whole seconds), its package and version."""

    uploaded: str
    package: str
    version: str
    yanked: bool = False


def parse_version(text: str) -> Version:
    """The version that a user wrote. Raises UsageError for anything else."""
    try:
        return Version(text)
    except InvalidVersion as error:
        raise UsageError(f"{text!r} is not a version", hint="write it like 0.115.0") from error


def read_releases(package: str) -> list[Release]:
    """The final releases of a package, oldest first, from the first index that has it; none if there is none.

    Raises NothingVerifiedError if an index gives no usable answer.
    """
    for index in _indexes():
        try:
            page = _page(f"{index.rstrip('/')}/{package}/")
            if page is not None:
                return releases_of(package, page["files"])
        except (urllib.error.URLError, OSError, ValueError, KeyError, TypeError) as error:
            raise NothingVerifiedError(f"cannot read the releases of {package} from {index}: {error}") from error
    return []


def _indexes() -> list[str]:
    """The addresses of the indexes in the order in which uv asks them; each may be prefixed with a name."""
    first = [address for name in FIRST_VARIABLES for address in os.environ.get(name, "").split()]
    default = next((os.environ[name] for name in DEFAULT_VARIABLES if os.environ.get(name)), PYPI)
    return [re.sub(r"^[\w.-]+=", "", address) for address in (*first, default)]


def _page(address: str) -> dict[str, Any] | None:
    """The page of a package; None if the index does not have it. Raises ValueError if it is not at an HTTP address."""
    if not address.startswith(("https://", "http://")):
        raise ValueError("it is not an HTTP address")
    request = urllib.request.Request(address, headers={"Accept": ACCEPTED})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            page: dict[str, Any] = json.load(answer)
            return page
    except urllib.error.HTTPError as error:
        if error.code == HTTPStatus.NOT_FOUND:
            return None
        raise


def releases_of(package: str, files: Iterable[dict[str, Any]]) -> list[Release]:
    """The final releases among the files of a package, oldest first.

    A release is dated by its first file, and is yanked if all of its files are.
    """
    moments: dict[Version, str] = {}
    yanked: dict[Version, bool] = {}
    for file in files:
        version = _version_of(file["filename"])
        uploaded = str(file.get("upload-time", ""))[:19]
        if version is None or version.is_prerelease or not uploaded:
            continue
        moments[version] = min(f"{uploaded}Z", moments.get(version, "9"))
        yanked[version] = bool(file.get("yanked")) and yanked.get(version, True)
    return sorted(Release(moments[one], package, str(one), yanked[one]) for one in moments)


def _version_of(filename: str) -> Version | None:
    try:
        return (parse_wheel_filename if filename.endswith(".whl") else parse_sdist_filename)(filename)[1]
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
        return None
