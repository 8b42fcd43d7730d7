# /// script
# requires-python = ">=3.11"
# dependencies = ["httpx"]
# ///
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from docker_deployment import app
from fastapi.testclient import TestClient

HERE = Path(__file__).parent
DOCKERFILE = HERE / "docker_deployment.Dockerfile"
FILES = [line[1:] for line in Path(f"{DOCKERFILE}.dockerignore").read_text().split() if line.startswith("!")]
LOCK = "docker_deployment.requirements.txt"
INSTALL = [f"COPY {LOCK} .", f"RUN pip install --no-cache-dir --no-deps -r {LOCK}", "COPY docker_deployment.py ."]
ORDER = ["FROM python:3.14-slim", *INSTALL, "RUN useradd --system app", "USER app"]


def test_steps_cache_the_dependencies_and_give_up_root() -> None:
    assert [step for step in DOCKERFILE.read_text().splitlines() if step in ORDER] == ORDER


def test_app_answers() -> None:
    assert TestClient(app).get("/health").json() == {"status": "ok"}


def test_lock_pins_every_package_and_has_what_the_script_declares() -> None:
    pinned = dict(line.split("==") for line in (HERE / LOCK).read_text().splitlines() if line[0] != "#")
    assert {"fastapi", "fastapi-cli", "uvicorn"} <= pinned.keys()


@pytest.mark.parametrize(("trusted", "scheme"), [("127.0.0.1", "https"), ("192.0.2.1", "http")])
def test_command_serves_the_copied_files_behind_a_proxy(
    trusted: str, scheme: str, start_server: Callable[..., Any], free_port: int, tmp_path: Path
) -> None:
    for name in FILES:
        shutil.copy(HERE / name, tmp_path)
    command = [*json.loads(DOCKERFILE.read_text().rpartition("CMD ")[2]), "--port", str(free_port)]
    server = start_server(*command, cwd=tmp_path, env={"FORWARDED_ALLOW_IPS": trusted})
    server.wait_for("Application startup complete.")
    redirect = httpx.get(f"http://127.0.0.1:{free_port}/health/", headers={"X-Forwarded-Proto": "https"})
    assert redirect.headers["location"] == f"{scheme}://127.0.0.1:{free_port}/health"
    assert f"0.0.0.0:{free_port}" in server.output


def output_of(*command: str) -> str:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_image_is_built_and_its_container_answers(free_port: int) -> None:
    name, port, reasons = f"docker-deployment-{uuid4().hex}", free_port, []
    for engine in filter(shutil.which, ("docker", "podman")):
        try:
            output_of(engine, "run", "--rm", "python:3.14-slim", "true")
            break
        except AssertionError as reason:
            reasons.append(str(reason))
    else:
        pytest.skip(f"no container engine can run the base image: {reasons}")
    output_of(engine, "build", "--tag", name, "--file", str(DOCKERFILE), str(HERE))
    try:
        options = ["--name", name, "--env", f"PORT={port}", "--publish", f"127.0.0.1:{port}:{port}"]
        output_of(engine, "run", "--detach", *options, name)
        answer = httpx.Client(transport=httpx.HTTPTransport(retries=7)).get(f"http://127.0.0.1:{port}/health")
        assert answer.json() == {"status": "ok"}
        assert output_of(engine, "exec", name, "id", "-un").strip() == "app"
        output_of(engine, "stop", "--time", "30", name)
        assert "Application shutdown complete." in output_of(engine, "logs", name)
    finally:
        output_of(engine, "rm", "--force", name)
        output_of(engine, "image", "rm", "--force", name)
