"""What clients send and see of users."""

from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, EmailStr

UserID = Annotated[int, Path(gt=0, lt=2**31)]


class NewUser(BaseModel):
    email: EmailStr


class UserOut(NewUser):
    id: int
