# /// script
# dependencies = ["psycopg[binary]"]
# ///
import csv
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import csv_export_streamed
import pytest
from csv_export_streamed import app, export
from csv_export_streamed_database import Order
from fastapi.testclient import TestClient
from sqlalchemy import event
from sqlalchemy.pool import Pool


@pytest.fixture
def client(async_database: None) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


def add(client: TestClient, *customers: str) -> None:
    async def run() -> None:
        async with client.app_state["make_session"].begin() as session:
            session.add_all([Order(customer=customer, cents=100) for customer in customers])

    assert client.portal is not None
    client.portal.call(run)


def exported(client: TestClient) -> list[list[str]]:
    return list(csv.reader(io.StringIO(client.get("/orders.csv").text, newline="")))


def test_orders_are_a_file_that_a_reader_understands(client: TestClient) -> None:
    assert client.get("/orders.csv").text == "id,customer,cents\r\n"
    add(client, "Zoë", 'the "best", they say', "two\nlines")
    response = client.get("/orders.csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="orders.csv"'
    rows = [["1", "Zoë", "100"], ["2", 'the "best", they say', "100"], ["3", "two\nlines", "100"]]
    assert exported(client)[1:] == rows


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", '=HYPERLINK("http://a")']
)
def test_text_is_never_a_formula(client: TestClient, text: str) -> None:
    add(client, text, f"a{text}")
    assert [row[1] for row in exported(client)[1:]] == [f"'{text}", f"a{text}"]


def test_every_row_of_every_page_is_there_once(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_export_streamed, "PAGE_SIZE", 7)
    for count, customers in ((14, range(14)), (20, range(14, 20))):
        add(client, *map(str, customers))
        assert [row[:2] for row in exported(client)[1:]] == [[str(number + 1), str(number)] for number in range(count)]


def test_download_that_is_slow_holds_no_connection_and_one_page(client: TestClient) -> None:
    held: list[object] = []
    event.listen(Pool, "checkout", lambda connection, *rest: held.append(connection))
    event.listen(Pool, "checkin", lambda connection, *rest: held.remove(connection))
    add(client, *map(str, range(2500)))

    async def read_slowly() -> list[tuple[int, int]]:
        return [(chunk.count("\r\n"), len(held)) async for chunk in export(client.app_state["make_session"])]

    assert client.portal is not None
    assert client.portal.call(read_slowly) == [(1, 0), (1000, 0), (1000, 0), (500, 0)]


def test_more_downloads_at_once_than_connections(client: TestClient) -> None:
    add(client, "Ada")
    with ThreadPoolExecutor(40) as callers:
        files = list(callers.map(lambda number: exported(client)[1:], range(60)))
    assert files == [[["1", "Ada", "100"]]] * 60
