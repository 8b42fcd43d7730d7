"""Around chains: order, the cache between levels, errors of several levels, security scopes."""

from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPBearer
from fastapi.testclient import TestClient


def watch_order_of_a_diamond() -> object:
    order: list[str] = []
    diamond = FastAPI()

    def innermost() -> None:
        order.append("innermost")

    def left(inner: Annotated[None, Depends(innermost)]) -> None:
        order.append("left")

    async def right(inner: Annotated[None, Depends(innermost)]) -> None:
        order.append("right")

    @diamond.get("/")
    def endpoint(a: Annotated[None, Depends(left)], b: Annotated[None, Depends(right)]) -> None:
        order.append("endpoint")

    TestClient(diamond).get("/")
    return order


def watch_inner_dependency_without_the_cache() -> object:
    calls: list[int] = []
    chain = FastAPI()

    def innermost() -> int:
        calls.append(len(calls))
        return len(calls)

    def cached(inner: Annotated[int, Depends(innermost)]) -> int:
        return inner

    def uncached(inner: Annotated[int, Depends(innermost, use_cache=False)]) -> int:
        return inner

    @chain.get("/")
    def endpoint(
        a: Annotated[int, Depends(cached)], b: Annotated[int, Depends(uncached)], c: Annotated[int, Depends(innermost)]
    ) -> list[int]:
        return [a, b, c]

    return TestClient(chain).get("/").json(), len(calls)


def watch_outer_dependency_without_the_cache() -> object:
    calls: list[str] = []
    chain = FastAPI()

    def inner() -> None:
        calls.append("inner")

    def outer(value: Annotated[None, Depends(inner)]) -> None:
        calls.append("outer")

    @chain.get("/")
    def endpoint(
        a: Annotated[None, Depends(outer)],
        b: Annotated[None, Depends(outer, use_cache=False)],
        c: Annotated[None, Depends(inner, use_cache=False)],
    ) -> None: ...

    TestClient(chain).get("/")
    return calls


def watch_error_of_each_level() -> object:
    ran: list[str] = []
    chain = FastAPI()

    def inner(a: int) -> int:
        ran.append("inner")
        return a

    def beside() -> None:
        ran.append("beside")

    def outer(b: int, a: Annotated[int, Depends(inner)]) -> int:
        ran.append("outer")
        return a + b

    @chain.get("/")
    def endpoint(c: int, x: Annotated[int, Depends(outer)], y: Annotated[None, Depends(beside)]) -> int:
        return c + x

    client = TestClient(chain)
    seen: dict[str, object] = {}
    for query in ("", "a=1", "a=1&b=2", "b=2&c=3", "a=1&b=2&c=3"):
        ran.clear()
        body = client.get(f"/?{query}").json()
        seen[query] = [body if isinstance(body, int) else [error["loc"] for error in body["detail"]], list(ran)]
    return seen


def watch_refusal_before_the_error_of_another_parameter() -> object:
    chain = FastAPI()

    def refuse() -> None:
        raise HTTPException(403)

    def number(n: int) -> int:
        return n

    @chain.get("/first")
    def first(a: Annotated[None, Depends(refuse)], b: Annotated[int, Depends(number)]) -> None: ...

    @chain.get("/last")
    def last(b: Annotated[int, Depends(number)], a: Annotated[None, Depends(refuse)]) -> None: ...

    client = TestClient(chain)
    return client.get("/first").status_code, client.get("/last").status_code


def watch_twelve_levels() -> object:
    def innermost(start: int = 0) -> int:
        return start

    dependency: Any = innermost
    for _ in range(12):

        def level(below: Annotated[int, Depends(dependency)]) -> int:
            return below + 1

        dependency = level
    chain = FastAPI()

    @chain.get("/")
    def endpoint(value: Annotated[int, Depends(dependency)]) -> int:
        return value

    return TestClient(chain).get("/?start=5").json(), chain.openapi()["paths"]["/"]["get"]["parameters"]


