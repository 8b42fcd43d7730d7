"""Around camelCase: what the generator makes of odd names, newer settings, parameters, and ways to switch it off."""

from typing import Annotated, Any

from camel_case_json import CamelModel, Customer, PostalAddress, app
from fastapi import FastAPI, Query, Response
from fastapi.encoders import jsonable_encoder
from fastapi.testclient import TestClient
from pydantic import AliasGenerator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel, to_pascal, to_snake

NAMES = ["name", "zip_code", "_private", "id_", "a__b", "HTTP_code", "line2_text", "camelCase", "x1y", "", "über_name"]


def watch_odd_names() -> object:
    return [[name, to_camel(name), to_pascal(name), to_snake(name)] for name in NAMES]


def answers(model: Any, *bodies: Any, **options: Any) -> object:
    own = FastAPI()

    def read(given: Any) -> Any:
        return given

    read.__annotations__ = {"given": model, "return": model}
    try:
        own.post("/", **options)(read)
        asked = TestClient(own, raise_server_exceptions=False)
        told = [[(one := asked.post("/", json=body)).status_code, one.json()] for body in bodies]
        return told, own.openapi()["components"]["schemas"]
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def watch_both_names_at_once() -> object:
    return answers(PostalAddress, {"streetName": "a", "street_name": "b", "zipCode": "1"}, {"street_name": "b"})


def watch_names_switched_off_in_the_response() -> object:
    body = {"streetName": "a", "zipCode": "1"}
    options: list[dict[str, Any]] = [{"response_model_by_alias": False}, {"response_model_include": {"street_name"}}]
    options += [{"response_model_exclude": {"zipCode"}}, {"response_model_exclude": {"zip_code"}}]
    return [answers(PostalAddress, body, **one) for one in options]


def watch_settings_of_the_model() -> object:
    told = []
    choices: list[Any] = [
        {"populate_by_name": False},
        {"validate_by_name": True, "validate_by_alias": False},
        {"validate_by_name": True, "serialize_by_alias": True},
        {"serialize_by_alias": False},
        {"alias_generator": AliasGenerator(validation_alias=to_camel, serialization_alias=to_pascal)},
        {"extra": "forbid"},
        {"loc_by_alias": False},
    ]
    for settings in choices:
        config = ConfigDict(alias_generator=to_camel)
        config.update(settings)

        class Item(BaseModel):
            model_config = config
            unit_price: int
            own_name: int = Field(default=1, alias="ID")

        told.append([sorted(settings), answers(Item, {"unitPrice": 1}, {"unit_price": 2}, {"unitPrice": "x", "ID": 3})])
    return told


def watch_other_ways_out() -> object:
    own = FastAPI()
    address = PostalAddress(street_name="a", zip_code="1")

    @own.get("/untyped")
    def untyped() -> Any:
        return {"given_address": address}

    @own.get("/bytes")
    def bytes_() -> Response:
        return Response(address.model_dump_json(by_alias=True), media_type="application/json")

    asked = TestClient(own)
    encoded = [jsonable_encoder(address), jsonable_encoder(address, by_alias=False)]
    return asked.get("/untyped").json(), asked.get("/bytes").json(), encoded, address.model_dump()


def watch_parameter_models() -> object:
    own = FastAPI()

    class Filter(CamelModel):
        price_from: int = 0
        tag_names: list[str] = []

    @own.get("/")
    def read(given: Annotated[Filter, Query()]) -> Filter:
        return given

    asked = TestClient(own)
    queries = ("?priceFrom=1&tagNames=a", "?price_from=2", "?priceFrom=x", "")
    return [asked.get(f"/{query}").json() for query in queries], own.openapi()["paths"]["/"]["get"]["parameters"]


def watch_schemas_and_repr() -> object:
    customer = Customer(first_name="Ada", postal_address=PostalAddress(street_name="a", zip_code="1"))
    return app.openapi(), Customer.model_json_schema(by_alias=False), repr(customer)
