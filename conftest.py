"""Fixtures that several examples share: real server processes, ports for them, databases, and Redis."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from uuid import uuid4

import pytest

PATIENCE = 45.0


class ServerProcess:
    """A command in its own session, with its output read line by line."""

    def __init__(self, command: list[str], env: Mapping[str, str], cwd: Path | None) -> None:
        self.process = subprocess.Popen(
            command,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1", "FORCE_COLOR": "", "COLUMNS": "200", **env},
            cwd=cwd,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._lines: list[str] = []
        self._ended = False
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._news:
                self._lines.append(line)
                self._news.notify_all()
        with self._news:
            self._ended = True
            self._news.notify_all()

    @property
    def output(self) -> str:
        """The output of the command so far, both streams combined."""
        with self._news:
            return "".join(self._lines)

    def wait_for(self, text: str, times: int = 1) -> str:
        """Return the output once it contains `text` `times` times; fail with the output if it never does."""

        def found() -> bool:
            return sum(line.count(text) for line in self._lines) >= times

        with self._news:
            self._news.wait_for(lambda: found() or self._ended, timeout=PATIENCE)
            assert found(), (
                f"{text!r} was not printed {times} time(s) by the command; it printed:\n{''.join(self._lines)}"
            )
            return "".join(self._lines)

    def stop(self, signum: int = signal.SIGTERM) -> int:
        """Send a signal to the command's first process; return its exit status."""
        self.process.send_signal(signum)
        return self.process.wait(timeout=PATIENCE)

    def end_group(self) -> None:
        """Kill the command and its remaining children."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=PATIENCE)
        self._reader.join(timeout=PATIENCE)
        if self.process.stdout and not self._reader.is_alive():
            self.process.stdout.close()


@pytest.fixture
def free_port() -> int:
    """A free TCP port on 127.0.0.1."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def start_server() -> Iterator[Callable[..., ServerProcess]]:
    """Start `python -m ...` servers, which are stopped after the test.

    `start_server("uvicorn", "uvicorn_server:app", "--port", str(port), env={...}, cwd=folder)`
    """
    started: list[ServerProcess] = []

    def start(*arguments: str, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> ServerProcess:
        server = ServerProcess([sys.executable, "-m", *arguments], env or {}, cwd)
        started.append(server)
        return server

    yield start
    for server in started:
        server.end_group()


@contextlib.contextmanager
def fresh_database(folder: Path, sqlite: str) -> Iterator[None]:
    """Set DATABASE_URL to an empty SQLite file, or to an empty schema if it names a PostgreSQL server."""
    given = os.environ.get("DATABASE_URL", "")
    with pytest.MonkeyPatch.context() as monkeypatch:
        if not given.startswith("postgres"):
            # On a busy machine, concurrent writers may wait longer than SQLite's default of five seconds.
            monkeypatch.setenv("DATABASE_URL", f"{sqlite}:///{folder / 'test.db'}?timeout=60")
            yield
            return
        from sqlalchemy import create_engine, make_url
        from sqlalchemy.schema import CreateSchema, DropSchema

        schema = f"example_{uuid4().hex}"
        server_url = make_url(given).set(drivername="postgresql+psycopg")
        url = server_url.update_query_dict({"options": f"-csearch_path={schema}"})
        monkeypatch.setenv("DATABASE_URL", url.render_as_string(hide_password=False))
        server = create_engine(server_url, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(CreateSchema(schema))
        try:
            yield
        finally:
            with server.connect() as connection:
                connection.execute(DropSchema(schema, cascade=True))
            server.dispose()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[None]:
    """Set DATABASE_URL to an empty database for `create_engine`."""
    with fresh_database(tmp_path, "sqlite"):
        yield


@pytest.fixture(scope="module")
def module_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Set DATABASE_URL to a database for `create_engine` that all tests of a module share."""
    with fresh_database(tmp_path_factory.mktemp("database"), "sqlite"):
        yield


@pytest.fixture
def async_database(tmp_path: Path) -> Iterator[None]:
    """Set DATABASE_URL to an empty database for `create_async_engine`."""
    with fresh_database(tmp_path, "sqlite+aiosqlite"):
        yield


@pytest.fixture
def redis_url(tmp_path: Path, free_port: int) -> Iterator[str]:
    """The Redis that REDIS_URL names, an empty `redis-server`, or without that program a stand-in in this process."""
    if "REDIS_URL" in os.environ:
        yield os.environ["REDIS_URL"]
    elif program := shutil.which("redis-server"):
        settings = ["--port", str(free_port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
        with subprocess.Popen([program, *settings], stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            assert any("eady to accept connections" in line for line in server.stdout)
            yield f"redis://127.0.0.1:{free_port}/0"
            server.kill()
    else:
        from fakeredis import TcpFakeServer

        with TcpFakeServer(("127.0.0.1", 0)) as stand_in:
            stand_in.daemon_threads = True
            threading.Thread(target=stand_in.serve_forever, daemon=True).start()
            yield f"redis://127.0.0.1:{stand_in.server_address[1]}/0"
            stand_in.shutdown()
