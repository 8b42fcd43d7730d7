"""Around outbound calls: what is retried, which time-outs a client has, and errors that a transport raises."""

import asyncio
from typing import Any

import httpx
import stamina
from outbound_calls_retry import app, may_pass

REQUEST = httpx.Request("GET", "http://upstream")


def watch_errors_that_are_tried_again() -> object:
    statuses = (301, 400, 404, 408, 425, 429, 499, 500, 503, 599)
    errors: list[Exception] = [
        httpx.HTTPStatusError("", request=REQUEST, response=httpx.Response(status)) for status in statuses
    ]
    kinds: list[Any] = [httpx.ConnectError, httpx.ReadTimeout, httpx.PoolTimeout, httpx.RemoteProtocolError]
    kinds += [httpx.TooManyRedirects, httpx.InvalidURL, httpx.DecodingError, httpx.UnsupportedProtocol]
    return [may_pass(error) for error in errors], {kind.__name__: may_pass(kind("")) for kind in kinds}


def watch_attempts_by_options() -> object:
    told = []
    for options in ({"attempts": 1}, {"attempts": 4}, {"attempts": 4, "timeout": 0}):
        tried: list[int] = []

        @stamina.retry(on=ValueError, wait_initial=0, wait_jitter=0, wait_max=0, **options)
        def give_up(tried: list[int] = tried) -> None:
            tried.append(1)
            raise ValueError(len(tried))

        try:
            give_up()
        except ValueError as error:
            told.append([len(tried), str(error)])
    return told


def watch_error_that_is_not_named() -> object:
    tried: list[int] = []

    @stamina.retry(on=ValueError, wait_initial=0, wait_jitter=0)
    def give_up() -> None:
        tried.append(1)
        raise KeyError("a")

    try:
        give_up()
    except KeyError:
        return len(tried)
    return None


def watch_switched_off() -> object:
    before = stamina.is_active()
    stamina.set_active(False)
    inactive = stamina.is_active()
    stamina.set_active(True)
    return before, inactive


def watch_time_outs_of_a_client() -> object:
    timeouts = [httpx.AsyncClient().timeout, httpx.AsyncClient(timeout=2).timeout, httpx.Timeout(2, pool=None)]
    return [each.as_dict() for each in timeouts], repr(httpx.Limits(max_connections=20))


def watch_answers_of_a_transport() -> object:
    async def ask(handler: Any, **options: Any) -> str:
        transport = httpx.MockTransport(handler)
        async with httpx.AsyncClient(base_url="http://upstream/v1", transport=transport, **options) as client:
            try:
                response = await client.get("/rates/USD")
                return f"{response.status_code} {response.request.url} {response.next_request is not None}"
            except httpx.HTTPError as error:
                return type(error).__name__

    def redirect(request: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"Location": "/elsewhere"})

    def broken(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no", request=request)

    return [
        asyncio.run(ask(redirect)),
        asyncio.run(ask(redirect, follow_redirects=True)),
        asyncio.run(ask(broken)),
    ]


def watch_openapi() -> object:
    return app.openapi()["paths"]
