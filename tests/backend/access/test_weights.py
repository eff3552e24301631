"""Holds what fields weigh to the schema, and to what it is there to prevent."""

import pytest
from graphql import GraphQLObjectType, build_schema, parse

from backend.access.cost import measure
from backend.access.weights import EFFORTS, LENGTHS, WORK
from backend.api.schema import schema

TYPES = schema._schema.type_map  # noqa: SLF001 -- it has no public name
SMALL = build_schema("""
type Query { roadmap: Roadmap feature: Feature }
type Roadmap { growthSteps: Int equalShares: Purchase }
type Purchase { features: [Feature!]! }
type Alignment { low: Float }
type Feature {
  key: ID feature: Feature alignment: Alignment alignmentAt: Alignment
  conversations(first: Int): [Conversation!]!
}
type Conversation { silent: Int feature: Feature }
""")


@pytest.mark.parametrize("name", WORK)
def test_what_takes_work_is_a_type_of_the_schema(name: str) -> None:
    assert isinstance(TYPES[name], GraphQLObjectType)


@pytest.mark.parametrize(("name", "field"), [*LENGTHS, *EFFORTS])
def test_what_has_a_length_or_takes_work_is_a_field_of_the_schema(name: str, field: str) -> None:
    assert field in TYPES[name].fields


def test_to_look_for_somebody_in_all_texts_weighs_much() -> None:
    asked = parse('{ personalData(stakeholder: "x") { text } }')

    (size,) = measure(asked, schema=schema._schema, variables={}, named=False)  # noqa: SLF001 -- as above

    assert size.cost == 1_001


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        ("{ roadmap { growthSteps } }", 1_001),
        ("{ roadmap { equalShares { features { key } } } }", 1_003),
        ("{ roadmap { equalShares { features { feature { key } } } } }", 1_023),
        ("{ feature { alignment { low } } }", 2),
        ("{ feature { alignmentAt { low } } }", 52),
        ("{ feature { conversations { silent } } }", 22),
        ("{ feature { conversations { feature { key } } } }", 25),
        ("{ feature { conversations(first: 9) { feature { key } } } }", 31),
    ],
)
def test_a_field_weighs_its_work_and_a_list_without_pages_its_length(query: str, cost: int) -> None:
    (size,) = measure(parse(query), schema=SMALL, variables={}, named=False)

    assert size.cost == cost
