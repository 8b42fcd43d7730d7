# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Route order: declare the fixed path before the one with a parameter.

FastAPI takes the first route that matches path and method. After `/users/{user_id}`,
`/users/me` would never be reached. A type does not help: `int` is checked only after
the route is chosen, and the answer is a 422.
"""

from fastapi import FastAPI

app = FastAPI()


@app.get("/users/me")
def read_current_user() -> str:
    return "the current user"


@app.get("/users/{user_id}")
def read_user(user_id: int) -> str:
    return f"user number {user_id}"
