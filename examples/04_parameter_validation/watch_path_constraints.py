"""Around `Path()`: the older form, refused defaults, the other bounds, and rules for text in the path."""

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any

from fastapi import FastAPI, Path
from fastapi.testclient import TestClient
from path_constraints import app

client = TestClient(app)


def served(endpoint: Callable[..., Any], path: str = "/{value}") -> TestClient:
    own = FastAPI()
    own.get(path)(endpoint)
    return TestClient(own, raise_server_exceptions=False)


def told(response: Any) -> object:
    is_json = "json" in response.headers.get("content-type", "")
    return response.json() if is_json else [response.status_code, response.text]


def answers(endpoint: Callable[..., Any], texts: list[str]) -> object:
    own = served(endpoint)
    return {text: told(own.get(f"/{text}")) for text in texts}


def parameters(endpoint: Callable[..., Any]) -> object:
    return served(endpoint).get("/openapi.json").json()["paths"]["/{value}"]["get"]["parameters"]


def refusal(endpoint: Callable[..., Any], path: str = "/{value}") -> str:
    try:
        served(endpoint, path)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "accepted"


def watch_error_bodies() -> object:
    return [client.get(f"/items/{text}").json() for text in ("0", "1001", "one", "1.5", "9" * 5000)][:4]


def watch_openapi() -> object:
    return app.openapi()["paths"]["/items/{item_id}"]["get"]["parameters"]


def watch_older_form() -> object:
    def read(value: int = Path(title="Number", ge=1, le=1000)) -> int:
        return value

    def read_ellipsis(value: int = Path(..., gt=1)) -> int:
        return value

    return answers(read, ["0", "1"]), parameters(read), answers(read_ellipsis, ["1", "2"]), parameters(read_ellipsis)


def watch_refused_defaults() -> object:
    def python_default(value: Annotated[int, Path(ge=1)] = 1) -> int:
        return value

    told = [refusal(python_default), refusal(python_default, "/")]
    makers: list[Callable[[], object]] = [lambda: Path(default=1), lambda: Path(1), lambda: Path(default=None)]
    for make in makers:
        try:
            told.append(repr(make()))
        except (AssertionError, TypeError) as error:
            told.append(f"{type(error).__name__}: {error}")
    return told


def watch_default_factory() -> object:
    def read(value: Annotated[int, Path(default_factory=lambda: 1)]) -> int:
        return value

    try:
        return refusal(read), answers(read, ["2"])
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def watch_other_bounds() -> object:
    def read(value: Annotated[float, Path(gt=0, lt=10.5)]) -> float:
        return value

    def read_multiple(value: Annotated[int, Path(multiple_of=3)]) -> int:
        return value

    def read_decimal(value: Annotated[Decimal, Path(max_digits=3, decimal_places=1, ge=0)]) -> Decimal:
        return value

    return [
        answers(read, ["0", "10.5", "5", "nan", "inf", "-0.0"]),
        answers(read_multiple, ["3", "4", "0"]),
        answers(read_decimal, ["12.3", "12.34", "1234", "-1"]),
        parameters(read),
        parameters(read_decimal),
    ]


def watch_rules_of_a_text() -> object:
    def read(value: Annotated[str, Path(min_length=2, max_length=3, pattern="^[a-z]+$")]) -> str:
        return value

    return answers(read, ["ab", "a", "abcd", "AB", "a%20"]), parameters(read)


def watch_descriptions() -> object:
    def read(
        value: Annotated[
            int, Path(title="T", description="D", examples=[1], deprecated=True, json_schema_extra={"x-a": 1})
        ],
    ) -> int:
        return value

    return parameters(read)
