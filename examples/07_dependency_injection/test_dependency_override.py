from collections.abc import Callable, Iterator
from typing import Annotated, Any

import pytest
from dependency_override import DB, app, fake_db, get_db, get_fake_db, get_url
from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, WebSocket
from fastapi.testclient import TestClient

client = TestClient(app)


@pytest.fixture(autouse=True)
def _no_overrides_left() -> Iterator[None]:
    yield
    left = dict(app.dependency_overrides)
    app.dependency_overrides.clear()
    assert left == {}


def test_real_dependency_is_used_without_an_override() -> None:
    assert client.get("/database").json() == {"url": "db://primary"}
    assert client.get("/database", params={"replica": True}).json() == {"url": "db://replica"}


def test_override_is_used() -> None:
    with fake_db():
        response = client.get("/database")
    assert response.status_code == 200
    assert response.json() == {"url": "memory://fake"}


def test_override_has_parameters_of_its_own() -> None:
    with fake_db():
        assert client.get("/database", params={"name": "orders"}).json() == {"url": "memory://orders"}


def test_parameters_of_the_override_are_validated_and_those_of_the_original_are_not() -> None:
    def get_numbered_db(number: int) -> DB:
        return DB(f"memory://{number}")

    app.dependency_overrides[get_db] = get_numbered_db
    try:
        response = client.get("/database", params={"replica": "perhaps"})
        assert client.get("/database", params={"number": 7}).json() == {"url": "memory://7"}
    finally:
        del app.dependency_overrides[get_db]
    assert response.status_code == 422
    assert response.json() == {
        "detail": [{"type": "missing", "loc": ["query", "number"], "msg": "Field required", "input": None}]
    }


def test_removing_the_override_restores_the_real_dependency() -> None:
    with fake_db():
        pass
    assert app.dependency_overrides == {}
    assert client.get("/database").json() == {"url": "db://primary"}


def test_override_is_removed_when_the_test_fails() -> None:
    with pytest.raises(LookupError), fake_db():
        raise LookupError
    assert client.get("/database").json() == {"url": "db://primary"}


def test_openapi_shows_the_parameters_of_the_original() -> None:
    expected = [
        {
            "name": "replica",
            "in": "query",
            "required": False,
            "schema": {"type": "boolean", "default": False, "title": "Replica"},
        }
    ]
    documented_app = FastAPI()

    @documented_app.get("/database")
    def read_database(db: Annotated[DB, Depends(get_db)]) -> None: ...

    documented_app.dependency_overrides[get_db] = get_fake_db
    for application in (app, documented_app):
        assert application.openapi()["paths"]["/database"]["get"]["parameters"] == expected


def test_override_of_a_sub_dependency_works() -> None:
    app.dependency_overrides[get_url] = lambda: "db://test"
    try:
        assert client.get("/database").json() == {"url": "db://test"}
    finally:
        del app.dependency_overrides[get_url]


def test_sub_dependency_of_an_overridden_dependency_is_not_called() -> None:
    def fail() -> str:
        raise HTTPException(500, "called")

    app.dependency_overrides[get_url] = fail
    try:
        with fake_db():
            assert client.get("/database").json() == {"url": "memory://fake"}
        assert client.get("/database").status_code == 500
    finally:
        del app.dependency_overrides[get_url]


def test_override_can_have_dependencies_of_its_own() -> None:
    def get_name(x_name: Annotated[str, Header()]) -> str:
        return x_name

    def get_named_db(name: Annotated[str, Depends(get_name)]) -> Iterator[DB]:
        yield DB(f"memory://{name}")

    app.dependency_overrides[get_db] = get_named_db
    try:
        assert client.get("/database", headers={"X-Name": "ada"}).json() == {"url": "memory://ada"}
    finally:
        del app.dependency_overrides[get_db]


def test_override_is_not_overridden_in_turn() -> None:
    app.dependency_overrides[get_fake_db] = lambda: DB("memory://never")
    try:
        with fake_db():
            assert client.get("/database").json() == {"url": "memory://fake"}
    finally:
        del app.dependency_overrides[get_fake_db]


def test_override_holds_wherever_the_dependency_is_declared() -> None:
    calls: list[str] = []

    def originals(name: str) -> Callable[[], str]:
        return lambda: f"original {name}"

    def fakes(name: str) -> Callable[[], str]:
        def fake() -> str:
            calls.append(name)
            return f"fake {name}"

        return fake

    names = ["application", "router", "decorator", "parameter"]
    dependencies = {name: originals(name) for name in names}
    wide_app = FastAPI(dependencies=[Depends(dependencies["application"])])
    router = APIRouter(dependencies=[Depends(dependencies["router"])])

    @router.get("/", dependencies=[Depends(dependencies["decorator"])])
    def endpoint(value: Annotated[str, Depends(dependencies["parameter"])]) -> str:
        return value

    @router.websocket("/ws", dependencies=[Depends(dependencies["decorator"])])
    async def talk(websocket: WebSocket, value: Annotated[str, Depends(dependencies["parameter"])]) -> None:
        await websocket.accept()
        await websocket.send_text(value)
        await websocket.close()

    wide_app.include_router(router)
    wide_app.dependency_overrides = {dependencies[name]: fakes(name) for name in names}
    wide_client = TestClient(wide_app)
    assert wide_client.get("/").json() == "fake parameter"
    assert calls == names
    calls.clear()
    with wide_client.websocket_connect("/ws") as websocket:
        assert websocket.receive_text() == "fake parameter"
    assert calls == names


def test_override_runs_once_per_request_like_the_original() -> None:
    calls: list[str] = []

    def original() -> str:
        return "original"

    def fake() -> str:
        calls.append("fake")
        return "fake"

    cached_app = FastAPI()

    @cached_app.get("/")
    def endpoint(a: Annotated[str, Depends(original)], b: Annotated[str, Depends(original)]) -> list[str]:
        return [a, b]

    cached_app.dependency_overrides[original] = fake
    assert TestClient(cached_app).get("/").json() == ["fake", "fake"]
    assert calls == ["fake"]


def test_override_of_a_mounted_application_is_its_own() -> None:
    outer_app = FastAPI()
    outer_app.mount("/inner", app)
    outer_client = TestClient(outer_app)
    outer_app.dependency_overrides[get_db] = get_fake_db
    assert outer_client.get("/inner/database").json() == {"url": "db://primary"}
    with fake_db():
        assert outer_client.get("/inner/database").json() == {"url": "memory://fake"}


def test_called_fake_instead_of_the_function_fails() -> None:
    fake: Any = get_fake_db()
    app.dependency_overrides[get_db] = fake
    try:
        with pytest.raises(TypeError, match="is not a callable object"):
            client.get("/database")
    finally:
        del app.dependency_overrides[get_db]
