from secrets import compare_digest

import api_key_query
import pytest
from api_key_query import API_KEY, app
from fastapi.testclient import TestClient

client = TestClient(app)


def test_right_key_passes() -> None:
    response = client.get("/feed", params={"api_key": API_KEY})
    assert response.status_code == 200
    assert response.json() == ["2026-11-21: release"]


@pytest.mark.parametrize("key", ["wrong", API_KEY + "x", API_KEY[:-1], API_KEY.upper(), "clé", "\0"])
def test_wrong_key_is_401_with_a_challenge(key: str) -> None:
    response = client.get("/feed", params={"api_key": key})
    assert response.status_code == 401
    assert response.json() == {"detail": "Invalid API key"}
    assert response.headers["www-authenticate"] == "APIKey"


@pytest.mark.parametrize("query", ["api_key=%ff%fe", "api_key=%ed%a0%80", "api_key=%", "api_key[]=a&api_key=b"])
def test_malformed_query_is_a_wrong_key(query: str) -> None:
    assert client.get(f"/feed?{query}").status_code == 401


@pytest.mark.parametrize("params", [{}, {"api_key": ""}, {"API_KEY": API_KEY}])
def test_missing_or_empty_key_is_refused(params: dict[str, str]) -> None:
    response = client.get("/feed", params=params, headers={"api_key": API_KEY})
    assert response.status_code in {401, 403}
    assert "release" not in response.text


def test_keys_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []

    def spy(given: bytes, expected: bytes) -> bool:
        compared.append((given, expected))
        return compare_digest(given, expected)

    monkeypatch.setattr(api_key_query, "compare_digest", spy)
    client.get("/feed", params={"api_key": "wrong"})
    assert compared == [(b"wrong", API_KEY.encode())]


def test_openapi_asks_for_the_query_parameter() -> None:
    document = app.openapi()
    (name,) = document["paths"]["/feed"]["get"]["security"][0]
    scheme = document["components"]["securitySchemes"][name]
    assert scheme == {"type": "apiKey", "in": "query", "name": "api_key"}
