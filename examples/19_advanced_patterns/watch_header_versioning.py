"""Around a version header: odd spellings, several values, enums, the Accept header, and where Vary gets lost."""

from enum import StrEnum
from typing import Annotated, Any, Literal

from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.testclient import TestClient
from header_versioning import UserV1, UserV2, app, get_version

client = TestClient(app)


def watch_odd_headers() -> object:
    odd: list[Any] = [
        [("API-Version", "1"), ("API-Version", "2")],
        [("api_version", "2")],
        [("API-Version", " 2 ")],
        [("API-Version", "1, 2")],
        [("API-Version", b"\xff")],
    ]
    answers = [client.get("/users/me", headers=headers) for headers in odd]
    return [[each.status_code, each.json()] for each in answers]


def watch_versions_as_literal_enum_and_integer() -> object:
    class Version(StrEnum):
        FIRST = "1"
        SECOND = "2"

    other = FastAPI()

    @other.get("/")
    def read(
        api_version: Annotated[Literal["1", "2"], Header()] = "1",
        x_version: Annotated[Version, Header()] = Version.FIRST,
        y_version: Annotated[int, Header(ge=1, le=2)] = 1,
    ) -> list[Any]:
        return [api_version, x_version, y_version]

    reader = TestClient(other)
    good = reader.get("/", headers={"API-Version": "2", "X-Version": "2", "Y-Version": "2"})
    wrong = reader.get("/", headers={"API-Version": "3", "X-Version": "3", "Y-Version": "3"})
    schemas = [each["schema"] for each in other.openapi()["paths"]["/"]["get"]["parameters"]]
    return good.json(), [[each["type"], each["loc"]] for each in wrong.json()["detail"]], schemas


def watch_union_of_models_as_a_response() -> object:
    class Both(UserV1, UserV2):
        pass

    other = FastAPI()
    kinds: list[Any] = [
        UserV1(name="a"),
        UserV2(first_name="a", last_name="b"),
        Both(name="a", first_name="b", last_name="c"),
    ]

    @other.get("/{number}")
    def read(number: int) -> UserV1 | UserV2:
        value: UserV1 | UserV2 = kinds[number]
        return value

    @other.get("/dict/{number}")
    def read_dict(number: int) -> UserV1 | UserV2:
        value: UserV1 | UserV2 = kinds[number].model_dump()
        return value

    reader = TestClient(other)
    return [reader.get(f"/{path}{number}").json() for path in ("", "dict/") for number in range(3)]


def watch_header_set_in_a_dependency_and_errors_after_it() -> object:
    def vary(response: Response, version: Annotated[str, Depends(get_version)]) -> None:
        response.headers.append("Vary", "API-Version")

    other = FastAPI(dependencies=[Depends(vary)])

    @other.get("/")
    def read(error: bool = False, given: bool = False) -> int:
        if error:
            raise HTTPException(404, headers={"Vary": "API-Version"} if given else None)
        return 1

    reader = TestClient(other)
    paths = ("/", "/?error=true", "/?error=true&given=true", "/?error=x", "/missing")
    return [[path, reader.get(path).headers.get("vary")] for path in paths]


def watch_version_in_the_accept_header() -> object:
    other = FastAPI()

    @other.get("/")
    def read(request: Request, accept: Annotated[list[str] | None, Header()] = None) -> list[Any]:
        return [accept, request.headers["accept"], request.headers.getlist("accept")]

    reader = TestClient(other)
    headers = [("Accept", "application/vnd.shop.v2+json"), ("Accept", "text/html;q=0.5")]
    return reader.get("/", headers=headers).json()


def watch_host_header_and_the_url_of_the_request() -> object:
    other = FastAPI()

    @other.get("/")
    def read(request: Request) -> list[Any]:
        return [str(request.url), str(request.base_url), request.url.hostname]

    hosts = ["a_b.com", "a.com/x", "a.com:99999", "a.com:80", "[::1]:8000", "user@a.com", "a.com?x", "", "A.COM", "a b"]
    found = []
    for host in hosts:
        try:
            found.append(TestClient(other).get("/", headers={"Host": host}).json())
        except Exception as error:
            found.append(type(error).__name__)
    return found


def watch_header_documented_without_underscores() -> object:
    other = FastAPI()

    @other.get("/")
    def read(
        api_version: Annotated[str, Header(convert_underscores=False)] = "1",
        second: Annotated[str, Header(alias="X-Second", title="Second", description="d", deprecated=True)] = "1",
        hidden: Annotated[str, Header(include_in_schema=False)] = "1",
    ) -> list[str]:
        return [api_version, second, hidden]

    reader = TestClient(other)
    answer = reader.get("/", headers={"api_version": "2", "x-second": "3", "hidden": "4"})
    return answer.json(), other.openapi()["paths"]["/"]["get"]["parameters"]
