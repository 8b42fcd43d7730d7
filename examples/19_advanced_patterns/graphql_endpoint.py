# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "strawberry-graphql[fastapi]"]
# ///
"""GraphQL with Strawberry: serve queries and mutations, with a FastAPI dependency as their context.

`context_getter` is a FastAPI dependency; resolvers find what it returns in
`info.context`. Errors in a query come with status 200 and an `errors` list. A browser
gets GraphiQL at the same path; `graphql_ide=None` turns it off.
"""

from typing import Annotated, Any

import strawberry
from fastapi import FastAPI, Header
from strawberry.fastapi import GraphQLRouter
from strawberry.types import Info

app = FastAPI()


@strawberry.type
class Book:
    title: str
    stars: int = 0


BOOKS = {"Emma": Book(title="Emma"), "Ulysses": Book(title="Ulysses")}


@strawberry.type
class Query:
    @strawberry.field
    def books(self, search: str = "") -> list[Book]:
        return [book for book in BOOKS.values() if search.lower() in book.title.lower()]

    @strawberry.field
    def welcome(self, info: Info) -> str:
        return "Bienvenue" if info.context["language"].startswith("fr") else "Welcome"


@strawberry.type
class Mutation:
    @strawberry.mutation
    def rate_book(self, title: str, stars: int) -> Book | None:
        book = BOOKS.get(title)
        if book:
            book.stars = stars
        return book


def get_context(accept_language: Annotated[str, Header()] = "en") -> dict[str, Any]:
    return {"language": accept_language}


schema = strawberry.Schema(Query, Mutation)
app.include_router(GraphQLRouter(schema, context_getter=get_context), prefix="/graphql")
