# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Model validator: a rule over several fields, such as two passwords that must be equal.

Mode `after` is an ordinary method: it runs when all fields are valid, and returns `self`. The
error stands at the whole body, not at a field, and the 422 repeats the body to the client
with both passwords in it; do not log it.
"""

from typing import Self

from fastapi import FastAPI
from pydantic import BaseModel, SecretStr, model_validator


class SignUp(BaseModel):
    username: str
    password: SecretStr
    password_repeat: SecretStr

    @model_validator(mode="after")
    def passwords_match(self) -> Self:
        if self.password != self.password_repeat:
            raise ValueError("passwords do not match")
        return self


class UserPublic(BaseModel):
    username: str


app = FastAPI()


@app.post("/users", status_code=201, response_model=UserPublic)
def sign_up(user: SignUp) -> SignUp:
    return user
