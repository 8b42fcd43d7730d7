from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import PurePosixPath
from uuid import UUID

import pytest
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from json_response import Job, app

client = TestClient(app)


class Colour(Enum):
    RED = "red"


@dataclass
class Point:
    x: int
    at: date


def test_body_status_and_header_arrive() -> None:
    response = client.post("/jobs", json={"title": "Müll", "due": "2026-01-02T03:04:05Z"})
    assert response.status_code == 202
    assert dict(response.headers) == {
        "location": "/jobs/7",
        "content-length": "70",
        "content-type": "application/json",
    }
    assert response.content == '{"queued":{"title":"Müll","due":"2026-01-02T03:04:05Z"},"position":3}'.encode()


def test_it_bypasses_the_response_model() -> None:
    response = client.post("/jobs", json={"title": "x", "due": "2026-01-02T03:04:05Z"})
    assert set(response.json()) == {"queued", "position"}
    assert app.openapi()["paths"]["/jobs"]["post"]["responses"]["200"]["content"] == {
        "application/json": {"schema": {"$ref": "#/components/schemas/Job"}}
    }
    assert "202" not in app.openapi()["paths"]["/jobs"]["post"]["responses"]


@pytest.mark.parametrize(("total", "count", "average"), [(0, 1, b"0.0"), (1e-7, 1, b"1e-07"), (1, 4, b"0.25")])
def test_numbers_are_written_by_python(total: float, count: float, average: bytes) -> None:
    response = client.get("/average", params={"total": total, "count": count})
    assert response.status_code == 200
    assert response.content == b'{"average":' + average + b"}"


@pytest.mark.parametrize("total", ["nan", "inf", "-inf"])
def test_what_json_cannot_say_is_refused(total: str) -> None:
    with pytest.raises(ValueError, match=r"^Out of range float values are not JSON compliant"):
        client.get("/average", params={"total": total, "count": 1})
    response = TestClient(app, raise_server_exceptions=False).get("/average", params={"total": total, "count": 1})
    assert response.status_code == 500
    assert response.text == "Internal Server Error"


@pytest.mark.parametrize("count", ["0", "-1", "nan"])
def test_there_is_no_average_of_nothing(count: str) -> None:
    response = client.get("/average", params={"total": 1, "count": count})
    assert response.status_code == 422
    assert [(error["type"], error["loc"]) for error in response.json()["detail"]] == [
        ("greater_than", ["query", "count"])
    ]


def test_a_datetime_needs_the_encoder() -> None:
    due = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    with pytest.raises(TypeError, match=r"^Object of type datetime is not JSON serializable"):
        JSONResponse({"due": due})
    assert JSONResponse(jsonable_encoder({"due": due})).body == b'{"due":"2026-01-02T03:04:05+00:00"}'


def test_the_encoder_writes_a_model_like_pydantic_and_a_plain_value_like_python() -> None:
    due = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert jsonable_encoder(Job(title="x", due=due)) == {"title": "x", "due": "2026-01-02T03:04:05Z"}
    assert jsonable_encoder([due]) == ["2026-01-02T03:04:05+00:00"]


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        (date(2026, 1, 2), "2026-01-02"),
        (timedelta(minutes=1), 60.0),
        (Decimal("1.10"), 1.1),
        (Decimal("2"), 2),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (Colour.RED, "red"),
        (b"bytes", "bytes"),
        ({1}, [1]),
        ((1, 2), [1, 2]),
        (PurePosixPath("a/b"), "a/b"),
        (Point(1, date(2026, 1, 2)), {"x": 1, "at": "2026-01-02"}),
        ({1: {"a": None}}, {1: {"a": None}}),
    ],
)
def test_what_the_encoder_makes_of_other_values(value: object, encoded: object) -> None:
    result = jsonable_encoder(value)
    assert result == encoded
    assert type(result) is type(encoded)


def test_the_content_must_be_given_and_the_media_type_can_be() -> None:
    with pytest.raises(TypeError, match="content"):
        JSONResponse()  # type: ignore[call-arg]
    problem = JSONResponse({"title": "x"}, media_type="application/problem+json")
    assert dict(problem.headers) == {"content-length": "13", "content-type": "application/problem+json"}
