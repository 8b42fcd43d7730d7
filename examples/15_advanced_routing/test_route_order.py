from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from route_order import app, read_current_user, read_user

client = TestClient(app)


def test_the_fixed_path_is_reached() -> None:
    response = client.get("/users/me")
    assert (response.status_code, response.json()) == (200, {"user": "the current user"})


def test_other_paths_reach_the_parameterized_route() -> None:
    response = client.get("/users/7")
    assert (response.status_code, response.json()) == (200, {"user": 7})


def test_what_is_neither_is_refused_by_the_parameterized_route() -> None:
    response = client.get("/users/you")
    assert response.status_code == 422
    [error] = response.json()["detail"]
    error.pop("msg")
    assert error == {"type": "int_parsing", "loc": ["path", "user_id"], "input": "you"}


def test_the_document_lists_the_paths_in_the_order_of_declaration() -> None:
    assert list(app.openapi()["paths"]) == ["/users/me", "/users/{user_id}"]


def test_the_wrong_order_gives_a_422_for_the_fixed_path() -> None:
    wrong = FastAPI()
    wrong.get("/users/{user_id}")(read_user)
    wrong.get("/users/me")(read_current_user)
    response = TestClient(wrong).get("/users/me")
    assert response.status_code == 422
    [error] = response.json()["detail"]
    error.pop("msg")
    assert error == {"type": "int_parsing", "loc": ["path", "user_id"], "input": "me"}


def test_the_wrong_order_gives_the_wrong_handler_where_any_text_fits() -> None:
    wrong = FastAPI()

    @wrong.get("/users/{name}")
    def read_by_name(name: str) -> dict[str, str]:
        return {"name": name}

    wrong.get("/users/me")(read_current_user)
    assert TestClient(wrong).get("/users/me").json() == {"name": "me"}


def test_the_same_path_twice_keeps_the_first() -> None:
    twice = FastAPI()
    twice.add_api_route("/x", lambda: "first")
    twice.add_api_route("/x", lambda: "second")
    assert TestClient(twice).get("/x").json() == "first"


def test_a_route_with_another_method_is_passed_over() -> None:
    other = FastAPI()
    other.get("/users/{user_id}")(read_user)
    other.post("/users/me")(read_current_user)
    assert TestClient(other).post("/users/me").json() == {"user": "the current user"}


def test_a_method_that_no_route_has_is_405_with_the_methods_of_the_first_match() -> None:
    other = FastAPI()
    other.post("/users/me")(read_current_user)
    other.get("/users/{user_id}")(read_user)
    response = TestClient(other).put("/users/me")
    assert (response.status_code, response.json()) == (405, {"detail": "Method Not Allowed"})
    assert response.headers["allow"] == "POST"


def test_a_converter_in_the_path_leaves_the_fixed_path_to_a_later_route() -> None:
    other = FastAPI()
    other.get("/users/{user_id:int}")(read_user)
    other.get("/users/me")(read_current_user)
    assert TestClient(other).get("/users/me").json() == {"user": "the current user"}


def test_a_path_parameter_that_spans_slashes_hides_all_that_follows() -> None:
    other = FastAPI()
    other.add_api_route("/{rest:path}", lambda rest: f"rest {rest}")
    other.get("/users/me")(read_current_user)
    assert TestClient(other).get("/users/me").json() == "rest users/me"


def test_routers_are_tried_in_the_order_of_inclusion_and_beside_the_routes_of_the_app() -> None:
    router = APIRouter(prefix="/users")
    router.get("/{user_id}")(read_user)
    other = FastAPI()
    other.include_router(router)
    other.get("/users/me")(read_current_user)
    assert TestClient(other).get("/users/me").status_code == 422
    right = FastAPI()
    right.get("/users/me")(read_current_user)
    right.include_router(router)
    assert TestClient(right).get("/users/me").json() == {"user": "the current user"}
