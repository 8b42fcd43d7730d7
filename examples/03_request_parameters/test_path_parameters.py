import pytest
from fastapi.testclient import TestClient
from path_parameters import app

client = TestClient(app)
ORDER_ID = "7d444840-9dc0-11d1-b245-5ffdce74fad2"


def test_path_segment_is_converted() -> None:
    response = client.get("/items/007")
    assert response.status_code == 200
    assert response.json() == {"item_id": 7}
    response = client.get(f"/orders/{ORDER_ID.upper()}")
    assert response.status_code == 200
    assert response.json() == {"order_id": ORDER_ID}


def test_enum_parameter_arrives_as_its_member() -> None:
    assert client.get("/sizes/large").json() == {"size": "large", "label": "Large"}
    assert client.get("/sizes/small").json() == {"size": "small", "label": "Small"}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/items/seven", "item_id"),
        ("/items/7.5", "item_id"),
        ("/orders/7", "order_id"),
        ("/sizes/LARGE", "size"),
    ],
)
def test_value_that_does_not_fit_is_rejected(path: str, name: str) -> None:
    response = client.get(path)
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["path", name]]


@pytest.mark.parametrize("path", ["/items/7/more", "/items/7%2F8", "/items"])
def test_parameter_is_one_segment_of_the_path(path: str) -> None:
    assert client.get(path).status_code == 404


def test_openapi_has_required_typed_parameters() -> None:
    document = app.openapi()
    parameters = {path: operations["get"]["parameters"][0] for path, operations in document["paths"].items()}
    assert all(parameter["in"] == "path" and parameter["required"] for parameter in parameters.values())
    assert parameters["/items/{item_id}"]["schema"]["type"] == "integer"
    assert parameters["/orders/{order_id}"]["schema"]["format"] == "uuid"
    assert document["components"]["schemas"]["Size"]["enum"] == ["small", "large"]
