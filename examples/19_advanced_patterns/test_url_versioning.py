import pytest
from fastapi.testclient import TestClient
from url_versioning import app

client = TestClient(app)


def test_each_version_answers_with_its_own_shape() -> None:
    assert client.get("/v1/users/me").json() == {"name": "Ada Lovelace"}
    assert client.get("/v2/users/me").json() == {"first_name": "Ada", "last_name": "Lovelace"}


@pytest.mark.parametrize(("version", "number", "schema"), [("v1", "1.4", "UserV1"), ("v2", "2.0", "UserV2")])
def test_each_version_has_its_own_docs(version: str, number: str, schema: str) -> None:
    docs = client.get(f"/{version}/docs")
    assert docs.status_code == 200
    assert f"/{version}/openapi.json" in docs.text
    document = client.get(f"/{version}/openapi.json").json()
    assert (document["info"]["title"], document["info"]["version"]) == ("Users", number)
    assert document["servers"] == [{"url": f"/{version}"}]
    assert list(document["paths"]) == ["/users/me"]
    assert list(document["components"]["schemas"]) == [schema]


@pytest.mark.parametrize(
    "path", ["/v3/users/me", "/users/me", "/v11/users/me", "/v1/nothing", "/docs", "/openapi.json"]
)
def test_unknown_version_or_path_is_404(path: str) -> None:
    assert client.get(path).status_code == 404
