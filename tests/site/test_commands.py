"""The commands of "Run it" are run exactly as on the page, in order, in an empty folder."""

import contextlib
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.corpus.howto import Block, serves
from fastapi_by_example.site.render import render
from fastapi_by_example.site.serve import server
from fastapi_by_example.site.views import Site
from fastapi_by_example.site.write import write_site
from tests.calling import free_port, plain_environment, serving, uv_path

SLUGS = sorted(discover().concepts)
KINDS = [
    ("route_order", "With uv"),
    ("route_order", "With pip"),
    ("jwt_create", "With uv"),
    ("fastapi_cli", "With uv"),
    ("static_files", "With uv"),
    ("celery_task_queue", "With uv"),
]
"""A plain example both ways, one that needs a secret, one with another name, one with assets, and a queue."""
OTHERS = [(slug, tool) for slug in SLUGS for tool in ("With uv", "With pip") if (slug, tool) not in KINDS]


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site of the real corpus at its address on the loopback."""
    folder = tmp_path_factory.mktemp("published") / "site"
    write_site({}, folder)
    with server(folder, 0) as listening:
        site = Site(discover(), (), f"http://127.0.0.1:{listening.server_port}/")
        write_site(render(site), folder)
        thread = threading.Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        yield site
        listening.shutdown()
        thread.join()


@dataclass(frozen=True)
class Reader:
    """A reader who pastes blocks into terminals in one folder."""

    folder: Path
    environ: dict[str, str]

    def paste(self, block: Block) -> str:
        """Run a block to its end; if it fails, fail with its output."""
        done = subprocess.run(self._shell(block), env=self.environ, capture_output=True, text=True)
        assert done.returncode == 0, (block.title, done.stdout[-3000:], done.stderr[-3000:])
        return done.stdout

    @contextlib.contextmanager
    def keep_running(self, block: Block) -> Iterator[None]:
        """Run a block in the background during the `with` block."""
        with (self.folder.parent / "terminal.txt").open("w") as terminal:
            process = subprocess.Popen(
                self._shell(block), env=self.environ, stdout=terminal, stderr=terminal, start_new_session=True
            )
            try:
                yield
                assert process.poll() is None, (block.title, Path(terminal.name).read_text()[-3000:])
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def serve(self, block: Block) -> None:
        """Run the block that serves, and request the application's OpenAPI document or any other response."""
        port = free_port()
        environ = {**self.environ, "PORT": str(port)}
        with serving(self._shell(block), environ, port) as ask, contextlib.suppress(ValueError):
            ask("/openapi.json")  # an application without documentation answers in HTML

    def _shell(self, block: Block) -> list[str]:
        return ["bash", "-ec", "\n".join([f"cd {self.folder}", *block.lines])]


def run_as_pasted(site: Site, slug: str, tool: str, reader: Reader) -> None:
    """Paste the blocks of one tool in order. Blocks that keep running do so until the end."""
    commands = dict(site.concepts[slug].commands(site.url))
    blocks = [*commands["Before you start"], *commands[tool]]
    with contextlib.ExitStack() as running:
        for block in blocks:
            if block.title == "Serve it":
                reader.serve(block)
            elif block.title == "Start Redis":
                continue  # the fixture's Redis listens on a free port
            elif block.keeps_running:
                running.enter_context(reader.keep_running(block))
            else:
                out = reader.paste(block)
        assert " passed" in out or " skipped" in out, out


@pytest.fixture
def reader(tmp_path: Path, redis_url: str) -> Reader:
    """A reader with an empty folder."""
    folder = tmp_path / "empty"
    folder.mkdir()
    path = os.pathsep.join([str(Path(uv_path()).parent), os.environ["PATH"]])
    return Reader(folder, plain_environment(PATH=path, REDIS_URL=redis_url))


@pytest.mark.parametrize(("slug", "tool"), KINDS)
def test_each_kind_of_commands_runs_as_pasted(published: Site, reader: Reader, slug: str, tool: str) -> None:
    run_as_pasted(published, slug, tool, reader)


@pytest.mark.full
@pytest.mark.parametrize(("slug", "tool"), OTHERS)
def test_all_commands_run_as_pasted(published: Site, reader: Reader, slug: str, tool: str) -> None:
    run_as_pasted(published, slug, tool, reader)


def test_redis_starts_with_its_command(published: Site, reader: Reader) -> None:
    if not shutil.which("redis-server"):
        pytest.skip("no redis-server on this machine")
    commands = dict(published.concepts["celery_task_queue"].commands(published.url))
    (block,) = [block for block in commands["Before you start"] if block.title == "Start Redis"]
    port = free_port()
    elsewhere = Block(block.title, (f"{block.lines[0]} --port {port}",), True)
    ping = Block("Ask it", (f"until redis-cli -p {port} ping; do :; done",))
    with reader.keep_running(elsewhere):
        assert "PONG" in reader.paste(ping)


@pytest.mark.full
def test_image_is_built_if_an_engine_is_available(published: Site, reader: Reader) -> None:
    engine = next((name for name in ("docker", "podman") if works(name)), None)
    if engine is None:
        pytest.skip("no container engine that works on this machine")
    commands = dict(published.concepts["docker_deployment"].commands(published.url))
    for block in (*commands["Before you start"], commands["With Docker"][0]):
        reader.paste(Block(block.title, tuple(line.replace("docker ", f"{engine} ", 1) for line in block.lines)))


def works(engine: str) -> bool:
    """Whether a container engine runs and has the base image."""
    if not shutil.which(engine):
        return False
    asked = subprocess.run([engine, "image", "inspect", "python:3.14-slim"], capture_output=True)
    return asked.returncode == 0


def test_every_served_example_has_separate_blocks_for_serving_and_testing(published: Site) -> None:
    for view in published.concepts.values():
        for tool, blocks in view.commands(published.url):
            titles = [block.title for block in blocks]
            if tool.startswith("With ") and tool != "With Docker":
                assert "Test it" in titles
                assert ("Serve it" in titles) == serves(view.concept.source)
                lines = {block.title: " ".join(block.lines) for block in blocks}
                assert "fastapi dev" not in lines["Test it"]
                assert "pytest " not in lines.get("Serve it", "")
                assert all("--no-project" in line for line in lines.values() if "uv run" in line)
