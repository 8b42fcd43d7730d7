import pytest
from fastapi.testclient import TestClient
from regex_pattern import app

client = TestClient(app)


@pytest.mark.parametrize("currency", ["EUR", "AAA", "ZZZ"])
def test_match_passes(currency: str) -> None:
    response = client.get("/rates", params={"currency": currency})
    assert response.status_code == 200
    assert response.json() == {"currency": currency}


@pytest.mark.parametrize("currency", ["eur", "EU", "EURO", "EUR\n", " EUR", "ÄUR", "EUR\x00", ""])
def test_other_text_is_rejected(currency: str) -> None:
    response = client.get("/rates", params={"currency": currency})
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["query", "currency"]]


def test_absent_parameter_is_missing() -> None:
    response = client.get("/rates")
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["query", "currency"]]


def test_pattern_is_in_openapi() -> None:
    (parameter,) = app.openapi()["paths"]["/rates"]["get"]["parameters"]
    assert (parameter["name"], parameter["required"]) == ("currency", True)
    assert parameter["schema"]["pattern"] == "^[A-Z]{3}$"
