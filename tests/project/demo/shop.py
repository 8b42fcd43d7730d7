"""A shop, with one route for each class of change between two releases of its framework."""

from fastapi import FastAPI

app = FastAPI(title="Shop")


@app.route("GET", "/items")
def list_items(newer, body, headers):
    return 200, {"items": ["pen"]}


@app.route("GET", "/gone")
def read_gone(newer, body, headers):
    return (410 if newer else 404), {"detail": "gone"}


@app.route("GET", "/admin")
def read_admin(newer, body, headers):
    return (200 if newer else 401), {"detail": "admin"}


@app.route("GET", "/price")
def read_price(newer, body, headers):
    return 200, {"price": "10.0" if newer else 10.0}


@app.route("GET", "/cached")
def read_cached(newer, body, headers):
    return 200, {}, (b"cache-control", b"no-store" if newer else b"max-age=60")


@app.route("GET", "/broken")
def read_broken(newer, body, headers):
    if newer:
        raise RuntimeError("the framework cannot do this any more")
    return 200, {}


@app.route("POST", "/login")
def log_in(newer, body, headers):
    return 200, {"name": body["name"], "access_token": "a-secret-of-the-server"}


@app.route("GET", "/untouched")
def read_untouched(newer, body, headers):
    return 200, {}
