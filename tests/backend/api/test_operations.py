"""The example operations of docs/operations/ run without any error, and use most of the schema."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from graphql import (
    FieldNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    OperationDefinitionNode,
    OperationType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_operation_ast,
    parse,
    validate,
    visit,
)

from backend.api.explorer.examples import FOLDER, Example, read_themes
from backend.api.schema import schema
from products.decisions import Choice
from products.models import Insight, Outcome, Stage
from stakeholders.advocacy import add_champion, commit, record_outreach
from stakeholders.deciding import decide
from stakeholders.models import Evidence
from stakeholders.talks import Pledge, Talk
from tests.backend.api import streams
from tests.backend.api.asking import ADDRESS, id_of
from tests.builders import (
    build_account,
    build_feature,
    build_objective,
    build_preference,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)
from tests.token_rows import build_token, build_user

SCHEMA = schema._schema  # noqa: SLF001 -- it has no public name
FILES = sorted(FOLDER.glob("*.graphql"))
OPERATIONS = [example for theme in read_themes() for example in theme["examples"]]
LEAST_COVERED = 0.8
# Whose id an operation of nested.graphql takes.
ROOTS = {
    "ListsUnderProduct": "productId",
    "ListsUnderObjective": "objectiveId",
    "ListsUnderFeature": "featureId",
    "ListsUnderInsight": "insightId",
    "ListsUnderDecision": "decisionId",
    "ListsUnderGroup": "groupId",
    "ListsUnderAccount": "accountId",
    "ListsUnderStakeholder": "stakeholderId",
    "ListsUnderPreference": "preferenceId",
    "ListsUnderChampion": "championId",
}


def is_followed(example: Example) -> bool:
    """Tell whether EXAMPLE is a subscription."""
    operation = get_operation_ast(parse(example["query"]))
    return operation is not None and operation.operation is OperationType.SUBSCRIPTION


ASKED = [each for each in OPERATIONS if not is_followed(each)]
FOLLOWED = [each for each in OPERATIONS if is_followed(each)]


class Uses(Visitor):
    """Collects the fields that a document asks for by type, and their arguments."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.types, self.found = types, set[tuple[str, ...]]()

    def enter_field(self, node: FieldNode, *_rest: object) -> None:
        """Collect one field."""
        parent = self.types.get_parent_type()
        if parent is not None:
            place = (parent.name, node.name.value)
            self.found |= {place, *((*place, each.name.value) for each in node.arguments)}


def find_fields() -> set[tuple[str, ...]]:
    """Give every field of the schema by type, and every argument of it."""
    return {
        place
        for name, type_ in SCHEMA.type_map.items()
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType) and name[:2] != "__"
        for called, field in type_.fields.items()
        for place in ((name, called), *((name, called, argument) for argument in field.args))
    }


def find_used() -> set[tuple[str, ...]]:
    """Give the fields and arguments of the schema that the operations use."""
    found: set[tuple[str, ...]] = set()
    for file in FILES:
        types = TypeInfo(SCHEMA)
        uses = Uses(types)
        visit(parse(file.read_text("utf-8")), TypeInfoVisitor(types, uses))
        found |= uses.found
    return found & find_fields()


def build_world() -> dict[str, object]:
    """Build one of everything, and give what the operations may name by the name they use."""
    product, team, segment = build_product("p"), build_team(), build_segment()
    feature = build_feature("f", product=product, stage=Stage.VALIDATION)
    duplicate, objective = build_feature(product=product), build_objective(product=product)
    person = build_stakeholder(team=team)
    account = build_account(segment=segment)
    build_stakeholder(account=account)
    preference = build_preference(person, feature)
    insight = Insight.objects.create(product=product, kind="INTERNAL", title="Heard")
    evidence = Evidence.objects.create(preference=preference, insight=insight, quote="Yes!")
    champion = add_champion(person, feature).row
    record_outreach(feature, team, Talk(contacted_by="Ada", champion=champion))
    commit(objective, team, Pledge(statement="We draw it."))
    choice = Choice(outcome=Outcome.DEFER, rationale="Too early.", decided_by="Ada")
    decision = decide(feature, choice, actor="Ada").row
    return {
        "product": "p",
        "key": "f",
        "productId": id_of(product),
        "featureId": id_of(feature),
        "insightId": id_of(insight),
        "evidenceId": id_of(evidence),
        "accountId": id_of(account),
        "preferenceId": id_of(preference),
        "championId": id_of(champion),
        "duplicateId": id_of(duplicate),
        "objectiveId": id_of(objective),
        "insightIds": [id_of(insight)],
        "decisionId": id_of(decision),
        "groupId": id_of(team),
        "teamId": id_of(team),
        "segmentId": id_of(segment),
        "stakeholderId": id_of(person),
        "tokenId": id_of(build_token(product).token),
        "from": "2020-01-01T00:00:00Z",
        "to": timezone.now().isoformat(),
    }


