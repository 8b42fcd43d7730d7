"""Around dependencies in the decorator: order, results, generators, tasks, what the response keeps."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any

from fastapi import BackgroundTasks, Depends, FastAPI, Form, HTTPException, Response
from fastapi.testclient import TestClient
from route_dependencies import log_access


def outcome(call: Callable[[], object]) -> object:
    try:
        return call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def watch_order_of_the_list_and_the_parameters() -> object:
    order: list[str] = []
    ordered = FastAPI()

    def first() -> None:
        order.append("first")

    async def second() -> None:
        order.append("second")

    def parameter() -> None:
        order.append("parameter")

    @ordered.get("/", dependencies=[Depends(first), Depends(second)])
    def endpoint(value: Annotated[None, Depends(parameter)]) -> None:
        order.append("endpoint")

    TestClient(ordered).get("/")
    return order


def watch_first_exception_of_the_list() -> object:
    order: list[str] = []
    stopping = FastAPI()

    def stop() -> None:
        order.append("stop")
        raise HTTPException(429)

    def never() -> None:
        order.append("never")

    @stopping.get("/", dependencies=[Depends(stop), Depends(never)])
    def endpoint() -> None: ...

    response = TestClient(stopping).get("/")
    return response.status_code, response.json(), order


def watch_invalid_parameter_of_the_first_and_effect_of_the_second() -> object:
    order: list[str] = []
    strict = FastAPI()

    def need(number: int) -> None:
        order.append("need")

    def effect() -> None:
        order.append("effect")

    @strict.get("/", dependencies=[Depends(need), Depends(effect)])
    def endpoint() -> None: ...

    response = TestClient(strict).get("/?number=x")
    return response.status_code, order


def watch_same_dependency_in_decorator_and_parameter() -> object:
    def run(**options: Any) -> object:
        calls: list[str] = []
        twice = FastAPI()

        def count() -> int:
            calls.append("called")
            return len(calls)

        @twice.get("/", dependencies=[Depends(count), Depends(count, **options)])
        def endpoint(number: Annotated[int, Depends(count)]) -> int:
            return number

        return TestClient(twice).get("/").json(), len(calls)

    return run(), run(use_cache=False)


def watch_generator_in_the_decorator() -> object:
    events: list[str] = []
    yielding = FastAPI()

    def surround() -> Iterator[str]:
        events.append("enter")
        yield "not passed"
        events.append("exit")

    @yielding.get("/", dependencies=[Depends(surround)])
    def endpoint() -> None:
        events.append("endpoint")

    TestClient(yielding).get("/")
    return events


def watch_background_tasks_of_dependency_and_endpoint() -> object:
    ran: list[str] = []
    tasked = FastAPI()

    def add(tasks: BackgroundTasks) -> None:
        tasks.add_task(ran.append, "dependency")

    @tasked.get("/", dependencies=[Depends(add)])
    def endpoint(tasks: BackgroundTasks) -> None:
        tasks.add_task(ran.append, "endpoint")

    @tasked.get("/error", dependencies=[Depends(add)])
    def fail() -> None:
        raise HTTPException(400)

    @tasked.get("/response", dependencies=[Depends(add)])
    def respond() -> Response:
        return Response("made here")

    @tasked.get("/own", dependencies=[Depends(add)])
    def respond_with_a_task() -> Response:
        from starlette.background import BackgroundTask

        return Response("made here", background=BackgroundTask(ran.append, "own"))

    client = TestClient(tasked)
    seen: dict[str, object] = {}
    for path in ("/", "/error", "/response", "/own"):
        ran.clear()
        seen[path] = [client.get(path).status_code, list(ran)]
    return seen


def watch_starlette_s_background_tasks() -> object:
    from starlette.background import BackgroundTasks as StarletteTasks

    ran: list[str] = []
    tasked = FastAPI()

    async def note(name: str, *, mark: str = "") -> None:
        ran.append(name + mark)

    def add(tasks: StarletteTasks) -> None:
        tasks.add_task(note, "dependency", mark="!")
        ran.append(type(tasks).__module__)

    @tasked.get("/", dependencies=[Depends(add)])
    def endpoint() -> None: ...

    TestClient(tasked).get("/")
    return ran


def watch_starlette_s_background_tasks_on_a_response() -> object:
    from starlette.background import BackgroundTasks as StarletteTasks

    ran: list[str] = []
    tasked = FastAPI()

    @tasked.get("/", dependencies=[Depends(log_nothing)])
    def endpoint(tasks: BackgroundTasks) -> Response:
        tasks.add_task(ran.append, "injected")
        own = StarletteTasks()
        own.add_task(ran.append, "first")
        own.add_task(ran.append, "second")
        return Response("made here", background=own)

    TestClient(tasked).get("/")
    return ran


def log_nothing() -> None: ...


def watch_failing_background_task() -> object:
    ran: list[str] = []
    tasked = FastAPI()

    def fail() -> None:
        raise KeyError("in the task")

    @tasked.get("/")
    def endpoint(tasks: BackgroundTasks) -> str:
        tasks.add_task(ran.append, "first")
        tasks.add_task(fail)
        tasks.add_task(ran.append, "last")
        return "done"

    answer = TestClient(tasked, raise_server_exceptions=False).get("/")
    return answer.status_code, answer.json(), ran, outcome(lambda: TestClient(tasked).get("/").status_code)


def watch_status_headers_and_cookies_set_by_a_dependency() -> object:
    def stamp(response: Response) -> None:
        response.status_code = 203
        response.headers.append("X-Stamp", "dependency")
        response.set_cookie("seen", "yes")

    @(stamped := FastAPI()).get("/value", status_code=201, dependencies=[Depends(stamp)])
    def value(response: Response) -> int:
        response.headers.append("X-Stamp", "endpoint")
        return 1

    @stamped.get("/response", dependencies=[Depends(stamp)])
    def respond() -> Response:
        return Response("made here", status_code=202)

    @stamped.get("/none", status_code=204, dependencies=[Depends(stamp)])
    def none() -> None: ...

    @stamped.get("/error", dependencies=[Depends(stamp)])
    def fail() -> None:
        raise HTTPException(400)

    client = TestClient(stamped)
    answers = {path: client.get(path) for path in ("/value", "/response", "/none", "/error")}
    return {
        path: [a.status_code, a.text, a.headers.get_list("x-stamp"), "set-cookie" in a.headers]
        for path, a in answers.items()
    }


def watch_return_value_beside_a_parameter_of_the_same_name() -> object:
    def reason() -> str:
        return "from the dependency"

    reader = FastAPI()

    @reader.get("/", dependencies=[Depends(reason)])
    def read(reason: str = "nothing") -> str:
        return reason

    return TestClient(reader).get("/").json()


def watch_form_field_in_a_decorator_dependency() -> object:
    def check_code(code: Annotated[str, Form()]) -> None:
        if code != "x1":
            raise HTTPException(403)

    reader = FastAPI()

    @reader.post("/", dependencies=[Depends(check_code)])
    def send(text: Annotated[str, Form()]) -> str:
        return text

    client = TestClient(reader)
    answers = [client.post("/", data=data) for data in ({"text": "a", "code": "x1"}, {"text": "a", "code": "y"}, {})]
    schema = reader.openapi()["components"]["schemas"]
    return [a.status_code for a in answers], next(v["properties"] for k, v in schema.items() if k.startswith("Body"))


def watch_what_the_list_accepts() -> object:
    from fastapi import Security

    marked: Any = Annotated[None, Depends(lambda: None)]
    number: Any = 7

    def declared(*dependencies: Any) -> object:
        return outcome(lambda: FastAPI().get("/", dependencies=dependencies)(log_access) is log_access)

    return {
        "tuple": declared(Depends(lambda: None)),
        "Security": declared(Security(lambda: None, scopes=["a"])),
        "function": declared(log_access),
        "Annotated": declared(marked),
        "number in Depends": declared(Depends(number)),
    }
