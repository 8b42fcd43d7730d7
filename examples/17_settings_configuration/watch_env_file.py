"""Around .env: what a line may look like, other keys, several files, secrets_dir, and the order of the sources."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from pydantic import BaseModel, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


@contextmanager
def folder(**files: str) -> Iterator[Path]:
    """A working directory with these files, `env` being `.env`, and an empty environment."""
    with tempfile.TemporaryDirectory() as name, chdir(name), mock.patch.dict(os.environ, clear=True):
        for each, text in files.items():
            Path(".env" if each == "env" else each).write_text(text, encoding="utf-8")
        yield Path(name)


def read(kind: Any, **keywords: Any) -> Any:
    try:
        return kind(**keywords).model_dump(mode="json")
    except ValidationError as error:
        return [[each["type"], each["loc"], each["input"]] for each in error.errors()]


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", env_prefix="SHOP_")

    title: str = "Shop"
    page_size: int = 20


class Open(Settings):
    model_config = SettingsConfigDict(extra="allow")


class Ignoring(Settings):
    model_config = SettingsConfigDict(extra="ignore")


def watch_forms_of_a_line() -> object:
    values = ["plain", "'single'", '"double\\n"', "a # comment", "a#b", '"${HOME}"', "", " spaced ", "a=b", "'it''s'"]
    results = []
    for value in values:
        with folder(env=f"SHOP_TITLE={value}\n"):
            results.append(read(Settings))
    with folder(env="export SHOP_TITLE=exported\nshop_page_size=3\n\nSHOP_TITLE\n"):
        results.append(read(Ignoring))
    return results


def watch_other_keys_in_the_file() -> object:
    results = {}
    for line in ("SHOP_UNKNOWN=1", "OTHER_PROGRAM=1"):
        for kind in (Settings, Open, Ignoring):
            with folder(env=line):
                results[f"{line} {kind.__name__}"] = read(kind)
    return results


def watch_prefix_aliases_and_nested_names_in_one_file() -> object:
    class Nest(BaseModel):
        x: int = 0

    class Mixed(BaseSettings):
        model_config = SettingsConfigDict(env_file=".env", env_prefix="APP_", env_nested_delimiter="__")

        a: int = 1
        nest: Nest = Nest()
        names: list[str] = []
        other: str = Field(default="-", alias="OTHER")

    good = 'APP_A=3\nAPP_NEST__X=5\nAPP_NAMES=["n"]\nOTHER=zzz\n'
    results = []
    for text in (good, f"{good}APP_UNKNOWN=1\n", f"{good}APP_NEST__Y=1\n", f"{good}NEST__X=1\n"):
        with folder(env=text):
            results.append(read(Mixed))
    return results


def watch_order_of_the_sources() -> object:
    with folder(env="SHOP_PAGE_SIZE=50\nSHOP_TITLE=file\n"):
        os.environ["SHOP_PAGE_SIZE"] = "99"
        return read(Settings), read(Settings, page_size=7)


def watch_another_file_for_one_call() -> object:
    with folder(env="SHOP_PAGE_SIZE=50\n", other="SHOP_PAGE_SIZE=5\nSHOP_TITLE=other\n"):
        return [
            read(Settings, _env_file=file) for file in ("other", None, (".env", "other"), ("other", ".env"), "none")
        ]


def watch_wrong_value_in_the_file() -> object:
    with folder(env="SHOP_PAGE_SIZE=many\n"):
        return read(Settings)


def watch_bytes_in_another_encoding() -> object:
    with folder() as path:
        (path / ".env").write_bytes("SHOP_TITLE=Gemüse".encode("latin-1"))
        try:
            return read(Settings, _env_file_encoding="latin-1"), read(Settings, _env_file_encoding="utf-8")
        except UnicodeDecodeError as error:
            return str(error)


def watch_secrets_in_files() -> object:
    class Secrets(BaseSettings):
        api_key: SecretStr = SecretStr("-")
        page_size: int = 20

    with folder(api_key="hunter2\n", page_size="3") as path:
        found = Secrets(_secrets_dir=path)  # type: ignore[call-arg]
        os.environ["PAGE_SIZE"] = "4"
        again = Secrets(_secrets_dir=path)  # type: ignore[call-arg]
        return found.api_key.get_secret_value(), found.page_size, again.page_size


def watch_folder_of_secrets_that_is_missing_or_a_file() -> object:
    results = []
    with folder(file="text"):
        for name in ("missing", "file"):
            try:
                results.append(read(Settings, _secrets_dir=name))
            except Exception as error:
                results.append(type(error).__name__)
    return results


def watch_nested_secrets() -> object:
    from pydantic_settings import NestedSecretsSettingsSource

    class Database(BaseModel):
        password: str = "-"

    class Secrets(BaseSettings):
        model_config = SettingsConfigDict(secrets_dir="run", secrets_nested_subdir=True)

        database: Database = Database()

        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: Any,
            init_settings: Any,
            env_settings: Any,
            dotenv_settings: Any,
            file_secret_settings: Any,
        ) -> Any:
            return init_settings, NestedSecretsSettingsSource(file_secret_settings)

    with folder() as path:
        (path / "run" / "database").mkdir(parents=True)
        (path / "run" / "database" / "password").write_text("hunter2")
        return read(Secrets)


def watch_settings_from_toml_json_and_yaml() -> object:
    from pydantic_settings import JsonConfigSettingsSource, PyprojectTomlConfigSettingsSource, TomlConfigSettingsSource

    class Files(BaseSettings):
        model_config = SettingsConfigDict(
            toml_file="a.toml", json_file="a.json", pyproject_toml_table_header=("tool", "shop")
        )

        title: str = "-"
        page_size: int = 0
        colour: str = "-"

        @classmethod
        def settings_customise_sources(cls, settings_cls: Any, *sources: Any, **named: Any) -> Any:
            kinds = (TomlConfigSettingsSource, JsonConfigSettingsSource, PyprojectTomlConfigSettingsSource)
            return tuple(kind(settings_cls) for kind in kinds)

    files = {
        "a.toml": 'title = "toml"',
        "a.json": '{"page_size": 3}',
        "pyproject.toml": '[tool.shop]\ncolour = "red"\n',
    }
    with folder(**files):
        return read(Files)
