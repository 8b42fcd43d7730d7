"""Around BaseSettings: errors, aliases, nested and JSON fields, and the options of the class."""

import os
from collections.abc import Callable
from typing import Any
from unittest import mock

from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import AliasChoices, BaseModel, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


def read(build: Callable[..., BaseSettings], *keywords: dict[str, Any], **variables: str) -> Any:
    """The settings that each set of keywords gives in this environment, or what is wrong with them."""
    results: list[Any] = []
    with mock.patch.dict(os.environ, variables, clear=True):
        for each in keywords or ({},):
            try:
                results.append(build(**each).model_dump(mode="json"))
            except ValidationError as error:
                results.append(error.errors(include_url=False, include_context=False))
            except Exception as error:
                results.append(f"{type(error).__name__}: {error}")
    return results if keywords else results[0]


class Settings(BaseSettings):
    api_key: SecretStr = Field(default=..., min_length=16)
    page_size: int = Field(default=10, gt=0)
    allowed_hosts: list[str] = []


def watch_several_errors_at_once() -> object:
    return read(Settings, PAGE_SIZE="0", API_KEY="short")


def watch_values_as_json() -> object:
    return [
        read(Settings, {"api_key": "k" * 16}, ALLOWED_HOSTS=hosts) for hosts in ('["a", "b"]', '{"a": 1}', "a,b", "")
    ]


def watch_names_in_any_case() -> object:
    class Sensitive(BaseSettings):
        model_config = SettingsConfigDict(case_sensitive=True)

        page_size: int = 10

    return [read(kind, Page_Size="5", page_size="7") for kind in (Sensitive, Settings)]


def watch_unknown_keyword_and_unknown_variable() -> object:
    return read(Settings, {"api_key": "k" * 16, "page": 3}, PAGE="3")


def watch_keywords_and_aliases() -> object:
    class Aliased(BaseSettings):
        api_key: str = Field(default="-", validation_alias=AliasChoices("API_KEY", "key"))
        level: str = Field(default="info", alias="LEVEL")

    return read(
        Aliased,
        {},
        {"API_KEY": "init"},
        {"key": "init"},
        {"api_key": "init"},
        {"level": "init"},
        {"LEVEL": "init"},
        API_KEY="env",
    )


def watch_populate_by_name() -> object:
    class ByName(BaseSettings):
        model_config = SettingsConfigDict(populate_by_name=True)

        api_key: str = Field(default="-", validation_alias=AliasChoices("KEY", "TOKEN"))

    return read(ByName, {}, {"api_key": "init"}, {"TOKEN": "init"}, API_KEY="name"), read(ByName, TOKEN="alias")


class Database(BaseModel):
    host: str = "localhost"
    port: int = 5432


class Nested(BaseSettings):
    model_config = SettingsConfigDict(
        env_nested_delimiter="__", env_prefix="APP_", nested_model_default_partial_update=True
    )

    database: Database = Database(host="db")


def watch_nested_settings() -> object:
    return [
        read(Nested, APP_DATABASE__PORT="1"),
        read(Nested, APP_DATABASE='{"host": "json"}', APP_DATABASE__PORT="2"),
        read(Nested, APP_DATABASE__PORT="x"),
        read(Nested, APP_DATABASE="x"),
    ]


def watch_nested_split_once() -> object:
    class Split(BaseSettings):
        model_config = SettingsConfigDict(env_nested_delimiter="_", env_nested_max_split=1)

        database: Database = Database()

    return read(Split, DATABASE_PORT="7")


def watch_prefix_of_nested_target() -> object:
    class Prefixed(BaseSettings):
        model_config = SettingsConfigDict(env_prefix="APP_")

        plain: str = "-"
        aliased: str = Field(default="-", alias="OTHER")

    return read(Prefixed, APP_PLAIN="1", APP_OTHER="2"), read(Prefixed, PLAIN="1", OTHER="2")


def watch_empty_and_none() -> object:
    class Optional(BaseSettings):
        model_config = SettingsConfigDict(env_ignore_empty=True, env_parse_none_str="null")

        size: int | None = 5
        title: str | None = "title"

    return read(Optional, SIZE="", TITLE="null"), read(Settings, {"api_key": "k" * 16}, PAGE_SIZE="")


def watch_enums_by_name() -> object:
    from enum import Enum

    class Level(Enum):
        LOW = 1

    class Enums(BaseSettings):
        model_config = SettingsConfigDict(env_parse_enums=True)

        level: Level | None = None

    return [read(Enums, LEVEL=value) for value in ("LOW", "1", "HIGH")]


def watch_default_is_validated() -> object:
    class Wrong(BaseSettings):
        size: int = "many"  # type: ignore[assignment]

    class Unchecked(BaseSettings):
        model_config = SettingsConfigDict(validate_default=False)

        size: int = "many"  # type: ignore[assignment]

    return read(Wrong), read(Unchecked)


def watch_sources_in_another_order() -> object:
    class EnvironmentFirst(BaseSettings):
        size: int = 1

        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: Any,
            init_settings: Any,
            env_settings: Any,
            dotenv_settings: Any,
            file_secret_settings: Any,
        ) -> Any:
            return env_settings, init_settings

    return read(EnvironmentFirst, {"size": 3}, SIZE="2")


def watch_options_of_one_call() -> object:
    return read(
        Settings,
        {"_env_prefix": "APP_", "api_key": "k" * 16},
        {"_case_sensitive": True, "api_key": "k" * 16},
        {"_env_ignore_empty": True, "api_key": "k" * 16},
        APP_PAGE_SIZE="3",
        PAGE_SIZE="",
    )


def watch_command_line() -> object:
    class Cli(BaseSettings):
        page_size: int = 10
        hosts: list[str] = []

    arguments = ["--page_size", "3", "--hosts", "a", "--hosts", "b"]
    return read(Cli, {"_cli_parse_args": arguments}, PAGE_SIZE="4")


def watch_list_that_is_not_decoded() -> object:
    from typing import Annotated

    from pydantic_settings import NoDecode

    class Raw(BaseSettings):
        hosts: Annotated[str | list[str], NoDecode] = ""

    return read(Raw, HOSTS="a,b")


def watch_field_named_model() -> object:
    class Model(BaseSettings):
        model_name: str = "-"
        settings_name: str = "-"

    return read(Model, MODEL_NAME="m", SETTINGS_NAME="s"), Model.model_config.get("protected_namespaces")


def watch_settings_as_a_response() -> object:
    app = FastAPI()

    @app.get("/")
    def show() -> Settings:
        return Settings(api_key=SecretStr("k" * 16))

    return TestClient(app).get("/").json(), app.openapi()["components"]["schemas"]["Settings"]


def watch_error_text_without_the_input() -> object:
    class Hidden(BaseSettings):
        model_config = SettingsConfigDict(hide_input_in_errors=True)

        api_key: SecretStr = Field(default=..., min_length=16)

    texts = []
    for kind in (Settings, Hidden):
        with mock.patch.dict(os.environ, {"API_KEY": "hunter2"}, clear=True):
            try:
                kind()
            except ValidationError as error:
                texts.append("hunter2" in str(error))
    return texts


def watch_import_from_pydantic() -> object:
    import pydantic

    try:
        return repr(getattr(pydantic, "BaseSettings"))  # noqa: B009
    except Exception as error:
        return f"{type(error).__name__}: {str(error).splitlines()[0]}"
