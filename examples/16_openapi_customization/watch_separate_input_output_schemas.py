"""Around the schemas of both directions: plain defaults, computed fields, nesting, and models of the same name."""

from typing import Annotated, Any, Generic, TypeVar

from fastapi import FastAPI, Form, Header, Query
from pydantic import BaseModel, ConfigDict, Field, computed_field
from separate_input_output_schemas import Item, app, app_with_one_schema

T = TypeVar("T")


class Plain(BaseModel):
    name: str
    description: str | None = None


class Square(BaseModel):
    side: int = 1

    @computed_field  # type: ignore[prop-decorator]
    @property
    def area(self) -> int:
        return self.side**2


class Board(BaseModel):
    square: Square


class Shelf(BaseModel):
    items: list[Item] = []
    best: Item | None = None


class Tree(BaseModel):
    model_config = ConfigDict(json_schema_serialization_defaults_required=True)
    children: "list[Tree]" = []


class Aliased(BaseModel):
    given: str = Field(validation_alias="in", serialization_alias="out")


class Page(BaseModel, Generic[T]):
    rows: list[T]
    total: int = 0


def schemas(application: FastAPI) -> dict[str, Any]:
    found = application.openapi().get("components", {}).get("schemas", {})
    return {
        name: [list(schema["properties"]), schema.get("required")]
        for name, schema in found.items()
        if name not in ("HTTPValidationError", "ValidationError")
    }


def echoing(model: Any, **options: Any) -> dict[str, Any]:
    made = FastAPI(**options)

    def echo(body: Any) -> Any:
        return body

    echo.__annotations__.update({"body": model, "return": model})
    made.post("/")(echo)
    return schemas(made)


def both(model: Any) -> list[Any]:
    return [echoing(model, separate_input_output_schemas=separate) for separate in (True, False)]


def watch_shown_documents() -> object:
    return app.openapi(), app_with_one_schema.openapi()["components"]["schemas"]["Item"]


def watch_default_of_the_argument() -> object:
    return echoing(Item)


def watch_plain_default() -> object:
    return both(Plain)


def watch_computed_field() -> object:
    return both(Square)


def watch_computed_field_in_a_model_inside_another() -> object:
    return both(Board)


def watch_models_in_lists_and_unions() -> object:
    return both(Shelf), both(list[Item]), both(Item | Plain)


def watch_recursive_generic_and_aliased_models() -> object:
    return both(Tree), both(Page[Item]), both(Aliased)


def watch_model_in_one_direction() -> object:
    request, response = FastAPI(), FastAPI()

    @request.post("/")
    def create(item: Item) -> None: ...

    @response.get("/")
    def read() -> Item:
        return Item(name="cup")

    return schemas(request), schemas(response)


def watch_model_as_form_query_and_header() -> object:
    made = FastAPI()

    @made.post("/form")
    def form(item: Annotated[Item, Form()]) -> Item:
        return item

    @made.get("/query")
    def query(item: Annotated[Item, Query()], header: Annotated[Plain, Header()]) -> Item:
        return item

    return schemas(made), made.openapi()["paths"]["/query"]["get"]["parameters"]


def watch_models_of_the_same_name() -> object:
    def other() -> type[BaseModel]:
        class Item(BaseModel):
            model_config = ConfigDict(json_schema_serialization_defaults_required=True)
            size: int = 1

        return Item

    made = FastAPI()
    made.add_api_route("/a", lambda: None, response_model=Item, responses={400: {"model": other()}})
    return {name.replace("__main__", "main"): fields for name, fields in schemas(made).items()}


def watch_responses_callbacks_and_webhooks() -> object:
    made = FastAPI()

    @made.webhooks.post("made")
    def hook(item: Item) -> None: ...

    made.add_api_route("/", lambda: None, responses={400: {"model": Item}})
    return schemas(made)
