from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import background_task_dependencies
import pytest
from background_task_dependencies import app, open_log
from fastapi.testclient import TestClient

client = TestClient(app)


@pytest.fixture(autouse=True)
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "articles.log"
    monkeypatch.setattr(background_task_dependencies, "LOG", path)
    return path


def test_task_of_the_dependency_runs_before_the_task_of_the_endpoint(log: Path) -> None:
    response = client.post("/articles", json={"title": "News"})
    assert response.status_code == 201
    assert log.read_text().splitlines() == ["created 'News'", "counted", "indexed 'News'"]


def test_tasks_work_whether_the_request_has_closed_its_resource_or_not(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_and_close() -> Iterator[TextIO]:
        for file in open_log():
            yield file
            file.close()

    monkeypatch.setitem(app.dependency_overrides, open_log, open_and_close)
    client.post("/articles", json={"title": "News"})
    assert log.read_text().splitlines()[1:] == ["counted", "indexed 'News'"]


def test_resource_is_closed_after_the_request(monkeypatch: pytest.MonkeyPatch) -> None:
    files: list[TextIO] = []

    def open_and_remember() -> Iterator[TextIO]:
        for file in open_log():
            files.append(file)
            yield file

    monkeypatch.setitem(app.dependency_overrides, open_log, open_and_remember)
    client.post("/articles", json={"title": "News"})
    assert [file.closed for file in files] == [True]


def test_title_cannot_forge_a_line_of_the_log(log: Path) -> None:
    client.post("/articles", json={"title": "News'\nindexed 'Forged"})
    assert len(log.read_text().splitlines()) == 3


def test_no_task_runs_for_an_invalid_request(log: Path) -> None:
    assert client.post("/articles", json={"title": "a" * 101}).status_code == 422
    assert not log.exists() or log.read_text() == ""
    assert client.post("/articles", json={"title": "a" * 100}).status_code == 201
    assert log.read_text() != ""
