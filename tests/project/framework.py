"""An application framework in a few lines, under the names that the recorder observes, in two releases.

The newer one differs from the older one in one thing of each class of change.
"""

from pathlib import Path

from tests.fake_index import Release

APPLICATIONS = '''
"""The newer release behaves differently wherever NEWER is used."""

import json
import logging
import uuid
import warnings

NEWER = {newer}


class Route:
    def __init__(self, path, methods):
        self.path, self.methods = path, methods


class NewerRoute(Route):
    pass


class FastAPI:
    def __init__(self, title="FastAPI"):
        self.title = title
        self.functions = {{}}

    @property
    def routes(self):
        return [(NewerRoute if NEWER else Route)(path, [method]) for method, path in self.functions]

    def route(self, method, path):
        def add(function):
            self.functions[method, path] = function
            return function

        return add

    def openapi(self):
        answers = {{"200": {{"description": "OK"}}, **({{"422": {{"description": "No"}}}} if NEWER else {{}})}}
        paths = {{path: {{method.lower(): {{"responses": answers}}}} for method, path in self.functions}}
        return {{"openapi": "3.1.0", "info": {{"title": self.title, "version": "1"}}, "paths": paths}}

    async def __call__(self, scope, receive, send):
        if scope["type"] == "websocket":
            await receive()
            await send({{"type": "websocket.accept"}})
            await send({{"type": "websocket.send", "text": "hi" if NEWER else "hello"}})
            await send({{"type": "websocket.close", "code": 1000}})
            return
        sent = b""
        while (message := await receive()).get("more_body"):
            sent += message["body"]
        sent += message.get("body", b"")
        headers = [(b"content-type", b"application/json"), (b"set-cookie", b"id=" + uuid.uuid4().hex.encode())]
        status, body = 404, {{"detail": "Not Found"}}
        if function := self.functions.get((scope["method"], scope["path"])):
            status, body, *more = function(NEWER, json.loads(sent or b"null"), dict(scope["headers"]))
            headers += more
        await send({{"type": "http.response.start", "status": status, "headers": headers}})
        for part in json.dumps(body):
            await send({{"type": "http.response.body", "body": part.encode(), "more_body": True}})
        await send({{"type": "http.response.body", "body": b""}})


def old_helper():
    if NEWER:
        warnings.warn("old_helper is deprecated", DeprecationWarning, stacklevel=2)
    return 1


def log():
    if NEWER:
        logging.getLogger("framework").warning("something inside is new")
'''

CLIENT = '''
"""A client that calls an application without a server."""

import asyncio
import json


def ask(app, method, path, body=None, headers=()):
    sent = []
    content = b"" if body is None else json.dumps(body).encode()
    named = [(name.lower().encode(), value.encode()) for name, value in dict(headers).items()]

    async def receive():
        return {"type": "http.request", "body": content}

    async def send(message):
        sent.append(message)

    path, _, query = path.partition("?")
    scope = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": named}
    asyncio.run(app(scope, receive, send))
    text = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], json.loads(text)


def connect(app, path):
    sent = []

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message)

    asyncio.run(app({"type": "websocket", "path": path, "headers": []}, receive, send))
    return [message["type"] for message in sent]
'''
MODULE = "from fastapi.applications import FastAPI, log, old_helper\nfrom fastapi.client import ask, connect\n"


def release(version: str, uploaded: str, *, newer: bool) -> Release:
    """A release of the framework."""
    modules = (("applications", APPLICATIONS.format(newer=newer)), ("client", CLIENT))
    return Release("fastapi", version, MODULE, uploaded, modules=modules)


def write_framework(folder: Path, *, newer: bool = False) -> None:
    """Write the framework into a folder, for an environment that has no index."""
    package = folder / "fastapi"
    package.mkdir(parents=True, exist_ok=True)
    (package / "__init__.py").write_text(MODULE)
    (package / "applications.py").write_text(APPLICATIONS.format(newer=newer))
    (package / "client.py").write_text(CLIENT)
