"""Adds fields to a type where they are at home."""

import pytest
import strawberry

from backend.api.extending import extend


@strawberry.type
class Part:
    """What is to be added."""

    @strawberry.field
    def added(self) -> str:
        return "from elsewhere"


def test_a_type_has_the_fields_of_its_parts() -> None:
    @strawberry.type
    class Query:
        own: str = "its own"

    extend(Query, Part)
    schema = strawberry.Schema(query=Query)

    assert schema.execute_sync("{ added }").data == {"added": "from elsewhere"}
    assert "Part" not in schema.as_str()


def test_a_field_is_not_added_twice() -> None:
    @strawberry.type
    class Query:
        added: str = "its own"

    with pytest.raises(TypeError, match="added"):
        extend(Query, Part)
