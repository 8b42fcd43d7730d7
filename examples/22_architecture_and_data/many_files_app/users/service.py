"""The rules for users: no HTTP here."""

from sqlalchemy.exc import IntegrityError

from many_files_app.database import SessionDep
from many_files_app.errors import ConflictError, NotFoundError
from many_files_app.users.models import User
from many_files_app.users.schemas import NewUser


class UserService:
    def __init__(self, session: SessionDep) -> None:
        self.session = session

    async def register(self, new: NewUser) -> User:
        user = User(email=new.email)
        try:
            async with self.session.begin():
                self.session.add(user)
        except IntegrityError as error:
            raise ConflictError("Email is taken") from error
        return user

    async def get(self, user_id: int) -> User:
        async with self.session.begin():
            user = await self.session.get(User, user_id)
        if user is None:
            raise NotFoundError("User not found")
        return user
