# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pymongo>=4.9"]
# [tool.fastapi-by-example]
# services = ["MONGODB_URL"]
# ///
"""MongoDB by PyMongo's async API: share one `AsyncMongoClient` for as long as the app runs.

PyMongo's async API replaces Motor. Build filters from validated values only: JSON from
a client could contain operators such as `$ne`. Only the unique index keeps an address
from being taken twice: two requests at once could both look and find it free.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from bson import ObjectId
from fastapi import FastAPI, HTTPException, Path, Request
from pydantic import BaseModel, EmailStr
from pymongo import AsyncMongoClient
from pymongo.errors import DuplicateKeyError


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    url = os.environ.get("MONGODB_URL", "mongodb://127.0.0.1:27017")
    async with AsyncMongoClient[dict[str, Any]](url, serverSelectionTimeoutMS=2000) as client:
        users = client.get_default_database("shop")["users"]
        await users.create_index("email", unique=True)
        yield {"users": users}


app = FastAPI(lifespan=lifespan)


class User(BaseModel):
    email: EmailStr


@app.post("/users", status_code=201)
async def create_user(user: User, request: Request) -> str:
    try:
        created = await request.state.users.insert_one(user.model_dump())
    except DuplicateKeyError as error:
        raise HTTPException(status_code=409, detail="Email is taken") from error
    return str(created.inserted_id)


@app.get("/users/{user_id}")
async def read_user(user_id: Annotated[str, Path(pattern="^[0-9a-f]{24}$")], request: Request) -> User:
    found = await request.state.users.find_one({"_id": ObjectId(user_id)})
    if found is None:
        raise HTTPException(status_code=404, detail="User not found")
    return User(**found)
