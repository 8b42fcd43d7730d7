"""Serve a built site on this machine."""

from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from fastapi_by_example.errors import UsageError
from fastapi_by_example.site.write import is_site

LOOPBACK = "127.0.0.1"


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without logging and without caching, since the site may be rebuilt."""

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing."""

    def end_headers(self) -> None:
        """Disable caching."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server for the site in a folder, on the loopback interface; port 0 means any free one.

    Raises UsageError if there is no site or the port is in use.
    """
    if not is_site(folder):
        raise UsageError(
            f"{folder} is not a built site", hint=f"build one with `fastapi-by-example site build {folder}`"
        )
    handler: Callable[..., Any] = partial(QuietHandler, directory=str(folder))
    try:
        return ThreadingHTTPServer((LOOPBACK, port), handler)
    except OSError as error:
        raise UsageError(f"cannot serve on port {port}: {error.strerror}", hint="choose another with --port") from error
