"""Around GraphQL with Strawberry: parameters of its router, contexts, GET, batches, uploads, limits, WebSockets."""

import warnings
from typing import Annotated, Any

import strawberry
from fastapi import APIRouter, Depends, FastAPI, Header, Response
from fastapi.testclient import TestClient
from graphql_endpoint import app, schema
from strawberry.fastapi import BaseContext, GraphQLRouter
from strawberry.types import Info

client = TestClient(app, raise_server_exceptions=False)
TITLES = "{ books { title } }"


def served(router: Any) -> TestClient:
    other = FastAPI()
    other.include_router(router, prefix="/graphql")
    return TestClient(other, raise_server_exceptions=False)


def found(response: Any) -> Any:
    return [response.status_code, response.headers.get("content-type"), response.text[:200]]


def watch_messages_of_errors() -> object:
    queries = [
        "{ nope }",
        "{ books(search: 1) { title } }",
        "{ books }",
        "{",
        "query Q($a: Int!) { books { title } }",
        "",
    ]
    return [client.post("/graphql", json={"query": query}).text for query in queries]


def watch_requests_that_are_no_query() -> object:
    bodies: list[Any] = [{}, [], "text", None, {"query": None}, {"query": TITLES, "variables": []}, {"query": 7}]
    answers = [client.post("/graphql", json=body) for body in bodies]
    answers.append(client.post("/graphql", content="{", headers={"Content-Type": "application/json"}))
    answers.append(client.post("/graphql", content=TITLES, headers={"Content-Type": "application/graphql"}))
    answers.append(client.post("/graphql", content='{"query": "{ welcome }"}', headers={"Content-Type": "text/plain"}))
    answers.append(client.put("/graphql", json={"query": TITLES}))
    return [found(each) for each in answers]


def watch_queries_by_get() -> object:
    mutation = 'mutation { rateBook(title: "x", stars: 1) { title } }'
    return [
        found(client.get("/graphql", params={"query": TITLES})),
        found(client.get("/graphql", params={"query": mutation})),
        found(
            client.get(
                "/graphql",
                params={"query": "query ($s: String!) { books(search: $s) { title } }", "variables": '{"s": "E"}'},
            )
        ),
        found(client.get("/graphql")),
        found(served(GraphQLRouter(schema, allow_queries_via_get=False)).get("/graphql", params={"query": TITLES})),
    ]


def watch_pages_of_the_ide() -> object:
    pages = []
    for ide in ("graphiql", "apollo-sandbox", "pathfinder", None):
        router = GraphQLRouter(schema, path="/q", graphql_ide=ide)
        other = served(router)
        response = other.get("/graphql/q", headers={"Accept": "text/html"})
        title = response.text.partition("<title>")[2].partition("</title>")[0]
        pages.append([ide, response.status_code, response.headers["content-type"], title])
        pages.append(other.get("/openapi.json").json()["paths"]["/graphql/q"].get("get", {}).get("responses"))
    return pages


def watch_old_option_for_the_ide() -> object:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            GraphQLRouter(schema, graphiql=False)
            result = "accepted"
        except TypeError as error:
            result = str(error)
    return result, sorted({str(each.message)[:80] for each in caught if "graphi" in str(each.message).lower()})


@strawberry.type
class Query:
    @strawberry.field
    def context(self, info: Info) -> list[str]:
        context = info.context
        return sorted(context) if isinstance(context, dict) else sorted(vars(context))

    @strawberry.field
    def headers(self, info: Info) -> str:
        response = info.context["response"]
        response.headers["X-Made"] = "by the resolver"
        response.status_code = 201
        return str(info.context["request"].url.path)

    @strawberry.field
    def root(self, info: Info) -> str:
        return str(info.root_value)

    @strawberry.field
    def failing(self) -> str:
        raise LookupError("nothing here")

    @strawberry.field
    def task(self, info: Info) -> int:
        info.context["background_tasks"].add_task(TASKS.append, "done")
        return len(TASKS)


TASKS: list[str] = []
inner = strawberry.Schema(Query)


def watch_contexts() -> object:
    class Typed(BaseContext):
        def __init__(self, name: Annotated[str, Header()] = "none") -> None:
            super().__init__()
            self.name = name

    async def asynchronous() -> dict[str, str]:
        return {"more": "1"}

    getters: list[Any] = [None, lambda: None, lambda: {"more": 1}, asynchronous, Typed, lambda: "text"]
    results = []
    for getter in getters:
        response = served(GraphQLRouter(inner, context_getter=getter)).post("/graphql", json={"query": "{ context }"})
        results.append(found(response))
    return results


def watch_response_root_value_and_tasks() -> object:
    other = served(GraphQLRouter(inner, root_value_getter=lambda: "the root"))
    made = other.post("/graphql", json={"query": "{ headers }"})
    TASKS.clear()
    answers = [
        other.post("/graphql", json={"query": query}).json() for query in ("{ root }", "{ failing }", "{ task }")
    ]
    return made.status_code, made.headers.get("x-made"), made.json(), answers, TASKS


