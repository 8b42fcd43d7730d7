# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "fastapi-utils", "typing-inspect"]
# ///
"""Class-based views: group endpoints in a class that declares a dependency once, with fastapi-utils.

Write `store: Store = Depends(get_store)`; a dependency in `Annotated` silently becomes a
query parameter. fastapi-utils has had no release since 2024 and does not declare
`typing-inspect`; a router with dependencies does nearly the same without it.
"""

from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi_utils.cbv import cbv

router = APIRouter()

Store = dict[int, str]
ITEMS: Store = {1: "Gouda", 2: "Brie"}


def get_store() -> Store:
    return ITEMS


@cbv(router)
class ItemViews:
    store: Store = Depends(get_store)

    @router.get("/items")
    def list_items(self) -> list[str]:
        return list(self.store.values())

    @router.get("/items/{item_id}")
    async def read_item(self, item_id: int) -> str:
        if item_id not in self.store:
            raise HTTPException(status_code=404)
        return self.store[item_id]


app = FastAPI()
app.include_router(router)
