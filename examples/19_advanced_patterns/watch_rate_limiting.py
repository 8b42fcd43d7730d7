"""Around limits: slowapi's middlewares and options, and FastAPI's own limits for bodies and forms."""

from collections.abc import Iterator
from inspect import signature
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Form, HTTPException, Request, Response, UploadFile
from fastapi.testclient import TestClient
from rate_limiting import app
from slowapi import Limiter, _rate_limit_exceeded_handler
from slowapi.errors import RateLimitExceeded
from slowapi.util import get_remote_address


def limited(limiter: Limiter) -> FastAPI:
    other = FastAPI()
    other.state.limiter = limiter
    handler: Any = _rate_limit_exceeded_handler
    other.add_exception_handler(RateLimitExceeded, handler)
    return other


def codes(other: FastAPI, path: str, number: int = 4, **options: Any) -> list[int]:
    client = TestClient(other, raise_server_exceptions=False)
    return [client.get(path, **options).status_code for _ in range(number)]


def watch_headers_and_body_of_a_refusal() -> object:
    limiter = Limiter(get_remote_address, headers_enabled=True)
    other = limited(limiter)

    @other.get("/")
    @limiter.limit("1/day")
    def read(request: Request, response: Response) -> int:
        return 1

    client = TestClient(other)
    answers = [client.get("/") for _ in range(2)]
    names = [sorted(each.headers) for each in answers]
    counts = [[each.headers.get(f"x-ratelimit-{name}") for name in ("limit", "remaining")] for each in answers]
    return names, counts, answers[1].text


def watch_middlewares_and_included_routers() -> object:
    from slowapi.middleware import SlowAPIASGIMiddleware, SlowAPIMiddleware

    found = {}
    for middleware in (SlowAPIMiddleware, SlowAPIASGIMiddleware):
        other = limited(Limiter(get_remote_address, default_limits=["2/minute"]))
        other.add_middleware(middleware)
        router = APIRouter(prefix="/api")

        @other.get("/direct")
        def direct(request: Request) -> int:
            return 1

        @router.get("/included")
        def included(request: Request) -> int:
            return 1

        other.include_router(router)
        sub = FastAPI()
        sub.add_api_route("/x", direct)
        other.mount("/sub", sub)
        found[middleware.__name__] = [codes(other, path) for path in ("/direct", "/api/included", "/sub/x", "/missing")]
    return found


def watch_limit_above_the_route() -> object:
    limiter = Limiter(get_remote_address)
    other = limited(limiter)

    @limiter.limit("1/minute")
    @other.get("/")
    def above(request: Request) -> int:
        return 1

    return codes(other, "/")


def watch_endpoint_without_request_or_response() -> object:
    found: list[Any] = []
    limiter = Limiter(get_remote_address, headers_enabled=True)
    try:

        @limiter.limit("1/minute")
        def without_request() -> None: ...
    except Exception as error:
        found.append(str(error).partition(" on function")[0])
    other = limited(limiter)

    @other.get("/")
    @limiter.limit("1/minute")
    def without_response(request: Request) -> int:
        return 1

    try:
        found.append(TestClient(other).get("/").status_code)
    except Exception as error:
        found.append(str(error))
    return found


