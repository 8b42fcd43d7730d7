"""What a server tells the runner over the control socket: one JSON object per line."""

import json
import socket
import sys
from typing import Any

from .protocol import Job
from .supervise import Child, supervise


def announce(control: socket.socket) -> None:
    """Tell the runner that the server is ready, with the imported FastAPI, to be checked against the installed one."""
    fastapi = sys.modules.get("fastapi")
    file = str(getattr(fastapi, "__file__", "") or "")
    _send(control, {"event": "ready", "fastapi": getattr(fastapi, "__version__", ""), "file": file})


def answer(control: socket.socket, job: Job, child: Child) -> None:
    """Supervise the process of a job to its end, and tell the runner what happened."""
    _send(control, {"event": "done", **supervise(child, job, control)})


def _send(control: socket.socket, message: dict[str, Any]) -> None:
    control.sendall(json.dumps(message).encode() + b"\n")
