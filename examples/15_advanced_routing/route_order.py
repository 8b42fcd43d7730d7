# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Route order: declare the fixed path before the parameterized one.

FastAPI takes the first route that matches path and method, so `/users/me` declared after `/users/{user_id}` would
never be reached. A type does not help: `int` is checked only after the route was chosen, and gives a 422.
"""

from fastapi import FastAPI

app = FastAPI()


@app.get("/users/me")
def read_current_user() -> dict[str, str]:
    return {"user": "the current user"}


@app.get("/users/{user_id}")
def read_user(user_id: int) -> dict[str, int]:
    return {"user": user_id}
