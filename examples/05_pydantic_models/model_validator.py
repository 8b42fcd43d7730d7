# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic>=2"]
# ///
"""Model validator: check several fields together, such as two passwords.

An `after` validator is a method that runs once all fields are valid and returns `self`.
By default, FastAPI's 422 repeats the body, with both passwords; the exception handler
leaves it out.
"""

from typing import Self

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, SecretStr, model_validator

app = FastAPI()


class SignUp(BaseModel):
    username: str
    password: SecretStr
    password_repeat: SecretStr

    @model_validator(mode="after")
    def check_passwords_match(self) -> Self:
        if self.password != self.password_repeat:
            raise ValueError("passwords do not match")
        return self


class UserPublic(BaseModel):
    username: str


@app.exception_handler(RequestValidationError)
async def hide_input(request: Request, exc: RequestValidationError) -> JSONResponse:
    detail = [{key: error[key] for key in ("type", "loc", "msg")} for error in exc.errors()]
    return JSONResponse({"detail": detail}, status_code=422)


@app.post("/users", status_code=201)
def sign_up(user: SignUp) -> UserPublic:
    return UserPublic(username=user.username)
