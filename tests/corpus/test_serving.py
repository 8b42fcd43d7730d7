"""Every example is served with the command that `copy` prints, from an empty folder."""

import http.client
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.corpus.howto import serves
from tests.calling import COMMAND, free_port, plain_environment, serving

SERVED = {concept.slug: concept for concept in discover().concepts.values() if serves(concept.source)}
DOCUMENTS = ["/openapi.json", "/api/v1/openapi.json"]


def answers(port: int, paths: list[str]) -> Iterator[int]:
    """The status codes of a server on some paths, for the host that the examples with a list of hosts allow."""
    for path in paths:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", path, headers={"Host": "example.com"})
        yield connection.getresponse().status
        connection.close()


@pytest.mark.full
@pytest.mark.parametrize("slug", sorted(SERVED))
def test_printed_command_serves_the_copied_script(slug: str, tmp_path: Path, redis_url: str) -> None:
    if "MONGODB_URL" in SERVED[slug].declared.services and "MONGODB_URL" not in os.environ:
        pytest.skip("MONGODB_URL names no MongoDB server")
    copied = subprocess.run([COMMAND, "copy", slug], cwd=tmp_path, check=True, capture_output=True, text=True)
    command = copied.stdout.partition("try it: ")[2].splitlines()[0]
    port = free_port()
    shell = ["sh", "-c", f"cd {tmp_path} && {command} --port {port}"]
    with serving(shell, plain_environment(REDIS_URL=redis_url), port):
        statuses = list(answers(port, [*DOCUMENTS, "/"]))
    assert any(status < 400 for status in statuses) or set(statuses) <= {401, 403, 404}
    assert max(statuses) < 500


def test_nearly_every_example_can_be_served() -> None:
    assert len(SERVED) > 140
