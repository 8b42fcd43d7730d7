"""Around Uvicorn workers: app objects in place of import strings, defaults of the server, and its options."""

import logging
import os
from typing import Any
from unittest import mock

import uvicorn
from uvicorn_workers import app


def outcome(call: Any) -> Any:
    records: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: records.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("uvicorn.error")
    logger.addHandler(handler)
    try:
        call()
    except BaseException as error:
        return f"{type(error).__name__}: {error}", records
    finally:
        logger.removeHandler(handler)
    return "returned", records


def watch_app_object_with_several_workers() -> object:
    return [
        outcome(lambda: uvicorn.run(app, workers=2, log_config=None)),
        outcome(lambda: uvicorn.run(app, reload=True, log_config=None)),
    ]


def watch_app_that_cannot_be_imported() -> object:
    names = ["missing_module:app", "uvicorn_workers:missing", "uvicorn_workers"]
    return [outcome(lambda name=name: uvicorn.Config(name, log_config=None).load()) for name in names]


def watch_number_of_workers() -> object:
    found: list[Any] = []
    for value in (None, "3"):
        with mock.patch.dict(os.environ, {"WEB_CONCURRENCY": value} if value else {}):
            if value is None:
                os.environ.pop("WEB_CONCURRENCY", None)
            config = uvicorn.Config("uvicorn_workers:app", log_config=None)
            explicit = uvicorn.Config("uvicorn_workers:app", workers=2, log_config=None)
            found.append([config.workers, explicit.workers, config.use_subprocess, explicit.use_subprocess])
    return found


def watch_reload_and_workers_together() -> object:
    config = uvicorn.Config("uvicorn_workers:app", reload=True, workers=2, log_config=None)
    return config.should_reload, config.workers, config.use_subprocess


DEFAULTS = """host port uds lifespan ws ws_max_size ws_ping_interval http loop interface backlog timeout_keep_alive
    timeout_notify timeout_graceful_shutdown timeout_worker_healthcheck limit_concurrency limit_max_requests
    limit_max_requests_jitter h11_max_incomplete_event_size access_log server_header date_header root_path ssl_version
    reset_contextvars"""


def watch_defaults_of_the_server() -> object:
    config = uvicorn.Config("uvicorn_workers:app", log_config=None)
    return {name: repr(getattr(config, name, "absent")) for name in DEFAULTS.split()}


def watch_options_of_the_command_line() -> object:
    from uvicorn.main import main

    return sorted(option for parameter in main.params for option in parameter.opts)
