"""Around structured logging: what values become in JSON, processors, and what binds to a context."""

import json
import logging
from collections.abc import Callable
from typing import Any

import structlog
from fastapi.testclient import TestClient
from structlog.contextvars import bound_contextvars, get_contextvars
from structlog.stdlib import ProcessorFormatter
from structlog.testing import capture_logs
from structured_logging import RENDERED, app


def watch_values_in_json() -> object:
    render: Any = structlog.processors.JSONRenderer()
    values: list[Any] = ["é", "\n", b"a", {1, 2} and {1}, object, 1.5, float("nan"), None, {"a": [1]}, "\ud800", 10**30]
    told = []
    for value in values:
        try:
            told.append(render(None, "info", {"value": value}))
        except Exception as error:
            told.append(type(error).__name__)
    return told


def watch_order_of_keys() -> object:
    unsorted: Any = structlog.processors.JSONRenderer()
    sorting: Any = structlog.processors.JSONRenderer(sort_keys=True)
    return [render(None, "info", {"event": "b", "a": 1}) for render in (unsorted, sorting)]


def watch_captured_logs_of_a_request() -> object:
    with capture_logs() as lines:
        TestClient(app).get("/items/shoe", headers={"X-Request-ID": "abc"})
    return [sorted(line) for line in lines]


def watch_context_that_is_bound_for_a_block() -> object:
    with bound_contextvars(user="ada"):
        inside = dict(get_contextvars())
    return inside.get("user"), "user" in get_contextvars()


def watch_filter_by_level() -> object:
    make: Callable[[int], Any] = structlog.make_filtering_bound_logger
    wrapper = make(logging.WARNING)(structlog.testing.CapturingLogger(), [], {})
    wrapper.info("quiet")
    wrapper.warning("loud")
    return [call.method_name for call in wrapper._logger.calls]


def watch_traceback_as_objects() -> object:
    told = []
    for show_locals in (False, True):
        transform = structlog.tracebacks.ExceptionDictTransformer(show_locals=show_locals)
        try:
            secret = "hidden"
            raise ValueError(secret)
        except ValueError as error:
            (found,) = transform((type(error), error, error.__traceback__))
        told.append([found["exc_type"], found["exc_value"], sorted(found["frames"][0])])
    return told


def watch_line_of_the_standard_library() -> object:
    formatter = ProcessorFormatter(processors=RENDERED, foreign_pre_chain=[structlog.stdlib.add_logger_name])
    record = logging.LogRecord("lib", logging.INFO, "file", 1, "%s of %d", ("one", 2), None)
    return json.loads(formatter.format(record))
