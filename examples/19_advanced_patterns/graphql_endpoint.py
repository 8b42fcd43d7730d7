# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "strawberry-graphql[fastapi]"]
# ///
"""GraphQL with Strawberry: one endpoint for queries and mutations, with FastAPI's dependencies in the context.

`context_getter` is a dependency: what it asks for is resolved by FastAPI, documented in OpenAPI and handed to the
resolvers as `info.context`. Errors of a query come with status 200 and an `errors` list. A browser gets GraphiQL at the
same path; `graphql_ide=None` turns it off and replaces `graphiql=False`, which was deprecated in 0.213 and is gone.
The books are kept in memory: each worker process has its own. X-User stands in for authentication here: any client can
send it.
"""

from typing import Annotated

import strawberry
from fastapi import Depends, FastAPI, Header
from strawberry.fastapi import BaseContext, GraphQLRouter
from strawberry.types import Info


@strawberry.type
class Book:
    title: str
    added_by: str


BOOKS = [Book(title="Emma", added_by="Jane"), Book(title="Ulysses", added_by="James")]


def get_user(x_user: Annotated[str, Header()] = "anonymous") -> str:
    return x_user


class Context(BaseContext):
    def __init__(self, user: str) -> None:
        super().__init__()
        self.user = user


@strawberry.type
class Query:
    @strawberry.field
    def books(self, search: str = "") -> list[Book]:
        return [book for book in BOOKS if search.lower() in book.title.lower()]


@strawberry.type
class Mutation:
    @strawberry.mutation
    def add_book(self, info: Info[Context, None], title: str) -> Book:
        book = Book(title=title, added_by=info.context.user)
        BOOKS.append(book)
        return book


async def get_context(user: Annotated[str, Depends(get_user)]) -> Context:
    return Context(user)


schema = strawberry.Schema(query=Query, mutation=Mutation)

app = FastAPI()
app.include_router(GraphQLRouter(schema, context_getter=get_context), prefix="/graphql")