def watch_kinds_of_limits() -> object:
    limiter = Limiter(get_remote_address, strategy="moving-window", application_limits=["6/minute"])
    other = limited(limiter)
    shared = limiter.shared_limit("2/minute", scope="both")

    @other.get("/shared/a")
    @shared
    def first(request: Request) -> int:
        return 1

    @other.get("/shared/b")
    @shared
    async def second(request: Request) -> int:
        return 1

    @other.get("/cost")
    @limiter.limit("3/minute", cost=2)
    def cost(request: Request) -> int:
        return 1

    @other.get("/key")
    @limiter.limit("1/minute", key_func=lambda request: request.headers.get("x-key", ""), error_message="too often")
    def by_key(request: Request) -> int:
        return 1

    @other.get("/exempt")
    @limiter.limit("1/minute", exempt_when=lambda: True)
    def exempt(request: Request) -> int:
        return 1

    @other.get("/dynamic")
    @limiter.limit(lambda: "1/minute;5/hour")
    def dynamic(request: Request) -> int:
        return 1

    @other.get("/methods")
    @limiter.limit("1/minute", methods=["POST"], per_method=True, override_defaults=False)
    def methods(request: Request) -> int:
        return 1

    paths = ("/shared/a", "/shared/b", "/cost", "/exempt", "/dynamic", "/methods")
    found: dict[str, Any] = {path: codes(other, path, 2) for path in paths}
    found["/key"] = [codes(other, "/key", 2, headers={"X-Key": key}) for key in ("a", "b")]
    return found, TestClient(other).get("/key", headers={"X-Key": "a"}).text


def watch_limiter_that_is_off_or_not_in_the_state() -> object:
    limiter = Limiter(get_remote_address, enabled=False)
    other = limited(limiter)

    @other.get("/")
    @limiter.limit("1/minute")
    def read(request: Request) -> int:
        return 1

    lone = FastAPI()
    strict = Limiter(get_remote_address)

    @lone.get("/")
    @strict.limit("1/minute")
    def without_state(request: Request) -> int:
        return 1

    return codes(other, "/"), codes(lone, "/")


def watch_storage_that_fails() -> object:
    found = []
    for options in (
        {},
        {"swallow_errors": True},
        {"in_memory_fallback_enabled": True, "in_memory_fallback": ["1/minute"]},
    ):
        limiter = Limiter(get_remote_address, storage_uri="redis://127.0.0.1:1", **options)
        other = limited(limiter)

        @other.get("/")
        @limiter.limit("1/minute")
        def read(request: Request) -> int:
            return 1

        found.append(codes(other, "/", 3))
    return found


def watch_key_functions() -> object:
    from slowapi.util import get_ipaddr

    requests = [
        Request({"type": "http", "client": client, "headers": headers})
        for client in (("192.0.2.1", 1), None)
        for headers in ([], [(b"x-forwarded-for", b"203.0.113.9")], [(b"x_forwarded_for", b"203.0.113.9")])
    ]
    return [[get_remote_address(each), get_ipaddr(each)] for each in requests]


def watch_openapi_of_a_limited_route() -> object:
    return app.openapi()["paths"]["/items"]["get"]


def reading(router: FastAPI | APIRouter, path: str, **options: Any) -> None:
    @router.post(path, **options)
    async def read(request: Request) -> int:
        return len(await request.body())


def sizes(other: FastAPI, *paths: str, lengths: tuple[int, ...] = (3, 5, 9)) -> Any:
    client = TestClient(other, raise_server_exceptions=False)

    def parts(length: int) -> Iterator[bytes]:
        for _ in range(length):
            yield b"x"

    found: list[Any] = []
    for path in paths:
        for length in lengths:
            whole, streamed = client.post(path, content=b"x" * length), client.post(path, content=parts(length))
            found.append([path, length, whole.status_code, whole.text, streamed.status_code, streamed.text])
    return found


def watch_largest_body_by_app_router_include_and_route() -> object:
    if "max_body_size" not in signature(FastAPI).parameters:
        return "no such argument"
    other = FastAPI(max_body_size=4)
    router = APIRouter(max_body_size=8)
    reading(other, "/app")
    reading(other, "/route", max_body_size=6)
    reading(other, "/none", max_body_size=None)
    reading(other, "/zero", max_body_size=0)
    reading(router, "/router")
    reading(router, "/smaller", max_body_size=2)
    other.include_router(router, prefix="/plain")
    other.include_router(router, prefix="/include", max_body_size=3)
    bare = APIRouter()
    reading(bare, "/bare")
    other.include_router(bare, max_body_size=6)
    paths = (
        "/app",
        "/route",
        "/none",
        "/zero",
        "/plain/router",
        "/plain/smaller",
        "/include/router",
        "/bare",
        "/missing",
    )
    return sizes(other, *paths)


