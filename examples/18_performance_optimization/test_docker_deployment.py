import json
import re
import shlex
import shutil
import signal
import socket
import subprocess
import tomllib
import uuid
from collections.abc import Callable, Iterator
from importlib.metadata import metadata
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from docker_deployment import app
from dockerfile_parse import DockerfileParser  # type: ignore[import-untyped]
from fastapi.testclient import TestClient

HERE = Path(__file__).parent
SCRIPT = (HERE / "docker_deployment.py").read_text()
DOCKERFILE = HERE / "docker_deployment.Dockerfile"

dockerfile = DockerfileParser(fileobj=BytesIO(DOCKERFILE.read_bytes()))
steps: list[tuple[str, str]] = [(step["instruction"], step["value"]) for step in dockerfile.structure]


def value_of(instruction: str) -> str:
    (value,) = [value for name, value in steps if name == instruction]
    return value


def header() -> dict[str, Any]:
    """The script's own requirements: the PEP 723 header without the lines that are for the test."""
    lines = SCRIPT.partition("# ///\n")[0].splitlines()[1:]
    return tomllib.loads("\n".join(line[2:] for line in lines if "for the test" not in line))


def version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """A folder with the files that the image gets, and nothing else."""
    *sources, target = shlex.split(value_of("COPY"))
    assert target == "."
    for source in sources:
        shutil.copy(HERE / source, tmp_path)
    return tmp_path


def test_app_answers() -> None:
    response = TestClient(app).get("/health")
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


def test_base_image_is_a_slim_python_that_script_and_fastapi_accept() -> None:
    image = re.fullmatch(r"python:(\d+\.\d+)-slim", dockerfile.baseimage)
    assert image
    assert version(image[1]) >= version(header()["requires-python"].removeprefix(">="))
    assert version(image[1]) >= version(metadata("fastapi")["Requires-Python"].removeprefix(">="))


def test_fastapi_needs_at_least_python_3_11() -> None:
    assert metadata("fastapi")["Requires-Python"] == ">=3.11"


def test_image_installs_what_the_script_declares() -> None:
    (install,) = [value for name, value in steps if name == "RUN" and value.startswith("pip install")]
    options = [word for word in shlex.split(install)[2:] if word.startswith("-")]
    packages = [word for word in shlex.split(install)[2:] if not word.startswith("-")]
    assert packages == header()["dependencies"]
    assert options == ["--no-cache-dir"]


def test_dependencies_come_before_the_code_and_the_user_before_the_command() -> None:
    assert [name for name, _ in steps] == ["FROM", "WORKDIR", "RUN", "RUN", "COPY", "USER", "EXPOSE", "CMD"]
    assert steps[3][1].startswith("pip install")


def test_container_does_not_run_as_root() -> None:
    user = value_of("USER")
    assert user not in {"root", "0"}
    assert ("RUN", f"useradd --system {user}") in steps


def test_port_needs_no_privilege_and_is_the_documented_one() -> None:
    port = value_of("EXPOSE")
    assert int(port) >= 1024
    assert f"-p {port}:{port} " in SCRIPT


def test_command_is_in_exec_form_and_listens_on_the_exposed_port() -> None:
    command = json.loads(value_of("CMD"))
    assert command == ["fastapi", "run", "docker_deployment.py", "--port", value_of("EXPOSE")]


def test_command_serves_the_copied_files_and_ends_on_sigterm(
    start_server: Callable[..., Any], free_port: int, code: Path
) -> None:
    port = value_of("EXPOSE")
    command = [str(free_port) if word == port else word for word in json.loads(value_of("CMD"))]
    server = start_server(*command, cwd=code)
    server.wait_for("Application startup complete.")
    response = httpx.get(f"http://127.0.0.1:{free_port}/health")
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert f"0.0.0.0:{free_port}" in server.output
    server.stop(signal.SIGTERM)
    server.wait_for("Application shutdown complete.")
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", free_port)) != 0


def docker(*arguments: str) -> str:
    result = subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout.strip()


@pytest.fixture
def image(code: Path) -> Iterator[str]:
    if not shutil.which("docker"):
        pytest.skip("no container engine: there is no docker command")
    if subprocess.run(["docker", "info"], capture_output=True, check=False).returncode:
        pytest.skip("no container engine: `docker info` fails")
    name = f"docker-deployment-{uuid.uuid4().hex[:12]}"
    docker("build", "--tag", name, "--file", str(DOCKERFILE), str(code))
    yield name
    docker("image", "rm", "--force", name)


def test_image_is_built_and_its_container_answers(image: str) -> None:
    container = docker("run", "--detach", "--publish", f"127.0.0.1::{value_of('EXPOSE')}", image)
    try:
        command = ["docker", "logs", "--follow", container]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as logs:
            assert logs.stdout is not None
            assert any("Application startup complete." in line for line in logs.stdout), "it never came up"
            address = docker("port", container, value_of("EXPOSE"))
            response = httpx.get(f"http://{address}/health")
            assert response.status_code == 200
            assert response.json() == {"status": "ok"}
            assert docker("exec", container, "id", "-un") == value_of("USER")
            docker("stop", container)
            assert any("Application shutdown complete." in line for line in logs.stdout), "it was killed"
    finally:
        docker("rm", "--force", container)