def watch_same_parameter_name_at_two_levels() -> object:
    chain = FastAPI()

    def inner(limit: int = 1) -> int:
        return limit

    def outer(below: Annotated[int, Depends(inner)], limit: str = "all") -> list[Any]:
        return [below, limit]

    @chain.get("/")
    def endpoint(value: Annotated[list[Any], Depends(outer)]) -> list[Any]:
        return value

    parameters = chain.openapi()["paths"]["/"]["get"]["parameters"]
    return (
        TestClient(chain).get("/?limit=7").json(),
        TestClient(chain).get("/").json(),
        [item["schema"] for item in parameters],
    )


def watch_scopes_collected_along_the_chain() -> object:
    from fastapi import Security
    from fastapi.security import OAuth2PasswordBearer, SecurityScopes

    oauth2 = OAuth2PasswordBearer(tokenUrl="token", scopes={"a": "", "b": "", "c": ""}, auto_error=False)
    calls: list[str] = []

    def get_user(scopes: SecurityScopes, token: Annotated[str | None, Depends(oauth2)]) -> list[str]:
        calls.append(scopes.scope_str)
        return scopes.scopes

    def get_active(user: Annotated[list[str], Security(get_user, scopes=["b"])]) -> list[str]:
        return user

    def count() -> int:
        calls.append("count")
        return len(calls)

    secured = FastAPI()

    @secured.get("/", dependencies=[Security(get_user, scopes=["c"]), Depends(get_user), Security(count)])
    def endpoint(
        a: Annotated[list[str], Security(get_active, scopes=["a"])],
        b: Annotated[list[str], Security(get_user, scopes=["a", "b"])],
        c: Annotated[list[str], Security(get_user, scopes=["b", "a"], use_cache=False)],
        d: Annotated[int, Security(count, scopes=["a"])],
        e: Annotated[int, Security(count)],
    ) -> list[Any]:
        return [a, b, c, d, e]

    answer = TestClient(secured).get("/").json()
    return answer, calls, secured.openapi()["paths"]["/"]["get"].get("security")


def watch_security_without_a_scheme_and_without_arguments() -> object:
    from fastapi import Security, params

    secured = FastAPI()

    @secured.get("/")
    def endpoint(token: Annotated[HTTPBearer, Security()], plain: Annotated[str, Security(lambda: "plain")]) -> str:
        return plain

    answer = TestClient(secured).get("/", headers={"Authorization": "Bearer x"})
    return answer.status_code, repr(params.Security(int, scopes=["a"])), secured.openapi()["paths"]["/"]["get"]


def watch_security_scheme_behind_a_partial_and_a_wrapper() -> object:
    import functools

    scheme = HTTPBearer(auto_error=False)
    secured = FastAPI()

    def serve() -> object:
        @secured.get("/partial")
        def partial(token: Annotated[Any, Depends(functools.partial(scheme))]) -> bool:
            return token is None

        @secured.get("/instance")
        def instance(token: Annotated[Any, Depends(scheme.__call__)]) -> bool:
            return token is None

        client = TestClient(secured)
        return [
            [client.get(path).json(), item["get"].get("security")] for path, item in secured.openapi()["paths"].items()
        ]

    try:
        return serve()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def watch_generators_and_functions_in_one_chain() -> object:
    events: list[str] = []
    chain = FastAPI()

    def outer() -> Iterator[str]:
        events.append("enter outer")
        yield "outer"
        events.append("exit outer")

    async def middle(value: Annotated[str, Depends(outer)]) -> AsyncIterator[str]:
        events.append("enter middle")
        yield f"{value} middle"
        events.append("exit middle")

    async def inner(value: Annotated[str, Depends(middle)]) -> str:
        events.append("inner")
        return f"{value} inner"

    @chain.get("/")
    def endpoint(value: Annotated[str, Depends(inner)]) -> str:
        return value

    return TestClient(chain).get("/").json(), events


def watch_dependency_that_needs_itself() -> object:
    def loop(value: object = None) -> None: ...

    loop.__annotations__["value"] = Annotated[None, Depends(loop)]
    try:
        FastAPI().get("/", dependencies=[Depends(loop)])(lambda: None)
    except RecursionError as error:
        return type(error).__name__
    return "accepted"
