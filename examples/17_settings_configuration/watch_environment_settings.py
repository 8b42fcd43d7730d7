"""Around settings per environment: error texts, a file per environment, and Starlette's own `Config`."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from environment_settings import Environment, ProdSettings
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import ValidationError
from pydantic_settings import BaseSettings


@contextmanager
def environment(**variables: str) -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder, chdir(folder), mock.patch.dict(os.environ, variables, clear=True):
        yield


def outcome(call: Any) -> Any:
    try:
        return call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def watch_unknown_env_and_missing_secret() -> object:
    found = []
    for kind, variables in (
        (Environment, {"ENV": "staging"}),
        (ProdSettings, {}),
        (ProdSettings, {"APP_SECRET_KEY": ""}),
    ):
        with environment(**variables):
            try:
                kind()
            except ValidationError as error:
                found.append(error.errors(include_url=False))
    return found


def watch_file_per_environment() -> object:
    class Sized(BaseSettings):
        page_size: int = 1

    with environment():
        Path(".env.dev").write_text("PAGE_SIZE=3")
        Path(".env").write_text("PAGE_SIZE=2")
        return [Sized(_env_file=file).page_size for file in (".env.dev", (".env", ".env.dev"), ".env.prod")]  # type: ignore[call-arg]


def watch_debug_page() -> object:
    pages = []
    for debug in (True, False):
        app = FastAPI(debug=debug)

        @app.get("/")
        def fail() -> None:
            raise LookupError("nothing here")

        client = TestClient(app, raise_server_exceptions=False)
        for accept in ("text/html", "text/plain"):
            response = client.get("/", headers={"Accept": accept})
            text = response.text
            pages.append(
                [response.status_code, response.headers["content-type"], "nothing here" in text, "<html" in text]
            )
    return pages


FILE = """
# comment
DEBUG=true
NAME = 'single'
DOUBLE="double"
ODD="odd'
SIZE=3
EMPTY=
no equals sign
APP_SIZE=4
"""


def watch_starlette_config() -> object:
    from starlette.config import Config
    from starlette.datastructures import CommaSeparatedStrings, Secret

    with environment():
        Path("settings.env").write_text(FILE)
        config = Config("settings.env", environ={"SIZE": "5", "HOSTS": "a, 'b'", "KEY": "hunter2"})
        prefixed = Config("settings.env", environ={}, env_prefix="APP_")
        key = config("KEY", cast=Secret)
        return [
            [config(name) for name in ("DEBUG", "NAME", "DOUBLE", "ODD", "EMPTY")],
            config("DEBUG", cast=bool),
            config("SIZE", cast=int),
            config.get("SIZE", int, 1),
            config("MISSING", cast=int, default="7"),
            config("MISSING", default=None),
            config("MISSING", cast=bool, default=True),
            prefixed("SIZE", cast=int),
            list(config("HOSTS", cast=CommaSeparatedStrings)),
            [repr(key), str(key), bool(key), bool(Secret(""))],
            outcome(lambda: config("MISSING")),
            outcome(lambda: prefixed("NAME")),
            outcome(lambda: config("NAME", cast=bool)),
            outcome(lambda: config("NAME", cast=int)),
        ]


def watch_starlette_config_booleans() -> object:
    from starlette.config import Config

    return {
        text: outcome(lambda text=text: Config(environ={"DEBUG": text})("DEBUG", cast=bool))
        for text in ("true", "TRUE", "1", "false", "0", "yes", "on", "")
    }


def watch_starlette_config_without_its_file_and_in_another_encoding() -> object:
    from starlette.config import Config

    with environment(), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        Config("missing.env")
        Path("latin.env").write_bytes("NAME=Käse".encode("latin-1"))
        read = outcome(lambda: Config(Path("latin.env"), environ={}, encoding="latin-1")("NAME"))
        return [str(each.message) for each in caught], read


def watch_starlette_environ_once_it_is_read() -> object:
    from starlette.config import Environ, environ

    store = Environ({"A": "1", "B": "2", "C": "3"})
    store["C"] = "4"
    del store["B"]
    return [
        store["A"],
        sorted(store),
        len(store),
        store.get("missing"),
        outcome(lambda: store.__setitem__("A", "9")),
        outcome(lambda: store.__delitem__("A")),
        outcome(lambda: store.__setitem__("missing", "9")),
        isinstance(environ, Environ),
    ]
