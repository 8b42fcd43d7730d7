# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]>=0.112", "aiosqlite", "pydantic-settings", "sqlalchemy[asyncio]>=2"]
# [tool.fastapi-by-example]
# services = ["DATABASE_URL"]
# ///
"""An application in many files: a folder for each subject, and one file that puts them together.

`many_files_app/users/` and `many_files_app/items/` each have `models.py` (tables),
`schemas.py` (what clients see), `service.py` (rules) and `router.py` (HTTP). They share
`config.py`, `database.py` and `errors.py`. A service may call another subject's
service, but never uses its tables. Start the app with `fastapi run many_files.py`.
"""

from fastapi import FastAPI
from many_files_app.database import lifespan
from many_files_app.errors import ConflictError, NotFoundError, conflict, not_found
from many_files_app.items.router import router as items
from many_files_app.users.router import router as users

app = FastAPI(lifespan=lifespan)
app.add_exception_handler(NotFoundError, not_found)
app.add_exception_handler(ConflictError, conflict)
app.include_router(users, prefix="/v1")
app.include_router(items, prefix="/v1")
