import pytest
from fastapi.testclient import TestClient
from orjson_response import SENSOR, app

client = TestClient(app)

READINGS = [{"sensor": str(SENSOR), "day": "2026-01-02", "value": 0.5}]


@pytest.mark.filterwarnings("ignore:ORJSONResponse is deprecated")
def test_orjson_writes_dates_and_uuids() -> None:
    response = client.get("/orjson/readings")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json() == READINGS


@pytest.mark.filterwarnings("error::DeprecationWarning")
def test_return_type_gives_the_same_without_a_warning() -> None:
    response = client.get("/readings")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json() == READINGS


def test_only_the_return_type_is_documented() -> None:
    paths = app.openapi()["paths"]
    orjson, typed = (
        paths[path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        for path in ("/orjson/readings", "/readings")
    )
    assert orjson == {}
    assert typed["items"] == {"$ref": "#/components/schemas/Reading"}
    assert app.openapi()["components"]["schemas"]["Reading"]["required"] == ["sensor", "day", "value"]