def watch_largest_body_of_every_method() -> object:
    other = FastAPI()

    async def read(request: Request) -> int:
        return len(await request.body())

    for method in ("get", "put", "post", "delete", "options", "head", "patch", "trace"):
        getattr(other, method)(f"/{method}", max_body_size=2)(read)
    other.add_api_route("/added", read, methods=["POST"], max_body_size=2)
    other.api_route("/api_route", methods=["POST"], max_body_size=2)(read)
    client = TestClient(other)
    found: dict[str, Any] = {}
    for route in ("get", "put", "post", "delete", "options", "head", "patch", "trace", "added", "api_route"):
        method = "POST" if "a" in route and route not in ("patch", "head", "trace") else route.upper()
        found[route] = [client.request(method, f"/{route}", content=b"x" * length).status_code for length in (2, 3)]
    return found


def watch_limits_that_are_refused() -> object:
    if "max_body_size" not in signature(FastAPI).parameters:
        return "no such argument"
    found: list[Any] = []
    values: list[Any] = [-1, True, "5", 1.5]
    for value in values:
        try:
            FastAPI(max_body_size=value)
            found.append("accepted")
        except Exception as error:
            found.append(f"{type(error).__name__}: {error}")
    wrong: list[Any] = [{"max_fields": -1}, {"max_fields": "1"}, {"unknown": 1}]
    for limits in wrong:
        try:
            FastAPI(form_limits=limits)
            found.append("accepted")
        except Exception as error:
            found.append(type(error).__name__)
    return found


def watch_large_body_of_parsed_endpoints() -> object:
    if "max_body_size" not in signature(FastAPI).parameters:
        return "no such argument"
    other = FastAPI(max_body_size=40)

    @other.post("/json")
    def read_json(items: dict[str, Any]) -> int:
        return len(items)

    @other.post("/form")
    def read_form(name: Annotated[str, Form()]) -> str:
        return name

    @other.post("/file")
    def read_file(file: UploadFile) -> int:
        return file.size or 0

    @other.post("/ignored")
    def ignored() -> str:
        return "not read"

    @other.exception_handler(HTTPException)
    async def handle(request: Request, error: Exception) -> Response:
        return Response(f"handled {error.status_code}", 418)  # type: ignore[attr-defined]

    client = TestClient(other)
    answers = [
        client.post("/json", json={"a": "x" * 50}),
        client.post("/json", json={"a": "x"}),
        client.post("/form", data={"name": "x" * 50}),
        client.post("/file", files={"file": b"x" * 50}),
        client.post("/ignored", content=b"x" * 50),
        client.post("/json", content=b"{}", headers={"Content-Length": "x", "Content-Type": "application/json"}),
    ]
    return [[each.status_code, each.text] for each in answers]


def watch_large_body_once_the_response_has_started() -> object:
    if "max_body_size" not in signature(FastAPI).parameters:
        return "no such argument"
    other = FastAPI(max_body_size=4)

    class Early(Response):
        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            length = 0
            while True:
                message = await receive()
                length += len(message["body"])
                if not message.get("more_body"):
                    break
            await send({"type": "http.response.body", "body": str(length).encode()})

    @other.post("/")
    async def read() -> Response:
        return Early()

    try:
        return sizes(other, "/", lengths=(4, 9))
    except Exception as error:
        return type(error).__name__


