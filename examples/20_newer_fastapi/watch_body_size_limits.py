"""Around size limits: 0 and None, routers, other readers of the body, and what the client is told."""

from typing import Annotated, Any

from body_size_limits import app
from fastapi import APIRouter, FastAPI, File, Form, Request
from fastapi.testclient import TestClient

client = TestClient(app)


def told(response: Any) -> list[object]:
    return [response.status_code, response.text[:200], response.headers.get("connection")]


def watch_answer_to_a_large_body() -> object:
    return told(client.post("/notes", json={"text": "a" * 20_000}))


def watch_answers_of_form_limits() -> object:
    photo = ("photos", ("a.png", b"p", "image/png"))
    return [
        told(client.post("/albums", data={"title": "a" * 101}, files=[photo])),
        told(client.post("/albums", data={"title": "a", "b": "c"}, files=[photo])),
        told(client.post("/albums", data={"title": "a"}, files=[photo] * 4)),
        told(client.post("/albums", data={"title": "a" * 101})),
        told(client.post("/albums", data={"title": "a", "b": "c"})),
    ]


def watch_limit_of_the_app_and_of_its_parts() -> object:
    results: dict[str, object] = {}
    for outer in (None, 0, 5):
        for inner in (None, 0, 8):
            own = FastAPI(max_body_size=outer)
            router = APIRouter(max_body_size=inner)

            @router.post("/body")
            async def read(request: Request) -> int:
                return len(await request.body())

            @router.post("/own", max_body_size=12)
            async def read_more(request: Request) -> int:
                return len(await request.body())

            own.include_router(router)
            asked = TestClient(own)
            sizes = (0, 1, 5, 6, 8, 9, 12, 13)
            results[f"{outer} {inner}"] = [
                [asked.post(path, content=b"a" * size).status_code for size in sizes] for path in ("/body", "/own")
            ]
    return results


def watch_readers_of_a_stream() -> object:
    own = FastAPI(max_body_size=5)
    seen: list[object] = []

    @own.post("/stream")
    async def stream(request: Request) -> int:
        try:
            async for chunk in request.stream():
                seen.append(len(chunk))
        except Exception as error:
            seen.append(type(error).__name__)
            raise
        return 1

    @own.post("/ignores")
    async def ignore() -> int:
        return 2

    def parts() -> Any:
        yield b"abc"
        yield b"def"

    asked = TestClient(own, raise_server_exceptions=False)
    return told(asked.post("/stream", content=parts())), seen, told(asked.post("/ignores", content=parts()))


def watch_middleware_that_reads_before() -> object:
    own = FastAPI(max_body_size=5)

    @own.middleware("http")
    async def read_first(request: Request, call_next: Any) -> Any:
        await request.body()
        return await call_next(request)

    @own.post("/")
    async def create(request: Request) -> int:
        return len(await request.body())

    asked = TestClient(own, raise_server_exceptions=False)
    return [told(asked.post("/", content=b"a" * size)) for size in (5, 6)]


def watch_handler_for_413() -> object:
    from starlette.exceptions import HTTPException
    from starlette.responses import PlainTextResponse

    own = FastAPI(max_body_size=5)

    async def explain(request: Request, error: Any) -> PlainTextResponse:
        return PlainTextResponse(f"{error.status_code}: too large", error.status_code)

    own.add_exception_handler(413, explain)
    own.add_exception_handler(HTTPException, explain)

    @own.post("/")
    async def create(request: Request) -> int:
        return len(await request.body())

    return told(TestClient(own).post("/", content=b"a" * 6))


def watch_form_limits_inherited_and_replaced() -> object:
    own = FastAPI(form_limits={"max_fields": 2, "max_part_size": 3})
    router = APIRouter(form_limits={"max_fields": 1})

    @router.post("/form")
    def read(text: Annotated[str, Form()]) -> str:
        return text

    @router.post("/own", form_limits={"max_files": 0})
    def read_files(files: Annotated[list[bytes], File()]) -> int:
        return len(files)

    own.include_router(router)
    asked = TestClient(own)
    return [
        told(asked.post("/form", data={"text": "abc"})),
        told(asked.post("/form", data={"text": "a", "b": "c"})),
        told(asked.post("/form", files={"b": b"x"}, data={"text": "abcd"})),
        told(asked.post("/own", files={"files": b"abcd"})),
    ]


def watch_limits_that_are_refused() -> object:
    wrong: list[dict[str, Any]] = [
        {"max_body_size": -1},
        {"max_body_size": True},
        {"max_body_size": 1.5},
        {"max_body_size": "1"},
        {"form_limits": {"max_fields": -1}},
        {"form_limits": {"max_fields": "1"}},
        {"form_limits": {"max_size": 1}},
        {"form_limits": {}},
    ]
    results = []
    for options in wrong:
        for make in (FastAPI, APIRouter, FastAPI().post):
            try:
                options_of: Any = {"path": "/", **options} if make not in (FastAPI, APIRouter) else options
                made: Any = make(**options_of)
                if make not in (FastAPI, APIRouter):
                    made(lambda: None)
                results.append("accepted")
            except Exception as error:
                results.append(type(error).__name__)
    return results


def watch_openapi() -> object:
    return app.openapi()
