"""Around headers: several of one name, dependencies, returned responses, odd names and values, background tasks."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any

from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, Response
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from response_headers import app
from starlette.background import BackgroundTask
from starlette.background import BackgroundTasks as Tasks


def returning(value: object) -> Callable[[], object]:
    """An endpoint without parameters that returns the value."""
    return lambda: value


def seen(other: FastAPI, path: str = "/") -> object:
    try:
        response = TestClient(other).get(path)
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:80]}"
    return response.status_code, response.text, sorted(response.headers.multi_items())


def mark(response: Response) -> str:
    response.headers["X-Mark"] = "dependency"
    return "marked"


def watch_openapi() -> object:
    return app.openapi()["paths"]


def watch_all_headers() -> object:
    client = TestClient(app)
    return [sorted(client.get(path).headers.multi_items()) for path in ("/items", "/items/export")]


def watch_several_headers_of_one_name() -> object:
    other = FastAPI()

    @other.get("/")
    def read(response: Response) -> dict[str, int]:
        response.headers.append("Link", '</?page=2>; rel="next"')
        response.headers.append("Link", '</?page=5>; rel="last"')
        response.headers.setdefault("X-A", "1")
        response.headers.setdefault("X-A", "2")
        response.headers["X-B"] = "1"
        response.headers["x-b"] = "2"
        response.headers.update({"X-C": "3"})
        response.headers.add_vary_header("Origin")
        response.headers.add_vary_header("Accept")
        response.headers["X-D"] = "4"
        del response.headers["X-D"]
        return {"page": 1}

    return seen(other)


def watch_headers_that_fastapi_sets_too() -> object:
    other = FastAPI()

    @other.get("/")
    def read(response: Response) -> dict[str, int]:
        response.headers["Content-Type"] = "application/own+json"
        response.headers["Content-Length"] = "1"
        return {"page": 1}

    @other.get("/media-type")
    def read_media_type(response: Response) -> dict[str, int]:
        response.media_type = "application/own+json"
        return {"page": 1}

    return seen(other), seen(other, "/media-type")


def watch_dependency_and_endpoint() -> object:
    other = FastAPI()

    @other.get("/")
    def read(marked: Annotated[str, Depends(mark)], response: Response) -> str:
        before = response.headers["X-Mark"]
        response.headers["X-Mark"] = "endpoint"
        return before

    @other.get("/nested")
    def nested(inner: Annotated[str, Depends(outer)]) -> str:
        return inner

    return seen(other), seen(other, "/nested")


def outer(marked: Annotated[str, Depends(mark)], response: Response) -> str:
    response.headers["X-Mark"] += " and another"
    return response.headers["x-mark"]


def watch_dependency_that_yields() -> object:
    def around(response: Response) -> Iterator[None]:
        response.headers["X-Before"] = "1"
        yield
        response.headers["X-After"] = "1"

    other = FastAPI(dependencies=[Depends(around)])
    other.get("/")(lambda: 1)
    return seen(other)


def watch_returned_response_loses_them() -> object:
    other = FastAPI(dependencies=[Depends(mark)])

    @other.get("/returned")
    def returned(response: Response) -> JSONResponse:
        response.headers["X-Total-Count"] = "2"
        return JSONResponse({})

    @other.get("/injected", response_model=None)
    def injected(response: Response) -> Response:
        response.headers["X-Total-Count"] = "2"
        return response

    @other.get("/copied")
    def copied(response: Response) -> Response:
        return Response("a", headers=response.headers)

    @other.get("/failed")
    def failed() -> None:
        raise HTTPException(404, headers={"X-Failed": "1"})

    return [seen(other, path) for path in ("/returned", "/injected", "/copied", "/failed")]


def watch_subclass_as_parameter() -> object:
    other = FastAPI()

    @other.get("/")
    def read(response: JSONResponse) -> int:
        response.headers["X-A"] = type(response).__name__
        return 1

    return seen(other)


def watch_two_parameters_and_a_default() -> object:
    other = FastAPI()

    @other.get("/")
    def read(first: Response, second: Response, third: Response = None) -> bool:  # type: ignore[assignment]
        first.headers["X-A"] = "1"
        return first is second is third

    return seen(other)


def watch_odd_names_and_values() -> object:
    results: list[object] = []
    odd: list[Any] = [{"X-Zoë": "é"}, {"X-A": "世界"}, {"X-A": ""}, {"": "a"}, {"X A": "b"}, {"X-A": 1}]
    odd.append({"X-A": "a\r\nX-B: c"})
    for headers in odd:
        try:
            results.append(
                [[k.decode("latin-1"), v.decode("latin-1")] for k, v in Response(headers=headers).raw_headers]
            )
        except Exception as error:
            results.append(f"{type(error).__name__}: {str(error)[:80]}")
    return results


def watch_injected_response_itself() -> object:
    other = FastAPI()

    @other.get("/")
    def read(response: Response) -> list[Any]:
        return [type(response).__name__, response.status_code, dict(response.headers), bytes(response.body).decode()]

    @other.get("/body")
    def change(response: Response) -> int:
        response.body = b"lost"
        return 1

    return seen(other), seen(other, "/body")


def watch_background_of_each_kind() -> object:
    ran: list[str] = []

    async def run_async(text: str, *, times: int = 1) -> None:
        ran.append(f"async {text * times}")

    class Job:
        async def __call__(self, text: str) -> None:
            ran.append(f"object {text}")

    many = Tasks([BackgroundTask(ran.append, "first")])
    many.add_task(run_async, "second", times=2)
    many.add_task(Job(), "third")
    backgrounds: list[Any] = [BackgroundTask(run_async, "a", times=3), BackgroundTask(ran.append, "sync")]
    backgrounds += [many, Tasks(), None]
    other = FastAPI()
    for number, background in enumerate(backgrounds):
        other.get(f"/{number}")(returning(JSONResponse(number, background=background)))
    return [seen(other, f"/{number}") for number in range(len(backgrounds))], ran


def watch_background_injected_and_returned() -> object:
    ran: list[str] = []
    other = FastAPI()

    @other.get("/both")
    def both(tasks: BackgroundTasks) -> JSONResponse:
        tasks.add_task(ran.append, "injected")
        return JSONResponse(1, background=BackgroundTask(ran.append, "returned"))

    @other.get("/injected")
    def injected(tasks: BackgroundTasks) -> JSONResponse:
        tasks.add_task(ran.append, "injected alone")
        return JSONResponse(1)

    @other.get("/response")
    def on_the_response(response: Response) -> int:
        response.background = BackgroundTask(ran.append, "on the injected response")
        return 1

    return [seen(other, path) for path in ("/both", "/injected", "/response")], ran


def watch_background_task_that_fails() -> object:
    ran: list[str] = []

    def fail() -> None:
        raise LookupError("gone")

    other = FastAPI()

    @other.get("/")
    def read(tasks: BackgroundTasks) -> int:
        tasks.add_task(ran.append, "before")
        tasks.add_task(fail)
        tasks.add_task(ran.append, "after")
        return 1

    quiet = TestClient(other, raise_server_exceptions=False).get("/")
    return seen(other), quiet.status_code, quiet.text, ran