def watch_large_body_below_middleware_and_mounts() -> object:
    if "max_body_size" not in signature(FastAPI).parameters:
        return "no such argument"

    from starlette.middleware.body_limit import RequestBodyLimitMiddleware

    outer = FastAPI(max_body_size=6)
    mounted = FastAPI(max_body_size=8)
    smaller = FastAPI(max_body_size=2)
    free = FastAPI()
    for sub in (mounted, smaller, free):
        reading(sub, "/x")
    outer.mount("/mounted", mounted)
    outer.mount("/smaller", smaller)
    outer.mount("/free", free)

    @outer.middleware("http")
    async def pass_on(request: Request, call_next: Any) -> Any:
        return await call_next(request)

    reading(outer, "/own")
    wrapped = FastAPI()
    reading(wrapped, "/x")
    wrapped.add_middleware(RequestBodyLimitMiddleware, max_body_size=4)
    inside = FastAPI(max_body_size=2)
    reading(inside, "/x")
    wrapped.mount("/inside", inside)
    with TestClient(wrapped):
        return sizes(outer, "/own", "/mounted/x", "/smaller/x", "/free/x"), sizes(wrapped, "/x", "/inside/x")


def watch_large_body_that_middleware_reads() -> object:
    if "max_body_size" not in signature(FastAPI).parameters:
        return "no such argument"
    found: list[Any] = []
    for read_first in (True, False):
        other = FastAPI(max_body_size=4)

        @other.middleware("http")
        async def read_it(request: Request, call_next: Any) -> Any:
            if read_first:  # noqa: B023
                await request.body()
            response = await call_next(request)
            response.headers["X-Passed"] = "yes"
            return response

        reading(other, "/")
        reading(other, "/small", max_body_size=2)
        found.append(sizes(other, "/", "/small", lengths=(4, 9)))
    return found


def watch_large_body_read_in_a_task_group() -> object:
    if "max_body_size" not in signature(FastAPI).parameters:
        return "no such argument"
    import asyncio

    found: list[Any] = []
    for also in (None, LookupError("also")):
        other = FastAPI(max_body_size=4)

        @other.post("/")
        async def read(request: Request) -> int:
            async def body() -> None:
                try:
                    await request.body()
                finally:
                    if also:  # noqa: B023
                        failing.set()

            async def break_down() -> None:
                if also:  # noqa: B023
                    try:
                        await failing.wait()
                    finally:
                        raise also  # noqa: B023

            failing = asyncio.Event()
            async with asyncio.TaskGroup() as group:
                group.create_task(body())
                group.create_task(break_down())
            return 1

        found.append(sizes(other, "/", lengths=(9,)))
    return found


def watch_form_limits_by_app_router_include_and_route() -> object:
    if "form_limits" not in signature(FastAPI).parameters:
        return "no such argument"
    limits: Any = {"max_fields": 2, "max_files": 1, "max_part_size": 5}
    other = FastAPI(form_limits=limits)
    router = APIRouter(form_limits={"max_fields": 3})

    async def read(
        request: Request, a: Annotated[str | None, Form()] = None, file: UploadFile | None = None
    ) -> list[Any]:
        form = await request.form()
        return [len(form), a, file and file.filename]

    other.post("/app")(read)
    other.post("/route", form_limits={"max_fields": 1})(read)
    router.post("/router")(read)
    router.post("/own", form_limits={"max_part_size": 9})(read)
    other.include_router(router, prefix="/plain")
    other.include_router(router, prefix="/include", form_limits={"max_files": 2, "max_fields": 1})
    sub = FastAPI()
    sub.post("/x")(read)
    other.mount("/sub", sub)
    client = TestClient(other)
    requests: list[dict[str, Any]] = [
        {"data": {"a": "1", "b": "2"}},
        {"data": {"a": "1", "b": "2", "c": "3"}},
        {"data": {"a": "123456"}, "files": {"file": ("f", b"f")}},
        {"files": [("file", ("f", b"f")), ("other", ("g", b"g"))]},
        {"data": {str(number): "" for number in range(4)}, "files": {"file": ("f", b"x" * 9)}},
    ]
    found = {}
    for path in ("/app", "/route", "/plain/router", "/plain/own", "/include/router", "/sub/x"):
        found[path] = [[each.status_code, each.text] for each in (client.post(path, **request) for request in requests)]
    return found
