"""Show a built site on this machine."""

from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from fastapi_by_example.errors import UsageError
from fastapi_by_example.site.write import is_site

LOOPBACK = "127.0.0.1"


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without a line for each, and never from a browser's cache: the site may be built anew."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def end_headers(self) -> None:
        """Ask the browser to look again."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server for the site in a folder, on the loopback; port 0 takes a free one.

    Raises UsageError where there is no site, or the port is taken.
    """
    if not is_site(folder):
        raise UsageError(f"{folder} is no site; `fastapi-by-example site build {folder}` makes one.")
    handler: Callable[..., Any] = partial(QuietHandler, directory=str(folder))
    try:
        return ThreadingHTTPServer((LOOPBACK, port), handler)
    except OSError as error:
        raise UsageError(f"Cannot serve on port {port}: {error.strerror}. Give another one with --port.") from error
