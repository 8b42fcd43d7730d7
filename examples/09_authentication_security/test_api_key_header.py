from secrets import compare_digest

import api_key_header
import pytest
from api_key_header import API_KEY, app
from fastapi.testclient import TestClient

client = TestClient(app)


def test_right_key_passes() -> None:
    response = client.get("/reports", headers={"X-API-Key": API_KEY})
    assert response.status_code == 200
    assert response.json() == ["2026-11"]


@pytest.mark.parametrize("key", ["wrong", API_KEY + "x", API_KEY[:-1], API_KEY.upper(), "clé", "\x80\xff"])
def test_wrong_key_is_401_with_a_challenge(key: str) -> None:
    response = client.get("/reports", headers={b"X-API-Key": key.encode("latin-1")})
    assert response.status_code == 401
    assert response.json() == {"detail": "Invalid API key"}
    assert response.headers["www-authenticate"] == "APIKey"


@pytest.mark.parametrize("headers", [{}, {"X-API-Key": ""}, {"Authorization": API_KEY}])
def test_missing_or_empty_key_is_refused(headers: dict[str, str]) -> None:
    response = client.get("/reports", headers=headers, params={"X-API-Key": API_KEY})
    assert response.status_code in {401, 403}
    assert "2026-11" not in response.text


def test_keys_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []

    def spy(given: bytes, expected: bytes) -> bool:
        compared.append((given, expected))
        return compare_digest(given, expected)

    monkeypatch.setattr(api_key_header, "compare_digest", spy)
    client.get("/reports", headers={"X-API-Key": "wrong"})
    assert compared == [(b"wrong", API_KEY.encode())]


def test_openapi_asks_for_the_header() -> None:
    document = app.openapi()
    (name,) = document["paths"]["/reports"]["get"]["security"][0]
    scheme = document["components"]["securitySchemes"][name]
    assert scheme == {"type": "apiKey", "in": "header", "name": "X-API-Key"}
