"""Around tasks and dependencies: when resources close, tasks added late, and what belongs to one request."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Annotated, Any

from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException
from fastapi.testclient import TestClient


class Resource:
    closed = False


def open_resource() -> Iterator[Resource]:
    resource = Resource()
    try:
        yield resource
    finally:
        resource.closed = True


async def open_resource_async() -> AsyncIterator[Resource]:
    resource = Resource()
    yield resource
    resource.closed = True


def state_in_a_task(dependency: Any) -> object:
    """Whether the resource of a request is open when a task of the request runs."""
    seen: list[str] = []
    handing = FastAPI()

    def endpoint(resource: Any, tasks: BackgroundTasks) -> None:
        tasks.add_task(lambda: seen.append("closed" if resource.closed else "open"))

    endpoint.__annotations__["resource"] = Annotated[Resource, dependency]
    handing.get("/")(endpoint)
    TestClient(handing).get("/")
    return seen


def watch_resource_in_a_task() -> object:
    return state_in_a_task(Depends(open_resource)), state_in_a_task(Depends(open_resource_async))


def watch_resource_of_function_scope_in_a_task() -> object:
    return state_in_a_task(Depends(open_resource, scope="function"))


def watch_resource_of_request_scope_in_a_task() -> object:
    return state_in_a_task(Depends(open_resource, scope="request"))


def watch_order_of_response_task_and_exit() -> object:
    steps: list[str] = []
    ordered = FastAPI()

    def resource() -> Iterator[None]:
        steps.append("enter")
        yield
        steps.append("exit")

    @ordered.get("/", dependencies=[Depends(resource)])
    def read(tasks: BackgroundTasks) -> None:
        steps.append("endpoint")
        tasks.add_task(steps.append, "task")

    async def observed(scope: Any, receive: Any, send: Any) -> None:
        async def record(message: Any) -> None:
            await send(message)
            steps.append(message["type"])

        await ordered(scope, receive, record)

    TestClient(observed).get("/")
    return steps


def watch_task_added_after_the_yield() -> object:
    ran: list[str] = []
    late = FastAPI()

    def audit(tasks: BackgroundTasks) -> Iterator[None]:
        yield
        tasks.add_task(ran.append, "audit")

    @late.get("/")
    def read(audited: Annotated[None, Depends(audit)]) -> int:
        return 1

    return TestClient(late).get("/").json(), ran


def watch_task_added_after_the_yield_of_function_scope() -> object:
    ran: list[str] = []
    late = FastAPI()

    def audit(tasks: BackgroundTasks) -> Iterator[None]:
        yield
        tasks.add_task(ran.append, "audit")

    @late.get("/", dependencies=[Depends(audit, scope="function")])
    def read(tasks: BackgroundTasks) -> int:
        return 1

    return TestClient(late).get("/").json(), ran


def watch_depends_in_the_signature_of_a_task() -> object:
    received: list[str] = []
    unresolved = FastAPI()

    def task(resource: Any = Depends(open_resource)) -> None:
        received.append(type(resource).__name__)

    @unresolved.get("/")
    def schedule(tasks: BackgroundTasks) -> None:
        tasks.add_task(task)

    TestClient(unresolved).get("/")
    return received


def watch_tasks_of_one_request_and_of_the_next() -> object:
    seen: list[BackgroundTasks] = []
    sharing = FastAPI()

    def remember(tasks: BackgroundTasks) -> None:
        seen.append(tasks)

    async def remember_async(tasks: BackgroundTasks, first: Annotated[None, Depends(remember)]) -> None:
        seen.append(tasks)

    @sharing.get("/", dependencies=[Depends(remember_async)])
    def read(tasks: BackgroundTasks) -> None:
        seen.append(tasks)

    TestClient(sharing).get("/")
    TestClient(sharing).get("/")
    return [one is seen[0] for one in seen]


def watch_task_of_a_dependency_that_refuses() -> object:
    ran: list[str] = []
    refusing = FastAPI()

    def refuse(tasks: BackgroundTasks) -> None:
        tasks.add_task(ran.append, "audit")
        raise HTTPException(status_code=403, detail="no")

    @refusing.get("/", dependencies=[Depends(refuse)])
    def read() -> None: ...

    return TestClient(refusing).get("/").json(), ran


def watch_tasks_of_a_dependency_with_other_responses() -> object:
    from fastapi.responses import JSONResponse, PlainTextResponse

    ran: list[str] = []
    answering = FastAPI()

    def audit(tasks: BackgroundTasks) -> None:
        tasks.add_task(ran.append, "audit")

    results: dict[str, Callable[[], Any]] = {
        "/model": lambda: {"a": 1},
        "/text": lambda: PlainTextResponse("text"),
        "/empty": lambda: JSONResponse(None, status_code=202),
    }
    for path, make in results.items():
        answering.get(path, response_model=None, dependencies=[Depends(audit)])(make)
    client = TestClient(answering)
    return [client.get(path).status_code for path in results], ran


def watch_failing_task_and_the_exit_of_a_dependency() -> object:
    seen: list[str] = []
    failing = FastAPI()

    def resource() -> Iterator[None]:
        try:
            yield
        except ValueError as error:
            seen.append(f"dependency saw {error}")
            raise
        finally:
            seen.append("closed")

    def fail() -> None:
        raise ValueError("in the task")

    @failing.get("/", dependencies=[Depends(resource)])
    def read(tasks: BackgroundTasks) -> None:
        tasks.add_task(fail)

    try:
        TestClient(failing).get("/")
    except ValueError as error:
        seen.append(f"server saw {error}")
    return seen
