"""Around an alias: extended, nested, generic, lazy, with a default, without its class."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from dependency_alias import DBDep, Session, app, get_db
from fastapi import APIRouter, Depends, FastAPI, WebSocket
from fastapi.testclient import TestClient

T = TypeVar("T")


class Empty(Session):
    def select(self, table: str) -> list[str]:
        return [f"no {table}"]


def answer(annotation: object, *default: object) -> object:
    """What an endpoint with a parameter that is declared so answers."""
    reader = FastAPI()

    def list_users(db: Session) -> list[str]:
        return db.select("users")

    list_users.__annotations__["db"] = annotation
    list_users.__defaults__ = default or None
    try:
        reader.get("/users")(list_users)
        return TestClient(reader).get("/users").json()
    except Exception as error:
        return f"{type(error).__name__}: {error}".split(" Hint:")[0]


def watch_other_forms_of_the_alias() -> object:
    from typing_extensions import TypeAliasType

    generic = Annotated[T, Depends(get_db)]
    return {
        "written out": answer(Annotated[Session, Depends(get_db)]),
        "with more metadata": answer(Annotated[DBDep, "read only"]),
        "with another dependency": answer(Annotated[DBDep, Depends(Empty)]),
        "type statement": answer(TypeAliasType("Lazy", Annotated[Session, Depends(get_db)])),
        "generic": answer(generic[Session]),
        "class only": answer(Annotated[Session, Depends()]),
        "optional": answer(Annotated[Session | None, Depends(get_db)]),
        "or None": answer(DBDep | None),
        "with a default": answer(DBDep, None),
        "with a default Depends": answer(DBDep, Depends(get_db)),
        "string": answer("DBDep"),
        "quoted inside": answer(Annotated["Session", Depends(get_db)]),
        "bare class": answer(Session),
    }


def watch_document_of_the_alias_and_of_the_annotation() -> object:
    written_out = FastAPI()

    @written_out.get("/users")
    def list_users(db: Annotated[Session, Depends(get_db)]) -> list[str]:
        return db.select("users")

    return written_out.openapi()["paths"]["/users"] == app.openapi()["paths"]["/users"]


def watch_alias_in_a_dependency_and_in_the_endpoint() -> object:
    reader = FastAPI()

    def get_repository(db: DBDep) -> list[Session]:
        return [db]

    @reader.get("/")
    def compare(db: DBDep, repository: Annotated[list[Session], Depends(get_repository)]) -> bool:
        return repository[0] is db

    return TestClient(reader).get("/").json()


def watch_alias_without_a_cache_used_twice() -> object:
    reader = FastAPI()
    fresh = Annotated[Session, Depends(get_db, use_cache=False)]

    @reader.get("/")
    def compare(a: fresh, b: fresh) -> bool:
        return a is b

    return TestClient(reader).get("/").json()


def watch_parameter_with_a_default_after_the_alias() -> object:
    reader = FastAPI()

    @reader.get("/")
    def list_items(db: DBDep, limit: int = 1) -> list[str]:
        return db.select("items")[:limit]

    client = TestClient(reader)
    return client.get("/").json(), client.get("/?limit=2").json(), reader.openapi()["paths"]["/"]["get"]["parameters"]


def watch_alias_on_a_router_and_a_websocket() -> object:
    router = APIRouter(prefix="/v1")
    reader = FastAPI()

    @router.get("/users")
    def list_users(db: DBDep) -> list[str]:
        return db.select("users")

    @router.websocket("/ws")
    async def send_users(websocket: WebSocket, db: DBDep) -> None:
        await websocket.accept()
        await websocket.send_json(db.select("users"))
        await websocket.close()

    reader.include_router(router)
    client = TestClient(reader)

    def both() -> list[Any]:
        with client.websocket_connect("/v1/ws") as websocket:
            return [client.get("/v1/users").json(), websocket.receive_json()]

    before = both()
    reader.dependency_overrides[get_db] = Empty
    return before, both()


def watch_alias_of_a_dependency_with_a_limit() -> object:
    options: dict[str, Any] = {"max_concurrency": 1}
    reader = FastAPI()

    def make() -> Callable[[], None] | str:
        try:
            limited = Annotated[Session, Depends(get_db, **options)]
        except TypeError as error:
            return str(error)

        @reader.get("/")
        def read(db: limited) -> list[str]:
            return db.select("users")

        return lambda: None

    made = make()
    return made if isinstance(made, str) else [TestClient(reader).get("/").json() for _ in range(2)]
