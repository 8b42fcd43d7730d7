import pytest
from fastapi.testclient import TestClient
from url_versioning import app

client = TestClient(app)


def test_each_version_answers_with_its_own_shape() -> None:
    assert client.get("/v1/users/me").json() == "Ada Lovelace"
    assert client.get("/v2/users/me").json() == {"first_name": "Ada", "last_name": "Lovelace"}


@pytest.mark.parametrize(("version", "number", "kind"), [("v1", "1.4", "string"), ("v2", "2.0", "object")])
def test_each_version_has_its_own_docs(version: str, number: str, kind: str) -> None:
    docs = client.get(f"/{version}/docs")
    assert docs.status_code == 200
    assert f"/{version}/openapi.json" in docs.text
    document = client.get(f"/{version}/openapi.json").json()
    assert (document["info"]["title"], document["info"]["version"]) == ("Users", number)
    assert document["servers"] == [{"url": f"/{version}"}]
    assert list(document["paths"]) == ["/users/me"]
    content = document["paths"]["/users/me"]["get"]["responses"]["200"]["content"]
    assert content["application/json"]["schema"]["type"] == kind


@pytest.mark.parametrize(
    "path", ["/v3/users/me", "/users/me", "/v11/users/me", "/v1/nothing", "/docs", "/openapi.json"]
)
def test_unknown_version_or_path_is_404(path: str) -> None:
    assert client.get(path).status_code == 404