def find_complaints(answer: Any) -> Iterator[object]:  # noqa: ANN401 -- JSON
    """Yield what the payloads within ANSWER complain of."""
    if isinstance(answer, list):
        for each in answer:
            yield from find_complaints(each)
    if isinstance(answer, dict):
        yield from answer.get("errors", [])
        for each in answer.values():
            yield from find_complaints(each)


def test_the_operations_are_valid_and_have_names_of_their_own() -> None:
    names = [example["name"] for example in OPERATIONS]

    assert [file.name for file in FILES if validate(SCHEMA, parse(file.read_text("utf-8")))] == []
    assert len(names) == len(set(names)) == sum(map(count_operations, FILES))


def count_operations(file: Path) -> int:
    """Count the operations of FILE."""
    found = parse(file.read_text("utf-8")).definitions
    return sum(isinstance(node, OperationDefinitionNode) for node in found)


def ask_as_administrator(query: str, variables: Mapping[str, object]) -> Any:  # noqa: ANN401 -- JSON
    """Give the data that QUERY with VARIABLES finds for somebody who may ask everything."""
    browser = Client()
    browser.force_login(build_user(administrator=True))
    body = {"query": query, "variables": dict(variables)}
    answer = browser.post(ADDRESS, body, content_type="application/json", secure=True).json()
    assert answer.get("errors", []) == []
    return answer["data"]


@pytest.mark.django_db
@pytest.mark.usefixtures("administrate")
@pytest.mark.parametrize("example", ASKED, ids=lambda example: example["name"])
def test_an_operation_runs_without_any_error(example: Example) -> None:
    world = build_world()
    world["id"] = world.get(ROOTS.get(example["name"], ""))
    proposed = json.loads(example["variables"] or "{}")

    answer = ask_as_administrator(
        example["query"], {name: world.get(name, proposed[name]) for name in proposed}
    )

    assert list(find_complaints(answer)) == []
    assert [name for name, value in answer.items() if value is None] == []


@pytest.mark.django_db
@pytest.mark.parametrize("example", FOLLOWED, ids=lambda example: example["name"])
def test_a_subscription_tells_of_a_change(example: Example) -> None:
    feature = build_feature(product=build_product("cadenza"))

    async def scenario(visitor: streams.Visitor) -> None:
        async with visitor.connect() as line:
            line.subscribe(example["query"], **json.loads(example["variables"]))
            line.subscribe("{ __typename }", "settle")
            answered = [await line.hear(), await line.hear()]
            await visitor.write(feature, "Ada")
            told = await line.hear()

        assert [message["id"] for message in answered] == ["settle", "settle"]
        assert told["payload"]["data"]["alignmentChanged"]["actor"] == "Ada"

    streams.stream(scenario)


def test_the_operations_use_most_fields_and_arguments_of_the_schema() -> None:
    fields, used = find_fields(), find_used()

    assert len(used) / len(fields) >= LEAST_COVERED, sorted(fields - used)


def test_each_operation_says_what_it_is_for_and_stands_alone() -> None:
    mute = [example["name"] for example in OPERATIONS if not example["about"]]
    broken = [each["name"] for each in OPERATIONS if validate(SCHEMA, parse(each["query"]))]

    assert (mute, broken) == ([], [])
    assert [theme["title"] for theme in read_themes() if not theme["title"]] == []
