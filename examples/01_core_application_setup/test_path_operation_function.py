import enum
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from path_operation_function import Reading, app, read_model

client = TestClient(app)

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


class Color(enum.Enum):
    RED = "red"


@dataclass
class Point:
    x: int
    y: float


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/dict", '{"count":3}'),
        ("/list", '["north","söuth"]'),
        ("/scalar", "1e-7"),
        ("/none", "null"),
        ("/model", '{"sensor":"roof","value":21.0,"cost":"1.10","taken_at":"2026-01-02T03:04:05Z"}'),
        ("/datetime", '"2026-01-02T03:04:05Z"'),
    ],
)
def test_each_kind_of_return_value_arrives_as_json(path: str, body: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.content == body.encode()
    assert dict(response.headers) == {
        "content-type": "application/json",
        "content-length": str(len(body.encode())),
    }


@pytest.mark.parametrize(
    ("value", "annotation", "annotated", "bare"),
    [
        (1e-7, float, "1e-7", "1e-07"),
        (1e16, float, "1e+16", "1e+16"),
        (NOON, datetime, '"2026-01-02T12:00:00Z"', '"2026-01-02T12:00:00+00:00"'),
        (timedelta(seconds=90), timedelta, '"PT1M30S"', "90.0"),
        (Decimal("1.10"), Decimal, '"1.10"', "1.1"),
        (Decimal("5"), Decimal, '"5"', "5"),
        (date(2026, 1, 2), date, '"2026-01-02"', '"2026-01-02"'),
        (
            uuid.UUID(int=1),
            uuid.UUID,
            '"00000000-0000-0000-0000-000000000001"',
            '"00000000-0000-0000-0000-000000000001"',
        ),
        (Color.RED, Color, '"red"', '"red"'),
        (Point(1, 2), Point, '{"x":1,"y":2.0}', '{"x":1,"y":2}'),
        ((1, "a"), tuple[int, str], '[1,"a"]', '[1,"a"]'),
        ({1}, set[int], "[1]", "[1]"),
        (b"raw", bytes, '"raw"', '"raw"'),
        ({1: None}, dict[int, None], '{"1":null}', '{"1":null}'),
        (True, bool, "true", "true"),
        ("é\u2028</", str, '"é\u2028</"', '"é\u2028</"'),
        (2**70, int, "1180591620717411303424", "1180591620717411303424"),
    ],
)
def test_the_text_with_and_without_a_return_annotation(
    value: object, annotation: object, annotated: str, bare: str
) -> None:
    both = FastAPI()
    both.get("/annotated")(returning(value, annotation))
    both.get("/bare")(returning(value, None))
    assert TestClient(both).get("/annotated").content == annotated.encode()
    assert TestClient(both).get("/bare").content == bare.encode()


def test_a_model_without_an_annotation_keeps_the_texts_of_pydantic() -> None:
    bare = FastAPI()
    bare.get("/")(returning(read_model(), None))
    assert TestClient(bare).get("/").content == client.get("/model").content


def test_nan_is_null_with_an_annotation_and_an_error_without() -> None:
    both = FastAPI()
    both.get("/annotated")(returning(float("nan"), float))
    both.get("/bare")(returning(float("nan"), None))
    lenient = TestClient(both, raise_server_exceptions=False)
    response = lenient.get("/annotated")
    assert (response.status_code, response.text) == (200, "null")
    response = lenient.get("/bare")
    assert (response.status_code, response.text) == (500, "Internal Server Error")


def test_a_generator_of_values_becomes_a_list_without_an_annotation() -> None:
    numbers = FastAPI()
    numbers.get("/")(lambda: (number for number in range(3)))
    assert TestClient(numbers).get("/").json() == [0, 1, 2]


def test_a_value_that_has_no_json_form_is_a_server_error() -> None:
    impossible = FastAPI()
    impossible.get("/")(lambda: 1j)
    with pytest.raises(ValueError, match="'complex' object is not iterable"):
        TestClient(impossible).get("/")
    assert TestClient(impossible, raise_server_exceptions=False).get("/").status_code == 500


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        (
            "/dict",
            {"type": "object", "additionalProperties": {"type": "integer"}, "title": "Response Read Dict Dict Get"},
        ),
        ("/list", {"type": "array", "items": {"type": "string"}, "title": "Response Read List List Get"}),
        ("/scalar", {"type": "number", "title": "Response Read Scalar Scalar Get"}),
        ("/none", {}),
        ("/model", {"$ref": "#/components/schemas/Reading"}),
        (
            "/datetime",
            {"type": "string", "format": "date-time", "title": "Response Read Datetime Datetime Get"},
        ),
    ],
)
def test_the_return_annotation_is_what_openapi_documents(path: str, schema: dict[str, Any]) -> None:
    assert app.openapi()["paths"][path]["get"]["responses"] == {
        "200": {"description": "Successful Response", "content": {"application/json": {"schema": schema}}}
    }


def test_the_returned_model_is_documented_as_it_is_written() -> None:
    assert app.openapi()["components"]["schemas"][Reading.__name__] == {
        "properties": {
            "sensor": {"type": "string", "title": "Sensor"},
            "value": {"type": "number", "title": "Value"},
            "cost": {"type": "string", "title": "Cost"},
            "taken_at": {"type": "string", "format": "date-time", "title": "Taken At"},
        },
        "type": "object",
        "required": ["sensor", "value", "cost", "taken_at"],
        "title": "Reading",
    }


def returning(value: object, annotation: object) -> Callable[[], object]:
    def read() -> object:
        return value

    if annotation is None:
        del read.__annotations__["return"]
    else:
        read.__annotations__["return"] = annotation
    return read
