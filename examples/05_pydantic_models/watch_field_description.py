"""Around descriptions: where they stand in the schema, where else they come from, what wins."""

from enum import Enum
from typing import Annotated, Any

from fastapi import FastAPI
from field_description import Address, app
from pydantic import BaseModel, ConfigDict, Field


def documented(model: type[BaseModel]) -> object:
    """The schemas of an endpoint that takes and returns the model."""
    other = FastAPI()

    @other.post("/")
    def create(body: model) -> model:  # type: ignore[valid-type]
        return body

    schemas = other.openapi()["components"]["schemas"]
    return {name: schema for name, schema in schemas.items() if "Validation" not in name}


def watch_schemas() -> object:
    return app.openapi()["components"]["schemas"]


def watch_description_beside_a_reference() -> object:
    class Colour(Enum):
        """A colour of the catalogue."""

        RED = "red"

    class Order(BaseModel):
        billing: Annotated[Address, Field(description="Where the invoice goes.", title="Billing")]
        delivery: Annotated[Address | None, Field(description="If elsewhere.", title="Delivery")] = None
        all: Annotated[list[Address], Field(description="Every address.")] = []
        colour: Annotated[Colour, Field(description="Of the box.")] = Colour.RED
        plain: Address

    return documented(Order)


def watch_docstrings_of_attributes() -> object:
    class Documented(BaseModel):
        model_config = ConfigDict(use_attribute_docstrings=True)

        name: str
        """As printed on the invoice."""

        size: Annotated[int, Field(description="This wins.")] = 1
        """This does not."""

    return documented(Documented)


def watch_titles_from_a_function() -> object:
    class Titled(BaseModel):
        model_config = ConfigDict(
            title="A customer",
            field_title_generator=lambda name, info: name.upper(),  # type: ignore[typeddict-unknown-key, unused-ignore]
        )

        full_name: str
        size: Annotated[int, Field(title="Size of the box")]

    return documented(Titled)


def watch_title_of_the_model_from_a_function() -> object:
    class Titled(BaseModel):
        model_config = ConfigDict(
            model_title_generator=lambda model: f"{model.__name__} of the shop",  # type: ignore[typeddict-unknown-key, unused-ignore]
        )

        name: str

    return documented(Titled)


def watch_description_that_is_inherited_or_replaced() -> object:
    class Base(BaseModel):
        """The base."""

        name: Annotated[str, Field(description="Of the base.")]
        size: Annotated[int, Field(description="Of the base.")] = 1

    class Child(Base):
        size: int = 2

    class Other(Base):
        """The other."""

        name: Annotated[str, Field(description="Of the child.")]

    return documented(Child), documented(Other)


def watch_name_of_a_field_as_title() -> object:
    class Names(BaseModel):
        http_url: str
        camelCase: int  # noqa: N815
        with_2_numbers: int
        trailing_: int
        alias: Annotated[int, Field(alias="the-alias")]
        output: Annotated[int, Field(serialization_alias="theOutput")]

    return documented(Names)


def watch_deprecated_field() -> object:
    class Old(BaseModel):
        new: str = ""
        old: Annotated[str, Field(deprecated=True)] = ""
        older: Annotated[str, Field(deprecated="Use new.")] = ""

    return documented(Old)


def watch_extra_keys_of_the_schema() -> object:
    def extend(schema: dict[str, Any]) -> None:
        schema["x-order"] = len(schema)

    class Extra(BaseModel):
        model_config = ConfigDict(json_schema_extra=extend)

        name: Annotated[str, Field(json_schema_extra={"x-note": "n", "format": "name"})]
        size: Annotated[int, Field(json_schema_extra=lambda schema: schema.pop("type"))]

    return documented(Extra)


def watch_two_descriptions() -> object:
    name = Annotated[str, Field(description="First.", title="First")]

    class Twice(BaseModel):
        one: Annotated[name, Field(description="Second.")]
        two: Annotated[name, Field(title="Second")] = "x"
        three: name = Field(default="x", description="Third.")
        four: list[name] = []

    return documented(Twice)
