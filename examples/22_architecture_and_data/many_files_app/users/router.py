"""The routes of users."""

from typing import Annotated

from fastapi import APIRouter, Depends

from many_files_app.users.models import User
from many_files_app.users.schemas import NewUser, UserID, UserOut
from many_files_app.users.service import UserService

router = APIRouter(prefix="/users", tags=["users"])
UserServiceDep = Annotated[UserService, Depends()]


@router.post("", status_code=201, response_model=UserOut)
async def register(new: NewUser, users: UserServiceDep) -> User:
    return await users.register(new)


@router.get("/{user_id}", response_model=UserOut)
async def read_user(user_id: UserID, users: UserServiceDep) -> User:
    return await users.get(user_id)
