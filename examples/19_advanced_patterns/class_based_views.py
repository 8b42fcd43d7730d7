# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "fastapi-utils",
#     "typing-inspect",  # fastapi-utils 0.8 imports it without declaring it
# ]
# ///
"""Class-based views: group endpoints in a class whose dependencies are declared once, with fastapi-utils.

Attributes with a `Depends` as their value are dependencies; each request gets an instance with them resolved, so that
nothing can be kept in `self`. Do not write them with `Annotated` here: fastapi-utils drops what is in it, and the
dependency silently becomes a query parameter. Use one APIRouter per class: since FastAPI 0.137 a second `@cbv` on the
same router, or one on `app.router`, is a ValueError. Give prefix and tags to `include_router`, because tags of the
router itself appear twice. A router with `dependencies` and functions does most of this without another package.
X-User stands in for authentication here: any client can send it.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Header
from fastapi_utils.cbv import cbv

router = APIRouter()


def get_user(x_user: Annotated[str, Header()]) -> str:
    return x_user


@cbv(router)
class ItemViews:
    user: str = Depends(get_user)

    @router.get("/")
    def list_items(self, limit: int = 2) -> list[str]:
        return [self.describe(number) for number in range(limit)]

    @router.get("/{item_id}")
    def read_item(self, item_id: int) -> str:
        return self.describe(item_id)

    @router.delete("/{item_id}", status_code=204)
    async def delete_item(self, item_id: int) -> None:
        return None

    def describe(self, number: int) -> str:
        return f"item {number} of {self.user}"


app = FastAPI()
app.include_router(router, prefix="/items", tags=["items"])
