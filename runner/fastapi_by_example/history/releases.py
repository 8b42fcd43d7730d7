"""The releases of a package with their upload times, as the package index has them."""

import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename
from packaging.version import InvalidVersion, Version

from fastapi_by_example.errors import NothingVerifiedError

PYPI = "https://pypi.org/simple"
INDEX_VARIABLES = ("UV_DEFAULT_INDEX", "UV_INDEX_URL")
"""The environment variables that name another index to uv."""
ACCEPTED = "application/vnd.pypi.simple.v1+json"
PATIENCE = 60
"""Seconds to wait for the index."""


@dataclass(frozen=True, order=True)
class Release:
    """A release: the moment of its first upload (UTC, RFC 3339, whole seconds), its package and version."""

    uploaded: str
    package: str
    version: str
    yanked: bool = False


def read_releases(package: str) -> list[Release]:
    """The final releases of a package, oldest first; none if the index does not have it.

    Raises NothingVerifiedError if the index gives no usable answer.
    """
    index = next((os.environ[name] for name in INDEX_VARIABLES if os.environ.get(name)), PYPI)
    address = f"{index.rstrip('/')}/{package}/"
    if not address.startswith(("https://", "http://")):
        raise NothingVerifiedError(f"cannot read the releases of {package} from {index}: it is not an HTTP address")
    request = urllib.request.Request(address, headers={"Accept": ACCEPTED})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            page = json.load(answer)
        return releases_of(package, page["files"])
    except urllib.error.HTTPError as error:
        if error.code == HTTPStatus.NOT_FOUND:
            return []
        raise NothingVerifiedError(f"cannot read the releases of {package} from {index}: {error}") from error
    except (urllib.error.URLError, OSError, ValueError, KeyError, TypeError) as error:
        raise NothingVerifiedError(f"cannot read the releases of {package} from {index}: {error}") from error


def releases_of(package: str, files: Iterable[dict[str, Any]]) -> list[Release]:
    """The final releases among the files of a package, oldest first.

    A release counts from its first file on, and is yanked if all of its files are.
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