def watch_parameters_of_the_router() -> object:
    events: list[str] = []

    def check(x_key: Annotated[str, Header()]) -> None:
        events.append(x_key)

    router = GraphQLRouter[Any, Any](
        inner,
        path="/q",
        prefix="/api",
        tags=["graphql"],
        dependencies=[Depends(check)],
        default_response_class=Response,
        responses={418: {"description": "teapot"}},
        redirect_slashes=False,
        on_startup=[lambda: events.append("startup")],
        on_shutdown=[lambda: events.append("shutdown")],
        deprecated=True,
        include_in_schema=True,
        generate_unique_id_function=lambda route: f"{route.name}_id",
    )
    other = FastAPI()
    other.include_router(router)
    with TestClient(other) as reader:
        answers = [
            reader.post("/api/q", json={"query": "{ root }"}, headers=each).status_code for each in ({}, {"X-Key": "k"})
        ]
        answers.append(reader.post("/api/q/", json={}, follow_redirects=False).status_code)
    operation = other.openapi()["paths"]["/api/q"]["post"]
    shown = {name: operation.get(name) for name in ("tags", "deprecated", "operationId", "parameters")}
    return answers, events, shown, sorted(operation["responses"])


def watch_router_hidden_from_openapi() -> object:
    other = FastAPI()
    other.include_router(GraphQLRouter(inner, include_in_schema=False), prefix="/a")
    outer = APIRouter()
    outer.include_router(GraphQLRouter(inner), prefix="/b")
    other.include_router(outer, prefix="/outer")
    return list(other.openapi()["paths"]), found(TestClient(other).post("/outer/b", json={"query": "{ root }"}))


def watch_batches() -> object:
    batch = [{"query": "{ root }"}, {"query": "{ nope }"}]
    answers = [found(served(GraphQLRouter(inner)).post("/graphql", json=batch))]
    try:
        from strawberry.schema.config import StrawberryConfig

        batching = strawberry.Schema(Query, config=StrawberryConfig(batching_config={"max_operations": 2}))
        other = served(GraphQLRouter(batching))
        answers += [found(other.post("/graphql", json=each)) for each in (batch, batch * 2)]
    except TypeError as error:
        answers.append(str(error))
    return answers


def watch_multipart_uploads() -> object:
    parts = {"operations": (None, '{"query": "{ root }"}'), "map": (None, "{}")}
    return [
        found(served(GraphQLRouter(inner, multipart_uploads_enabled=enabled)).post("/graphql", files=parts))
        for enabled in (False, True)
    ]


def watch_limits_by_extensions() -> object:
    from strawberry.extensions import (
        DisableIntrospection,
        MaskErrors,
        MaxAliasesLimiter,
        MaxTokensLimiter,
        QueryDepthLimiter,
    )

    queries: dict[str, tuple[Any, str]] = {
        "depth": (QueryDepthLimiter(max_depth=1), "{ __schema { types { fields { name } } } root }"),
        "aliases": (MaxAliasesLimiter(max_alias_count=1), "{ a: root b: root }"),
        "tokens": (MaxTokensLimiter(max_token_count=3), "{ root context }"),
        "introspection": (DisableIntrospection(), "{ __schema { queryType { name } } }"),
        "masked": (MaskErrors(), "{ failing }"),
    }
    results = {}
    for name, (extension, query) in queries.items():
        limited = strawberry.Schema(Query, extensions=[extension])
        response = served(GraphQLRouter(limited)).post("/graphql", json={"query": query})
        results[name] = [response.status_code, [each["message"] for each in response.json().get("errors", [])]]
    return results


def watch_deeply_nested_query() -> object:
    query = "{a" * 3000 + "}" * 3000
    response = served(GraphQLRouter(inner)).post("/graphql", json={"query": query})
    return response.status_code, [each["message"][:60] for each in response.json().get("errors", [])]


def watch_websocket_protocols() -> object:
    results = []
    for protocol in ("graphql-transport-ws", "graphql-ws", "other", None):
        try:
            protocols = [protocol] if protocol else None
            with client.websocket_connect("/graphql", subprotocols=protocols) as websocket:
                websocket.send_json({"type": "connection_init"})
                acknowledged = websocket.receive_json()
                kind = "start" if protocol == "graphql-ws" else "subscribe"
                websocket.send_json({"id": "1", "type": kind, "payload": {"query": TITLES}})
                results.append([websocket.accepted_subprotocol, acknowledged, websocket.receive_json()["type"]])
        except Exception as error:
            results.append([protocol, type(error).__name__, getattr(error, "code", None)])
    return results


def watch_websocket_of_another_origin() -> object:
    results = []
    for origin in ("https://example.com", "https://evil.example"):
        try:
            other = served(GraphQLRouter(inner, allowed_origins=["https://example.com"]))
            with other.websocket_connect("/graphql", subprotocols=["graphql-transport-ws"], headers={"Origin": origin}):
                results.append("connected")
        except Exception as error:
            results.append(type(error).__name__)
    return results


def watch_subscription() -> object:
    from collections.abc import AsyncGenerator

    @strawberry.type
    class Subscription:
        @strawberry.subscription
        async def count(self, target: int = 2) -> AsyncGenerator[int, None]:
            for number in range(target):
                yield number

    router = GraphQLRouter[Any, Any](
        strawberry.Schema(Query, subscription=Subscription),
        keep_alive=True,
        keep_alive_interval=60,
        subscription_protocols=["graphql-transport-ws"],
    )
    with served(router).websocket_connect("/graphql", subprotocols=["graphql-transport-ws"]) as websocket:
        websocket.send_json({"type": "connection_init"})
        messages = [websocket.receive_json()]
        websocket.send_json({"id": "1", "type": "subscribe", "payload": {"query": "subscription { count }"}})
        while messages[-1]["type"] != "complete":
            messages.append(websocket.receive_json())
    return messages


def watch_schema_as_text() -> object:
    return schema.as_str()
