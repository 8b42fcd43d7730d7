import pytest
from fastapi.testclient import TestClient
from filtering_and_sorting import app

client = TestClient(app)
ALL = ["Boots", "Loafers", "Runners", "Sandals"]


def names(query: str) -> list[str]:
    response = client.get(f"/items?{query}")
    assert response.status_code == 200
    return [item["name"] for item in response.json()]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ALL),
        ("text=RS", ["Loafers", "Runners"]),
        ("color=brown&color=white", ["Boots", "Runners", "Sandals"]),
        ("price_from=60&price_to=60", ["Boots", "Loafers"]),
        ("price_to=59", ["Sandals"]),
        ("color=brown&price_from=40&text=o", ["Boots"]),
    ],
)
def test_filters_are_combined(query: str, found: list[str]) -> None:
    assert names(query) == found


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("sort=-name", ALL[::-1]),
        ("sort=price&sort=name", ["Sandals", "Boots", "Loafers", "Runners"]),
        ("sort=price&sort=-name", ["Sandals", "Loafers", "Boots", "Runners"]),
        ("sort=-price&sort=name", ["Runners", "Boots", "Loafers", "Sandals"]),
    ],
)
def test_first_key_counts_most(query: str, order: list[str]) -> None:
    assert names(query) == order


def test_page_is_a_part_of_what_was_found() -> None:
    assert names("limit=2") == ALL[:2]
    assert names("limit=2&offset=1") == ALL[1:3]
    assert names("limit=100&offset=4") == []
    first = client.get("/items?limit=1&offset=0&sort=-price").json()
    assert first == [{"name": "Runners", "color": "white", "price": 90}]
    assert client.get("/items?limit=1&sort=price").json()[0]["price"] == 30


@pytest.mark.parametrize("key", ["size", "-", "--price", "Price", "price,name", "price; DROP TABLE items", "__class__"])
def test_only_listed_keys_can_be_sorted_by(key: str) -> None:
    response = client.get("/items", params={"sort": key})
    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["query", "sort", 0]


@pytest.mark.parametrize(
    "query",
    [
        "colour=brown",
        "color=red",
        "price_to=nan",
        "price_from=1e9",
        "limit=0",
        "limit=101",
        "offset=-1",
        "&sort=name" * 3,
    ],
)
def test_wrong_or_unknown_filter_is_refused(query: str) -> None:
    assert client.get(f"/items?{query}").status_code == 422


def test_openapi_lists_filters_and_sort_keys() -> None:
    parameters = {one["name"]: one["schema"] for one in app.openapi()["paths"]["/items"]["get"]["parameters"]}
    assert list(parameters) == ["text", "color", "price_from", "price_to", "sort", "limit", "offset"]
    assert parameters["limit"]["default"] == 20
    assert parameters["sort"]["items"]["enum"] == ["name", "-name", "price", "-price"]
