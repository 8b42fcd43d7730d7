import json
import warnings
from datetime import UTC, date, datetime

import pytest
from fastapi import FastAPI
from fastapi.responses import JSONResponse, ORJSONResponse
from fastapi.testclient import TestClient
from orjson_response import SENSOR, app

client = TestClient(app)

BODY = b'{"sensor":"6f1c0c56-6c0e-4a43-9d0a-3f4b8a8f0f11","day":"2026-01-02","value":1e-7}'
TEXT = r"^ORJSONResponse is deprecated, FastAPI now serializes data directly to JSON bytes via Pydantic"


def test_plain_json_refuses_these_types() -> None:
    with pytest.raises(TypeError, match="not JSON serializable"):
        json.dumps({"sensor": SENSOR})
    with pytest.raises(TypeError, match="not JSON serializable"):
        JSONResponse({"day": date(2026, 1, 2)})


@pytest.mark.filterwarnings("ignore:ORJSONResponse is deprecated")
def test_orjson_writes_them() -> None:
    response = client.get("/deprecated")
    assert response.status_code == 200
    assert dict(response.headers) == {"content-length": str(len(BODY)), "content-type": "application/json"}
    assert response.content == BODY


def test_each_response_warns_that_the_class_is_deprecated() -> None:
    from fastapi.exceptions import FastAPIDeprecationWarning

    with pytest.warns(FastAPIDeprecationWarning, match=TEXT):
        response = client.get("/deprecated")
    assert response.content == BODY
    with pytest.warns(FastAPIDeprecationWarning, match=TEXT):
        ORJSONResponse({})


def test_as_default_response_class_it_warns_when_a_response_is_made() -> None:
    from fastapi.exceptions import FastAPIDeprecationWarning

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        other_app = FastAPI(default_response_class=ORJSONResponse)

        @other_app.get("/")
        def read():  # type: ignore[no-untyped-def]  # noqa: ANN202
            return {"a": 1}

    with pytest.warns(FastAPIDeprecationWarning, match=TEXT):
        response = TestClient(other_app).get("/")
    assert response.content == b'{"a":1}'


def test_the_recommended_form_gives_the_same_json_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        response = client.get("/recommended")
    assert response.status_code == 200
    assert dict(response.headers) == {"content-length": str(len(BODY)), "content-type": "application/json"}
    assert response.content == BODY


def test_only_the_recommended_form_is_documented() -> None:
    paths = app.openapi()["paths"]
    assert paths["/deprecated"]["get"]["responses"]["200"]["content"] == {"application/json": {"schema": {}}}
    assert paths["/recommended"]["get"]["responses"]["200"]["content"] == {
        "application/json": {"schema": {"$ref": "#/components/schemas/Reading"}}
    }
    assert app.openapi()["components"]["schemas"]["Reading"] == {
        "properties": {
            "sensor": {"type": "string", "format": "uuid", "title": "Sensor"},
            "day": {"type": "string", "format": "date", "title": "Day"},
            "value": {"type": "number", "title": "Value"},
        },
        "type": "object",
        "required": ["sensor", "day", "value"],
        "title": "Reading",
    }


@pytest.mark.filterwarnings("ignore:ORJSONResponse is deprecated")
@pytest.mark.parametrize(
    ("value", "written"),
    [
        (float("nan"), b"null"),
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), b'"2026-01-02T03:04:05+00:00"'),
        ({1: "a"}, b'{"1":"a"}'),
        ("ü", '"ü"'.encode()),
    ],
)
def test_what_orjson_makes_of_other_values(value: object, written: bytes) -> None:
    assert ORJSONResponse({"value": value}).body == b'{"value":' + written + b"}"
