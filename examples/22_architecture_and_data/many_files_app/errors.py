"""What services raise, and how the app answers it."""

from fastapi import Request
from fastapi.responses import JSONResponse


class NotFoundError(Exception): ...


class ConflictError(Exception): ...


async def not_found(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"detail": str(error)}, status_code=404)


async def conflict(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"detail": str(error)}, status_code=409)
