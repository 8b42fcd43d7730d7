"""The impact of changed operations on clients: parameters, bodies, security, responses."""

import pytest

from fastapi_by_example.diff.impact import Impact
from tests.documents import ADDITIVE, BREAKING, COSMETIC, STRING, Json, content, document, impacts, query


@pytest.mark.parametrize(
    ("old", "new", "impact"),
    [
        pytest.param({}, {"parameters": [query("q", required=False)]}, ADDITIVE, id="first parameter, optional"),
        pytest.param({}, {"parameters": [query("q", required=True)]}, BREAKING, id="first parameter, required"),
        pytest.param(
            {"parameters": [query("q")]}, {"parameters": [query("q"), query("p")]}, ADDITIVE, id="parameter added"
        ),
        pytest.param({"parameters": [query("q")]}, {}, BREAKING, id="parameter removed"),
        pytest.param(
            {"parameters": [query("q")]}, {"parameters": [query("q", required=True)]}, BREAKING, id="parameter required"
        ),
        pytest.param(
            {"parameters": [query("q", required=False)]},
            {"parameters": [query("q", required=True)]},
            BREAKING,
            id="required false to true",
        ),
        pytest.param(
            {"parameters": [query("q", required=True)]}, {"parameters": [query("q")]}, ADDITIVE, id="parameter optional"
        ),
        pytest.param(
            {"parameters": [query("q")]}, {"parameters": [query("q", required=False)]}, None, id="required false added"
        ),
        pytest.param(
            {"parameters": [query("q"), query("p")]},
            {"parameters": [query("p"), query("q")]},
            COSMETIC,
            id="parameters in another order",
        ),
        pytest.param(
            {"parameters": [query("q"), query("q")]},
            {"parameters": [query("q")]},
            BREAKING,
            id="one of two parameters of a name removed",
        ),
        pytest.param(
            {"parameters": [query("save_data")]}, {"parameters": [query("save-data")]}, BREAKING, id="parameter renamed"
        ),
        pytest.param(
            {"parameters": [query("q")]},
            {"parameters": [query("q", description="Q")]},
            COSMETIC,
            id="parameter described",
        ),
        pytest.param({}, {"requestBody": content(STRING)}, ADDITIVE, id="optional body added"),
        pytest.param({}, {"requestBody": {"required": True, **content(STRING)}}, BREAKING, id="required body added"),
        pytest.param({"requestBody": content(STRING)}, {}, BREAKING, id="body removed"),
        pytest.param({}, {"security": [{"Bearer": []}]}, BREAKING, id="security added"),
        pytest.param({"security": [{"Bearer": []}]}, {}, ADDITIVE, id="security removed"),
        pytest.param(
            {"security": [{"Bearer": []}]},
            {"security": [{"Bearer": []}, {"Key": []}]},
            ADDITIVE,
            id="alternative scheme added",
        ),
        pytest.param(
            {"security": [{"Bearer": []}, {"Key": []}]},
            {"security": [{"Bearer": []}]},
            BREAKING,
            id="alternative scheme removed",
        ),
        pytest.param(
            {"security": [{"Bearer": ["a"]}]},
            {"security": [{"Bearer": ["a", "b"]}]},
            BREAKING,
            id="scope added",
        ),
        pytest.param(
            {"security": [{"Bearer": ["a", "b"]}]}, {"security": [{"Bearer": ["a"]}]}, ADDITIVE, id="scope removed"
        ),
        pytest.param(
            {"security": [{"Bearer": ["a"]}]}, {"security": [{"Bearer": ["b"]}]}, BREAKING, id="scope replaced"
        ),
        pytest.param(
            {"security": [{"Bearer": []}]},
            {"security": [{"Bearer": [], "Key": []}]},
            BREAKING,
            id="second scheme required",
        ),
        pytest.param({"security": [{"Bearer": []}]}, {"security": []}, ADDITIVE, id="security emptied"),
        pytest.param({"security": []}, {"security": [{"Bearer": []}]}, BREAKING, id="security added to an empty list"),
        pytest.param(
            {"security": [{"Bearer": []}]}, {"security": [{"Bearer": []}, {}]}, ADDITIVE, id="anonymous access added"
        ),
        pytest.param(
            {"security": [{"Bearer": []}, {}]}, {"security": [{"Bearer": []}]}, BREAKING, id="anonymous access removed"
        ),
        pytest.param({}, {"security": []}, COSMETIC, id="empty security added"),
        pytest.param(
            {"security": [{"Bearer": []}, {"Key": []}]},
            {"security": [{"Key": []}, {"Bearer": []}]},
            COSMETIC,
            id="schemes in another order",
        ),
        pytest.param({}, {"responses": {"200": {"description": "OK"}, "422": {}}}, ADDITIVE, id="error status added"),
        pytest.param(
            {"responses": {"200": {}, "422": {}}}, {"responses": {"200": {}}}, ADDITIVE, id="error status removed"
        ),
        pytest.param(
            {"responses": {"200": {}, "default": {}}},
            {"responses": {"200": {}}},
            ADDITIVE,
            id="default response removed",
        ),
        pytest.param(
            {"responses": {"200": {"links": {"next": {"operationId": "a"}}}}},
            {"responses": {"200": {"links": {"next": {"operationId": "b"}}}}},
            COSMETIC,
            id="link changed",
        ),
        pytest.param(
            {"responses": {"200": {}, "201": {}}}, {"responses": {"200": {}}}, BREAKING, id="success status removed"
        ),
        pytest.param({"operationId": "a"}, {"operationId": "b"}, BREAKING, id="operation renamed"),
        pytest.param({"summary": "a", "tags": ["x"]}, {"summary": "b", "tags": ["y"]}, COSMETIC, id="summary and tags"),
        pytest.param(
            {"responses": {"200": {"headers": {"X-A": {}}}}}, {"responses": {"200": {}}}, BREAKING, id="header removed"
        ),
        pytest.param(
            {"responses": {"200": content(STRING)}},
            {"responses": {"200": {"content": {"text/plain": {"schema": STRING}}}}},
            BREAKING,
            id="another media type",
        ),
    ],
)
def test_impact_of_an_operation_change(old: Json, new: Json, impact: Impact | None) -> None:
    found = impacts(document(old), document(new))
    if impact is BREAKING:  # a replacement is additive as well
        assert BREAKING in found
    else:
        assert found == {impact} - {None}
