import asyncio
import importlib
import json
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from operation_id import app, use_function_name

client = TestClient(app)
PACKAGE = "operation_id_generated_client"


def ids_of(application: FastAPI) -> dict[tuple[str, str], str]:
    return {
        (method, path): operation["operationId"]
        for path, methods in application.openapi()["paths"].items()
        for method, operation in methods.items()
    }


@pytest.fixture(scope="module")
def generated_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Let a real client generator write a package from the document, and make it importable."""
    tmp_path = tmp_path_factory.mktemp("generated")
    (tmp_path / "openapi.json").write_text(json.dumps(client.get("/openapi.json").json()))
    (tmp_path / "config.yml").write_text("post_hooks: []\n")
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--fail-on-warning"]
    subprocess.run(
        [*command, "--path", "openapi.json", "--config", "config.yml", "--output-path", PACKAGE],
        cwd=tmp_path,
        check=True,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(tmp_path)
        yield tmp_path / PACKAGE
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


def test_the_ids_are_as_set() -> None:
    assert ids_of(app) == {
        ("get", "/teas/"): "list_teas",
        ("post", "/teas/"): "add_tea",
        ("get", "/health/"): "checkHealth",
    }


def test_the_ids_are_unique_over_the_document() -> None:
    ids = list(ids_of(app).values())
    assert len(set(ids)) == len(ids) == 3


def test_titles_of_response_schemas_follow_the_ids() -> None:
    paths = app.openapi()["paths"]
    assert paths["/teas/"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] == {
        "items": {"$ref": "#/components/schemas/Tea"},
        "type": "array",
        "title": "Response List Teas",
    }
    assert paths["/health/"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] == {
        "type": "boolean",
        "title": "Response Checkhealth",
    }


def test_the_default_id_is_made_of_name_path_and_method() -> None:
    other = FastAPI()
    other.add_api_route("/teas/{tea_id}", lambda: "x", name="read_tea")
    assert ids_of(other) == {("get", "/teas/{tea_id}"): "read_tea_teas__tea_id__get"}


def test_a_generated_client_has_functions_with_these_names_by_tag(generated_client: Path) -> None:
    api = generated_client / "api"
    assert sorted(path.relative_to(api).as_posix() for path in api.glob("*/[!_]*.py")) == [
        "default/check_health.py",
        "teas/add_tea.py",
        "teas/list_teas.py",
    ]


def test_the_generated_client_calls_the_app(generated_client: Path) -> None:
    import httpx

    package = importlib.import_module(PACKAGE)
    models = importlib.import_module(f"{PACKAGE}.models")
    list_teas = importlib.import_module(f"{PACKAGE}.api.teas.list_teas")
    add_tea = importlib.import_module(f"{PACKAGE}.api.teas.add_tea")
    check_health = importlib.import_module(f"{PACKAGE}.api.default.check_health")

    async def call() -> None:
        transport = httpx.ASGITransport(app=app)
        generated = package.Client(base_url="http://test", httpx_args={"transport": transport})
        assert await list_teas.asyncio(client=generated) == [models.Tea(name="green")]
        assert await add_tea.asyncio(client=generated, body=models.Tea(name="black")) == models.Tea(name="black")
        assert await check_health.asyncio(client=generated) is True

    asyncio.run(call())


def test_a_duplicate_id_gives_a_warning_and_a_document_with_both() -> None:
    other = FastAPI(generate_unique_id_function=use_function_name)

    @other.get("/a", operation_id="twice")
    def read_a() -> None: ...

    @other.get("/b", operation_id="twice")
    def read_b() -> None: ...

    with pytest.warns(UserWarning, match="^Duplicate Operation ID") as caught:
        assert list(ids_of(other).values()) == ["twice", "twice"]
    assert [str(warning.message) for warning in caught] == [
        f"Duplicate Operation ID twice for function read_b at {__file__}"
    ]


def test_a_validator_refuses_the_document_with_the_duplicate_id() -> None:
    from openapi_spec_validator import OpenAPIV31SpecValidator
    from openapi_spec_validator.validation.exceptions import DuplicateOperationIDError

    other = FastAPI()
    for path in ("/a", "/b"):
        other.add_api_route(path, lambda: None, operation_id="twice")
    with pytest.warns(UserWarning, match="^Duplicate Operation ID twice"):
        document = other.openapi()
    with pytest.raises(DuplicateOperationIDError):
        OpenAPIV31SpecValidator(document).validate()


def test_unique_ids_give_no_warning() -> None:
    app.openapi_schema = None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(ids_of(app)) == 3


def test_the_function_of_a_router_or_an_inclusion_wins_over_the_one_of_the_app() -> None:
    other, router = FastAPI(generate_unique_id_function=lambda route: f"app_{route.name}"), APIRouter()
    router.add_api_route("/x", lambda: "x", name="x")
    other.include_router(router, prefix="/plain")
    other.include_router(router, prefix="/v1", generate_unique_id_function=lambda route: f"v1_{route.name}")
    assert list(ids_of(other).values()) == ["app_x", "v1_x"]


def test_the_function_sees_the_path_and_the_tags_of_the_inclusion() -> None:
    def describe(route: APIRoute) -> str:
        return f"{route.path_format}|{'+'.join(str(tag) for tag in route.tags)}|{route.name}"

    other, router = FastAPI(generate_unique_id_function=describe), APIRouter(prefix="/teas", tags=["teas"])
    router.add_api_route("/{tea_id}", lambda: "x", name="read_tea")
    other.include_router(router, prefix="/v1", tags=["v1"])
    assert list(ids_of(other).values()) == ["/v1/teas/{tea_id}|v1+teas|read_tea"]


def test_the_old_loop_over_app_routes_misses_included_routers() -> None:
    other, router = FastAPI(), APIRouter(prefix="/teas")
    router.add_api_route("/", lambda: "x", name="list_teas")
    other.include_router(router)
    other.add_api_route("/health/", lambda: "x", name="read_health")
    for route in other.routes:
        if isinstance(route, APIRoute):
            route.operation_id = route.name
    assert list(ids_of(other).values()) == ["list_teas_teas__get", "read_health"]


def test_the_document_is_valid_openapi_3_1() -> None:
    from openapi_spec_validator import OpenAPIV31SpecValidator

    document = client.get("/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(document).validate()


def test_the_api_answers() -> None:
    added = client.post("/teas/", json={"name": "black"})
    assert (added.status_code, added.json()) == (201, {"name": "black"})
    assert client.get("/teas/").json() == [{"name": "green"}]
    assert client.get("/health/").json() is True
