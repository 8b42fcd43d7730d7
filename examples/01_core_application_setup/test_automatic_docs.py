import re
from html.parser import HTMLParser

import pytest
from automatic_docs import app
from fastapi import FastAPI
from fastapi.testclient import TestClient

client = TestClient(app)


class Tags(HTMLParser):
    """The tags of some kinds in a page, with their attributes, in the order in which they stand there."""

    def __init__(self, page: str, *kinds: str) -> None:
        super().__init__()
        self.kinds = kinds
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.kinds:
            self.found.append((tag, dict(attrs)))


def test_docs_serves_the_swagger_ui_page() -> None:
    response = client.get("/docs")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert re.findall("<title>(.*)</title>", response.text) == ["FastAPI - Swagger UI"]
    assert Tags(response.text, "div").found == [("div", {"id": "swagger-ui"})]


def test_swagger_ui_loads_its_files_from_the_cdn() -> None:
    assert Tags(client.get("/docs").text, "link", "script").found == [
        (
            "link",
            {
                "type": "text/css",
                "rel": "stylesheet",
                "href": "https://cdn.jsdelivr.net/npm/swagger-ui-dist@5/swagger-ui.css",
            },
        ),
        ("link", {"rel": "shortcut icon", "href": "https://fastapi.tiangolo.com/img/favicon.png"}),
        ("script", {"src": "https://cdn.jsdelivr.net/npm/swagger-ui-dist@5/swagger-ui-bundle.js"}),
        ("script", {}),
    ]


def test_swagger_ui_fits_the_screen_of_a_phone() -> None:
    assert Tags(client.get("/docs").text, "meta").found == [
        ("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1.0"})
    ]


def test_swagger_ui_reads_the_schema_with_the_documented_settings() -> None:
    [settings] = re.findall(r"SwaggerUIBundle\(\{(.*)\}\)", client.get("/docs").text, re.DOTALL)
    assert " ".join(settings.split()) == (
        "url: '/openapi.json', "
        '"dom_id": "#swagger-ui", '
        '"layout": "BaseLayout", '
        '"deepLinking": true, '
        '"showExtensions": true, '
        '"showCommonExtensions": true, '
        "oauth2RedirectUrl: window.location.origin + '/docs/oauth2-redirect', "
        "presets: [ SwaggerUIBundle.presets.apis, SwaggerUIBundle.SwaggerUIStandalonePreset ],"
    )


def test_redoc_serves_a_page_that_reads_the_schema() -> None:
    response = client.get("/redoc")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert re.findall("<title>(.*)</title>", response.text) == ["FastAPI - ReDoc"]
    assert Tags(response.text, "meta", "redoc").found == [
        ("meta", {"charset": "utf-8"}),
        ("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        ("redoc", {"spec-url": "/openapi.json"}),
    ]


def test_redoc_loads_its_files_from_the_cdn() -> None:
    assert Tags(client.get("/redoc").text, "link", "script").found == [
        (
            "link",
            {
                "href": "https://fonts.googleapis.com/css?family=Montserrat:300,400,700|Roboto:300,400,700",
                "rel": "stylesheet",
            },
        ),
        ("link", {"rel": "shortcut icon", "href": "https://fastapi.tiangolo.com/img/favicon.png"}),
        ("script", {"src": "https://cdn.jsdelivr.net/npm/redoc@2/bundles/redoc.standalone.js"}),
    ]


def test_the_schema_lists_the_operation_its_parameters_and_a_422_answer() -> None:
    response = client.get("/openapi.json")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json()["openapi"] == "3.1.0"
    assert response.json()["paths"] == {
        "/rooms/{room_id}": {
            "get": {
                "summary": "Read Room",
                "operationId": "read_room_rooms__room_id__get",
                "parameters": [
                    {
                        "name": "room_id",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "integer", "title": "Room Id"},
                    },
                    {
                        "name": "detailed",
                        "in": "query",
                        "required": False,
                        "schema": {"type": "boolean", "default": False, "title": "Detailed"},
                    },
                ],
                "responses": {
                    "200": {
                        "description": "Successful Response",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "additionalProperties": {"type": "integer"},
                                    "title": "Response Read Room Rooms  Room Id  Get",
                                }
                            }
                        },
                    },
                    "422": {
                        "description": "Validation Error",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/HTTPValidationError"}}
                        },
                    },
                },
            }
        }
    }


def test_the_422_answer_is_described_by_two_schemas() -> None:
    assert app.openapi()["components"] == {
        "schemas": {
            "HTTPValidationError": {
                "properties": {
                    "detail": {
                        "items": {"$ref": "#/components/schemas/ValidationError"},
                        "type": "array",
                        "title": "Detail",
                    }
                },
                "type": "object",
                "title": "HTTPValidationError",
            },
            "ValidationError": {
                "properties": {
                    "loc": {
                        "items": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
                        "type": "array",
                        "title": "Location",
                    },
                    "msg": {"type": "string", "title": "Message"},
                    "type": {"type": "string", "title": "Error Type"},
                    "input": {"title": "Input"},
                    "ctx": {"type": "object", "title": "Context"},
                },
                "type": "object",
                "required": ["loc", "msg", "type"],
                "title": "ValidationError",
            },
        }
    }


@pytest.mark.parametrize(
    ("path", "body"),
    [("/rooms/7", {"room": 7}), ("/rooms/7?detailed=yes", {"room": 7, "beds": 2})],
)
def test_the_documented_operation_answers(path: str, body: dict[str, int]) -> None:
    assert client.get(path).json() == body


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect"])
def test_the_pages_answer_get_and_head_but_nothing_else(path: str) -> None:
    assert client.get(path).status_code == 200
    head = client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == client.get(path).headers["content-type"]
    post = client.post(path)
    assert post.status_code == 405
    assert sorted(post.headers["allow"].split(", ")) == ["GET", "HEAD"]


def test_the_pages_follow_the_path_prefix_of_a_proxy() -> None:
    behind_proxy = TestClient(FastAPI(), root_path="/api")
    page = behind_proxy.get("/docs").text
    assert "url: '/api/openapi.json'," in page
    assert "oauth2RedirectUrl: window.location.origin + '/api/docs/oauth2-redirect'," in page
    assert '<redoc spec-url="/api/openapi.json">' in behind_proxy.get("/redoc").text
    assert behind_proxy.get("/openapi.json").json()["servers"] == [{"url": "/api"}]


def test_the_pages_carry_the_title_of_the_application_as_it_is_written() -> None:
    titled = TestClient(FastAPI(title="Rooms & <Beds>"))
    assert "<title>Rooms & <Beds> - Swagger UI</title>" in titled.get("/docs").text
    assert "<title>Rooms & <Beds> - ReDoc</title>" in titled.get("/redoc").text
