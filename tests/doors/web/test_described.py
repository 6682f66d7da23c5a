"""The door as its description has it."""

import json
from pathlib import Path

import pytest

from atlas.doors.web import description
from atlas.doors.web.routes import routes_of

COMMITTED = Path(__file__).parents[3] / "docs/openapi.json"


@pytest.fixture
def described(door):
    return json.loads(description(door.parts()))


def test_the_description_in_the_documents_is_that_of_the_door(door):
    assert COMMITTED.read_text() == description(door.parts()), "atlas serve --describe > docs/openapi.json"


def test_the_door_tells_its_own_description(door, described):
    assert door.get("/openapi.json", key=None).json() == described


def test_every_route_is_described_and_nothing_else(door, described):
    told = {(method.upper(), path) for path, methods in described["paths"].items() for method in methods}
    assert told == {(one.method, one.path.replace(":path", "")) for one in routes_of(door.parts()) if not one.page}


def test_a_key_is_asked_for_where_the_table_says_so(door, described):
    for one in routes_of(door.parts()):
        if one.page:
            continue
        operation = described["paths"][one.path.replace(":path", "")][one.method.lower()]
        assert bool(operation.get("security")) == (one.needs is not None)


def test_every_error_is_described_as_a_problem(described):
    for methods in described["paths"].values():
        for operation in methods.values():
            assert list(operation["responses"]["default"]["content"]) == ["application/problem+json"]
            assert "422" not in operation["responses"]


def test_it_is_openapi_of_today(described):
    assert described["openapi"].startswith("3.1")
    assert described["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
