"""The store of runs: one SQLite file in the user's data folder.

It holds resolutions (the versions of a dependency set in a state, or why it cannot be resolved), results (what an
example did with some versions on a Python), and the differences between results. A result is identified by the
example's files, not by a path or a date, so the file can be copied to another machine, and nothing in it is ever run
again.
"""

import json
import os
import sqlite3
import zlib
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs
from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from fastapi_by_example.diff.changes import Change
from fastapi_by_example.errors import UsageError
from fastapi_by_example.run.document import ExampleResult, Outcome

CHANGES = TypeAdapter(list[Change])
DATA_VARIABLE = "FASTAPI_BY_EXAMPLE_DATA"
TABLES = """
create table if not exists resolutions (asked text primary key, packages text not null, reason text not null);
create table if not exists results (name text primary key, result blob not null);
create table if not exists differences (name text primary key, changes blob not null);
"""


@dataclass(frozen=True)
class Resolved:
    """The versions of a dependency set in a state; if empty, `reason` explains why it cannot be resolved."""

    packages: dict[str, str]
    reason: str = ""


class Store:
    """A file of resolutions and results. Raises UsageError if it cannot be used."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, timeout=60, check_same_thread=False, isolation_level=None)
            self._database.executescript(TABLES)
        except (OSError, sqlite3.Error) as error:
            raise UsageError(
                f"cannot use the store of runs {path}: {error}", hint=f"set {DATA_VARIABLE} to another folder"
            ) from error

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def resolution(self, asked: str) -> Resolved | None:
        """A known resolution."""
        row = self._database.execute("select packages, reason from resolutions where asked = ?", [asked]).fetchone()
        return Resolved(json.loads(row[0]), row[1]) if row else None

    def keep_resolution(self, asked: str, found: Resolved) -> None:
        """Keep a resolution."""
        values = [asked, json.dumps(found.packages), found.reason]
        self._database.execute("insert or replace into resolutions values (?, ?, ?)", values)

    def has(self, name: str) -> bool:
        """Whether there is a result with this name."""
        return self._database.execute("select 1 from results where name = ?", [name]).fetchone() is not None

    def result(self, name: str) -> ExampleResult | None:
        """A result; None if it is missing or damaged."""
        row = self._database.execute("select result from results where name = ?", [name]).fetchone()
        with suppress(zlib.error, ValidationError):
            return ExampleResult.model_validate_json(zlib.decompress(row[0])) if row else None
        return None

    def outcome(self, name: str) -> tuple[Outcome, str] | None:
        """The outcome and the message of a result."""
        row = self._database.execute("select result from results where name = ?", [name]).fetchone()
        with suppress(zlib.error, ValueError, KeyError):
            data = from_json(zlib.decompress(row[0])) if row else {}
            return Outcome(data["outcome"]), str(data.get("message", ""))
        return None

    def keep_result(self, name: str, result: ExampleResult) -> None:
        """Keep a result."""
        packed = zlib.compress(result.model_dump_json(exclude_defaults=True).encode(), 6)
        self._database.execute("insert or replace into results values (?, ?)", [name, packed])

    def changes(self, name: str) -> list[Change] | None:
        """The stored changes between two results."""
        row = self._database.execute("select changes from differences where name = ?", [name]).fetchone()
        with suppress(zlib.error, ValidationError):
            return CHANGES.validate_json(zlib.decompress(row[0])) if row else None
        return None

    def keep_changes(self, name: str, found: list[Change]) -> None:
        """Keep the changes between two results."""
        packed = zlib.compress(CHANGES.dump_json(found, exclude_defaults=True), 6)
        self._database.execute("insert or replace into differences values (?, ?)", [name, packed])

    def add(self, others: Sequence[Path]) -> None:
        """Import everything from other stores. Raises UsageError if one is not a store."""
        for other in others:
            if not other.is_file():
                raise UsageError(f"no store of runs {other}")
            try:
                with closing(self._database.cursor()) as cursor:
                    cursor.execute("attach database ? as other", [str(other)])
                    try:
                        for table in ("resolutions", "results", "differences"):
                            cursor.execute(f"insert or ignore into main.{table} select * from other.{table}")  # noqa: S608
                    finally:
                        cursor.execute("detach database other")
            except sqlite3.Error as error:
                raise UsageError(f"{other} is not a store of runs: {error}") from error


def data_folder() -> Path:
    """The user's data folder, or that in FASTAPI_BY_EXAMPLE_DATA. Raises UsageError if the home is unknown."""
    folder = os.environ.get(DATA_VARIABLE) or platformdirs.user_data_dir("fastapi-by-example")
    if folder.startswith("~"):
        raise UsageError(f"no home folder for the data {folder}", hint=f"set {DATA_VARIABLE} to a folder")
    return Path(folder).absolute()


def default_store() -> Store:
    """The store in the data folder."""
    return Store(data_folder() / "runs.sqlite3")
