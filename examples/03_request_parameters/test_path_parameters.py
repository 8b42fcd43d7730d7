from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from path_parameters import app

client = TestClient(app)


def without_messages(body: dict[str, list[dict[str, object]]]) -> object:
    """The error body without its wording, which is Pydantic's and no promise of this concept."""
    for error in body["detail"]:
        assert error.pop("msg")
    return body


@pytest.mark.parametrize(("text", "number"), [("7", 7), ("-7", -7), ("0007", 7), ("7.0", 7), ("1_000", 1000)])
def test_text_of_the_path_is_converted_to_int(text: str, number: int) -> None:
    response = client.get(f"/items/{text}")
    assert response.status_code == 200
    assert response.json() == {"item_id": number}


@pytest.mark.parametrize("text", ["seven", "7.5", "0x7"])
def test_text_for_an_int_is_rejected_with_its_place(text: str) -> None:
    response = client.get(f"/items/{text}")
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "int_parsing", "loc": ["path", "item_id"], "input": text}]
    }


def test_enum_parameter_arrives_as_its_member() -> None:
    response = client.get("/sizes/large")
    assert response.status_code == 200
    assert response.json() == {"name": "LARGE", "value": "large"}
    assert client.get("/sizes/small").json() == {"name": "SMALL", "value": "small"}


def test_value_outside_the_enum_is_rejected_with_the_allowed_ones() -> None:
    response = client.get("/sizes/LARGE")
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [
            {
                "type": "enum",
                "loc": ["path", "size"],
                "input": "LARGE",
                "ctx": {"expected": "'small' or 'large'"},
            }
        ]
    }


@pytest.mark.parametrize(
    ("url", "file_path"),
    [
        ("/files/readme.txt", "readme.txt"),
        ("/files/docs/2024/readme.txt", "docs/2024/readme.txt"),
        ("/files//etc/hosts", "/etc/hosts"),
        ("/files/..%2Fsecret.txt", "../secret.txt"),
        ("/files/caf%C3%A9%20menu.txt", "café menu.txt"),
        ("/files/a%2Fb", "a/b"),
        ("/files/", ""),
    ],
)
def test_path_parameter_of_type_path_takes_the_rest_with_its_slashes(url: str, file_path: str) -> None:
    response = client.get(url)
    assert response.status_code == 200
    assert response.json() == {"file_path": file_path}


@pytest.mark.parametrize("url", ["/items/7/more", "/items/7%2F8", "/sizes/"])
def test_ordinary_parameter_ends_at_a_slash_and_is_never_empty(url: str) -> None:
    response = client.get(url)
    assert response.status_code == 404
    assert response.json() == {"detail": "Not Found"}


def test_uuid_parameter_is_converted_too() -> None:
    other = FastAPI()

    @other.get("/orders/{order_id}")
    def read_order(order_id: UUID) -> dict[str, int]:
        return {"version": order_id.version or 0}

    other_client = TestClient(other)
    assert other_client.get("/orders/7d444840-9dc0-11d1-b245-5ffdce74fad2").json() == {"version": 1}
    response = other_client.get("/orders/7")
    assert response.status_code == 422
    (error,) = response.json()["detail"]
    assert (error["type"], error["loc"], error["input"]) == ("uuid_parsing", ["path", "order_id"], "7")
    assert other.openapi()["paths"]["/orders/{order_id}"]["get"]["parameters"][0]["schema"] == {
        "type": "string",
        "format": "uuid",
        "title": "Order Id",
    }


def test_openapi_marks_path_parameters_as_required_and_typed() -> None:
    document = app.openapi()
    assert [(path, operations["get"]["parameters"]) for path, operations in document["paths"].items()] == [
        (
            "/items/{item_id}",
            [
                {
                    "name": "item_id",
                    "in": "path",
                    "required": True,
                    "schema": {"type": "integer", "title": "Item Id"},
                }
            ],
        ),
        (
            "/sizes/{size}",
            [{"name": "size", "in": "path", "required": True, "schema": {"$ref": "#/components/schemas/Size"}}],
        ),
        (
            "/files/{file_path}",
            [
                {
                    "name": "file_path",
                    "in": "path",
                    "required": True,
                    "schema": {"type": "string", "title": "File Path"},
                }
            ],
        ),
    ]
    assert document["components"]["schemas"]["Size"] == {
        "type": "string",
        "enum": ["small", "large"],
        "title": "Size",
    }
