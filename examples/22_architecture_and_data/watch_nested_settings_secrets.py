"""Around nested settings: JSON beside single variables, odd secrets, other delimiters, and how secrets are shown."""

import os
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

from nested_settings_secrets import Database, Settings, app
from pydantic import BaseModel, SecretBytes, SecretStr, TypeAdapter
from pydantic_settings import BaseSettings, SettingsConfigDict

PASSWORD = "correct-horse-battery"


def read(variables: dict[str, str], files: dict[str, str] | None = None, kind: type[BaseSettings] = Settings) -> Any:
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch.dict(os.environ, {**variables, "SECRETS_DIR": folder}, clear=True),
    ):
        for name, text in (files or {}).items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        try:
            return kind(_secrets_dir=folder).model_dump(mode="json")
        except Exception as error:
            return f"{type(error).__name__}: {error}".replace(folder, "FOLDER")[:300]


def watch_json_beside_single_variables() -> object:
    whole = '{"host": "db", "port": 1, "password": "correct-horse-battery"}'
    return [
        read({"SHOP_DATABASE": whole}),
        read({"SHOP_DATABASE": whole, "SHOP_DATABASE__PORT": "2"}),
        read({"SHOP_DATABASE": "{"}),
        read({"SHOP_DATABASE": "[]"}),
        read({"shop_database__password": PASSWORD}),
        read({"SHOP_DATABASE__PASSWORD": PASSWORD, "SHOP_DATABASE__UNKNOWN": "1"}),
        read({"SHOP_DATABASE__PASSWORD__DEEPER": PASSWORD}),
    ]


def watch_secrets_as_files() -> object:
    return [
        read({}, {"shop_database__password": PASSWORD}),
        read({}, {"SHOP_DATABASE__PASSWORD": PASSWORD}),
        read({}, {"shop_database": '{"password": "correct-horse-battery"}'}),
        read({}, {"shop_database/password": PASSWORD}),
        read({}, {"shop_database__password": f"  {PASSWORD}\n\n"}),
        read({}, {"shop_database__password": PASSWORD, "other": "x"}),
    ]


def watch_source_without_nesting() -> object:
    class Flat(BaseSettings):
        model_config = SettingsConfigDict(env_prefix="SHOP_", env_nested_delimiter="__")
        database: Database

    files = [{"shop_database__password": PASSWORD}, {"shop_database": '{"password": "correct-horse-battery"}'}]
    return [read({}, each, Flat) for each in files]


def watch_partial_update_of_a_default() -> object:
    class Mail(BaseModel):
        host: str = "mail"
        port: int = 25

    told = []
    for partial in (False, True):

        class Own(BaseSettings):
            model_config = SettingsConfigDict(env_nested_delimiter="__", nested_model_default_partial_update=partial)
            mail: Mail = Mail(host="own")

        told.append(read({"MAIL__PORT": "26"}, kind=Own))
    return told


def watch_limit_of_splits() -> object:
    class Inner(BaseModel):
        api_key: str = ""

    class Own(BaseSettings):
        model_config = SettingsConfigDict(env_nested_delimiter="_", env_nested_max_split=1)
        shop: Inner = Inner()

    return read({"SHOP_API_KEY": "x"}, kind=Own)


def watch_secrets_shown() -> object:
    secrets: list[Any] = [SecretStr("abc"), SecretStr(""), SecretBytes(b"abc")]
    shown = [
        [str(secret), repr(secret), len(secret), secret == type(secret)(secret.get_secret_value())]
        for secret in secrets
    ]
    return shown, [TypeAdapter(type(secret)).dump_python(secret, mode="json") for secret in secrets]


def watch_openapi() -> object:
    return app.openapi()
