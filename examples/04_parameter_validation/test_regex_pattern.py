from typing import Annotated

import pytest
from fastapi import FastAPI, Query
from fastapi.testclient import TestClient
from regex_pattern import app

client = TestClient(app)
PARAMETERS = [
    {
        "name": "currency",
        "in": "query",
        "required": True,
        "schema": {"type": "string", "pattern": "^[A-Z]{3}$", "title": "Currency"},
    }
]


def without_messages(body: dict[str, list[dict[str, object]]]) -> object:
    """The error body without its wording, which is Pydantic's and no promise of this concept."""
    for error in body["detail"]:
        assert error.pop("msg")
    return body


@pytest.mark.parametrize("currency", ["EUR", "AAA", "ZZZ"])
def test_match_passes(currency: str) -> None:
    response = client.get("/rates/", params={"currency": currency})
    assert response.status_code == 200
    assert response.json() == {"currency": currency}


@pytest.mark.parametrize("currency", ["eur", "EU", "EURO", "EUR\n", " EUR", "ÄUR", "EUR\x00", ""])
def test_text_that_does_not_match_is_rejected(currency: str) -> None:
    response = client.get("/rates/", params={"currency": currency})
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [
            {
                "type": "string_pattern_mismatch",
                "loc": ["query", "currency"],
                "input": currency,
                "ctx": {"pattern": "^[A-Z]{3}$"},
            }
        ]
    }


def test_absent_parameter_is_missing() -> None:
    response = client.get("/rates/")
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "missing", "loc": ["query", "currency"], "input": None}]
    }


def test_pattern_is_in_openapi() -> None:
    assert app.openapi()["paths"]["/rates/"]["get"]["parameters"] == PARAMETERS


def test_pattern_without_anchors_accepts_text_around_the_match() -> None:
    other = FastAPI()

    @other.get("/rates/")
    def read(currency: Annotated[str, Query(pattern="[A-Z]{3}")]) -> str:
        return currency

    assert TestClient(other).get("/rates/?currency=the+EURO").json() == "the EURO"


def test_regex_is_deprecated_and_still_a_pattern() -> None:
    from fastapi.exceptions import FastAPIDeprecationWarning

    older = FastAPI()
    with pytest.warns(FastAPIDeprecationWarning) as caught:

        @older.get("/rates/")
        def read(currency: Annotated[str, Query(regex="^[A-Z]{3}$")]) -> str:
            return currency

    assert [str(warning.message) for warning in caught] == ["`regex` has been deprecated, please use `pattern` instead"]
    assert older.openapi()["paths"]["/rates/"]["get"]["parameters"] == PARAMETERS
    assert TestClient(older).get("/rates/?currency=EUR").status_code == 200
    assert TestClient(older).get("/rates/?currency=eur").status_code == 422
