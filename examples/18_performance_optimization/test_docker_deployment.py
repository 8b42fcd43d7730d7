# /// script
# requires-python = ">=3.11"
# dependencies = ["httpx"]
# ///
import json
import re
import shutil
import subprocess
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from docker_deployment import app
from fastapi.testclient import TestClient

HERE = Path(__file__).parent
DOCKERFILE = HERE / "docker_deployment.Dockerfile"
LOCK = "docker_deployment.requirements.txt"
STEPS = [line.split(maxsplit=1) for line in DOCKERFILE.read_text().splitlines() if line]
COMMAND = json.loads(STEPS[-1][1])


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """A folder with the files that the ignore file lets through, and nothing else."""
    first, *kept = Path(f"{DOCKERFILE}.dockerignore").read_text().split()
    assert first == "*"
    for name in kept:
        shutil.copy(HERE / name.removeprefix("!"), tmp_path)
    return tmp_path


def test_dependencies_come_before_the_code_and_the_user_before_the_command(code: Path) -> None:
    steps = [" ".join(step) for step in STEPS]
    order = [
        f"COPY {LOCK} .",
        f"RUN pip install --no-cache-dir --no-deps -r {LOCK}",
        "COPY docker_deployment.py .",
        "USER app",
    ]
    assert steps[0] == "FROM python:3.14-slim"
    assert [step for step in steps if step in order] == order
    assert steps.index("RUN useradd --system app") < steps.index("USER app") < len(steps) - 1
    assert {path.name for path in code.iterdir()} == {LOCK, "docker_deployment.py"}


def test_app_answers() -> None:
    assert TestClient(app).get("/health").json() == {"status": "ok"}


def test_lock_pins_every_package_and_has_what_the_script_declares() -> None:
    lines = [line for line in (HERE / LOCK).read_text().splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9.-]+==[a-z0-9.]+", line) for line in lines)
    assert {"fastapi", "fastapi-cli", "uvicorn"} <= {line.partition("==")[0] for line in lines}


@pytest.mark.parametrize(("trusted", "scheme"), [("127.0.0.1", "https"), ("192.0.2.1", "http")])
def test_command_serves_the_copied_files_behind_a_proxy_and_ends_on_sigterm(
    trusted: str, scheme: str, start_server: Callable[..., Any], free_port: int, code: Path
) -> None:
    environment = {"FORWARDED_ALLOW_IPS": trusted}
    server = start_server(*COMMAND, "--port", str(free_port), cwd=code, env=environment)
    server.wait_for("Application startup complete.")
    url = f"http://127.0.0.1:{free_port}/health"
    assert httpx.get(url).json() == {"status": "ok"}
    redirect = httpx.get(f"{url}/", headers={"X-Forwarded-Proto": "https"})
    assert redirect.headers["location"] == f"{scheme}://127.0.0.1:{free_port}/health"
    assert f"0.0.0.0:{free_port}" in server.output
    server.stop()
    server.wait_for("Application shutdown complete.")


@pytest.fixture
def engine() -> Callable[..., str]:
    reasons = []
    for name in filter(shutil.which, ("docker", "podman")):

        def run(*arguments: str, command: str = name) -> str:
            done = subprocess.run([command, *arguments], stdout=-1, stderr=-2, text=True, check=False)
            assert done.returncode == 0, done.stdout
            return done.stdout

        try:
            run("run", "--rm", STEPS[0][1], "true")
        except AssertionError as reason:
            reasons.append(f"{name}: {reason}")
        else:
            return run
    pytest.skip(f"no container engine works here {reasons}")


def test_image_is_built_and_its_container_answers(engine: Callable[..., str], free_port: int, code: Path) -> None:
    name, port = f"docker-deployment-{uuid.uuid4().hex[:12]}", str(free_port)
    engine("build", "--tag", name, "--file", str(DOCKERFILE), str(code))
    try:
        engine(
            "run", "--detach", "--name", name, "--env", f"PORT={port}", "--publish", f"127.0.0.1:{port}:{port}", name
        )
        with httpx.Client(transport=httpx.HTTPTransport(retries=6)) as client:
            assert client.get(f"http://127.0.0.1:{port}/health").json() == {"status": "ok"}
        assert engine("exec", name, "id", "-un").strip() == "app"
        engine("stop", "--time", "30", name)
        assert "Application shutdown complete." in engine("logs", name)
    finally:
        engine("rm", "--force", name)
        engine("image", "rm", "--force", name)
