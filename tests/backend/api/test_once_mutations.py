"""Mutations under a clientMutationId: one effect and outcome for each, whatever is asked for."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from graphql import GraphQLInputObjectType, GraphQLObjectType, get_named_type, is_non_null_type
from pytest_django import DjangoCaptureOnCommitCallbacks
from strawberry.types import get_object_definition
from strawberry.types.base import StrawberryList, StrawberryOptional
from strawberry.types.enum import StrawberryEnumDefinition

from backend.access.models import IdempotencyKey
from backend.api.packing import find_model, find_parts
from backend.api.schema import schema
from products.models import Feature, Product
from stakeholders.models import Preference, PreferenceEvent, Stakeholder
from stakeholders.preferences import withdraw
from tests.backend.api.asking import ADDRESS, ask, id_of, post, refusals
from tests.builders import build_feature, build_preference, build_stakeholder

pytestmark = pytest.mark.django_db

FIELDS = schema._schema.mutation_type.fields  # noqa: SLF001 -- it has no public name
EACH_MUTATION = pytest.mark.parametrize("field", list(FIELDS))
PAYLOADS = {
    field.name: field.type for field in get_object_definition(schema.mutation, strict=True).fields
}
WRITE = """mutation ($in: UpsertProductInput!) { done: upsertProduct(input: $in) {
  clientMutationId product { name } outcome errors { code path } } }"""
STATE = """mutation ($in: StatePreferenceInput!) { done: statePreference(input: $in) {
  clientMutationId outcome preference { stance } errors { code } } }"""
PLACE = ["input", "clientMutationId"]


def write(**given: object) -> Any:  # noqa: ANN401 -- JSON
    """Write the product p as it is GIVEN, and give the payload."""
    return ask(WRITE, **{"in": {"key": "p", "name": "N"} | given})["done"]


@EACH_MUTATION
def test_every_mutation_takes_a_key_and_gives_it_back(field: str) -> None:
    taken: Any = get_named_type(FIELDS[field].args["input"].type)
    given: Any = get_named_type(FIELDS[field].type)

    assert isinstance(taken, GraphQLInputObjectType)
    assert isinstance(given, GraphQLObjectType)
    ends = (taken.fields["clientMutationId"].type, given.fields["clientMutationId"].type)
    assert [str(end) for end in ends] == ["String", "String"]


@EACH_MUTATION
def test_every_mutation_stops_the_request_when_it_is_refused(field: str) -> None:
    assert is_non_null_type(FIELDS[field].type)


def find_strange(type_: Any, *, nullable: bool = False) -> list[object]:  # noqa: ANN401 -- strawberry's types
    """Give what is in TYPE_ that cannot be kept and made again."""
    if isinstance(type_, StrawberryOptional):
        return find_strange(type_.of_type, nullable=True)
    if isinstance(type_, StrawberryList):
        return find_strange(type_.of_type)
    if find_model(type_) is not None:
        return [] if nullable else [type_]  # a row may be gone
    if isinstance(type_, StrawberryEnumDefinition) or type_ in {str, int, float, bool}:
        return []
    parts = [strange for part in find_parts(type_) for strange in find_strange(part.type)]
    return parts if find_parts(type_) else [type_]


@pytest.mark.parametrize("name", list(PAYLOADS))
def test_every_payload_can_be_kept_and_made_again(name: str) -> None:
    assert find_strange(PAYLOADS[name]) == []


def test_a_mutation_without_a_key_gives_none_back_and_keeps_nothing() -> None:
    assert write()["clientMutationId"] is None
    assert IdempotencyKey.objects.count() == 0


def test_the_same_key_and_input_have_one_effect_and_outcome() -> None:
    first = write(clientMutationId="k")
    Product.objects.update(name="renamed since")

    second = write(clientMutationId="k")

    assert (first["clientMutationId"], first["outcome"]) == ("k", "CREATED")
    assert second == first | {"product": {"name": "renamed since"}}
    assert Product.objects.get().name == "renamed since"


def test_a_repeated_mutation_answers_what_is_asked_for_this_time() -> None:
    write(clientMutationId="k")
    query = """mutation { upsertProduct(input: {name: "N", clientMutationId: "k", key: "p"}) {
      product { key } outcome } }"""

    answer = post(query)

    done = {"product": {"key": "p"}, "outcome": "CREATED"}
    assert json.loads(answer.content)["data"] == {"upsertProduct": done}
    assert answer["Idempotency-Replayed"] == "true"


def test_another_input_under_the_same_key_is_refused() -> None:
    write(clientMutationId="k")
    given = {"in": {"key": "p", "name": "other", "clientMutationId": "k"}}

    answer = post(WRITE, given)

    (error,) = json.loads(answer.content)["errors"]
    assert answer.status_code == 422
    assert error["extensions"] == {"code": "CONFLICT", "argument": PLACE}
    assert Product.objects.get().name == "N"


def test_null_is_another_input_than_nothing() -> None:
    feature, person = id_of(build_feature()), id_of(build_stakeholder())
    given = {"feature": feature, "stakeholder": person, "stance": "OPPOSE", "clientMutationId": "k"}
    ask(STATE, **{"in": given})

    assert refusals(STATE, **{"in": given | {"willingnessToPay": None}}) == ["CONFLICT"]


def test_another_mutation_and_another_caller_have_keys_of_their_own() -> None:
    write(clientMutationId="k")
    group = """mutation { upsertGroup(input: {
      kind: TEAM, key: "t", name: "T", clientMutationId: "k"}) { outcome } }"""
    client = Client()
    client.force_login(User.objects.create_user("ada"))
    body = {"query": WRITE, "variables": {"in": {"key": "p", "name": "A", "clientMutationId": "k"}}}

    answer = client.post(ADDRESS, body, content_type="application/json", secure=True)

    assert answer.json()["data"]["done"]["outcome"] == "CHANGED"
    assert ask(group)["upsertGroup"]["outcome"] == "CREATED"


@pytest.mark.parametrize("key", ["", "k" * 256, "a\n", "\0"])
def test_what_is_no_key_is_refused(key: str) -> None:
    given = {"key": "p", "name": "N", "clientMutationId": key}

    assert refusals(WRITE, **{"in": given}) == ["BAD_USER_INPUT"]
    assert Product.objects.count() == 0


def test_errors_that_a_mutation_answers_are_kept() -> None:
    first = write(clientMutationId="k", name="=cmd()")
    Product.objects.create(key="p", name="there by now")

    assert write(clientMutationId="k", name="=cmd()") == first
    assert first["errors"] == [{"code": "INVALID", "path": ["input", "name"]}]


def test_a_mutation_that_is_refused_keeps_nothing() -> None:
    given = {"feature": id_of(build_feature()), "stakeholder": id_of(build_stakeholder())}
    given |= {"stance": "OPPOSE", "clientMutationId": "k"}

    assert refusals(STATE, **{"in": given | {"source": None}}) == ["BAD_USER_INPUT"]
    assert IdempotencyKey.objects.count() == 0
    assert ask(STATE, **{"in": given})["done"]["outcome"] == "CREATED"


def test_two_mutations_of_one_request_have_each_their_own_key() -> None:
    query = """mutation ($two: String!) {
      one: upsertProduct(input: {key: "p", name: "N", clientMutationId: "1"}) { outcome }
      two: upsertProduct(input: {key: "p", name: $two, clientMutationId: "2"}) {
        clientMutationId outcome } }"""
    ask(query, two="N")
    Product.objects.all().delete()

    done = ask(query, two="N")

    assert done["one"] == {"outcome": "CREATED"}
    assert done["two"] == {"clientMutationId": "2", "outcome": "UNCHANGED"}
    assert refusals(query, two="other") == ["CONFLICT"]
    assert Product.objects.count() == 0


def test_a_key_of_the_request_and_one_of_the_input_hold_both() -> None:
    given = {"in": {"key": "p", "name": "N", "clientMutationId": "k"}}
    first = post(WRITE, given, **{"idempotency-key": "one"})
    Product.objects.all().delete()

    same, fresh = (post(WRITE, given, **{"idempotency-key": key}) for key in ("one", "two"))

    assert same.content == first.content
    assert json.loads(fresh.content)["data"]["done"]["outcome"] == "CREATED"
    assert Product.objects.count() == 0


def test_a_statement_is_made_once_and_told_as_it_stands() -> None:
    person, feature = build_stakeholder(), build_feature()
    given = {"stakeholder": id_of(person), "feature": id_of(feature), "stance": "SUPPORT"}
    first = ask(STATE, **{"in": given | {"clientMutationId": "k"}})["done"]
    withdraw([(person.pk, feature.pk)], actor="tests")

    second = ask(STATE, **{"in": given | {"clientMutationId": "k"}})["done"]

    assert second == first | {"preference": None}
    assert (second["outcome"], Preference.objects.count()) == ("CREATED", 0)


def test_many_statements_have_one_key_and_their_rows_none() -> None:
    row: dict[str, object] = {"stance": "SUPPORT", "willingnessToPay": "12.50"}
    row |= {"stakeholder": id_of(build_stakeholder()), "feature": id_of(build_feature())}
    query = """mutation ($in: StatePreferencesInput!) { done: statePreferences(input: $in) {
      clientMutationId results { row outcome errors { code } } errors { code } } }"""
    given = {"preferences": [row, row | {"willingnessToPay": "-1"}], "keepGood": True}

    first, second = (ask(query, **{"in": given | {"clientMutationId": "k"}}) for _ in range(2))

    assert second == first
    assert [each["outcome"] for each in first["done"]["results"]] == ["CREATED", "REFUSED"]
    assert PreferenceEvent.objects.get().willingness_to_pay == Decimal("12.5")
    given = {"preferences": [row | {"clientMutationId": "1"}]}
    assert refusals(query, **{"in": given}) == ["BAD_USER_INPUT"]


def build_speaker() -> tuple[Stakeholder, Feature]:
    """Build someone who stated something, and what it was about."""
    person, feature = build_stakeholder("Ada"), build_feature()
    build_preference(person, feature)
    return person, feature


@pytest.mark.parametrize(
    ("mutation", "selected", "named"),
    [
        ("withdrawPreference", "outcome feature { key }", {"stakeholder": 0, "feature": 1}),
        ("deactivateStakeholder", "outcome stakeholder { name }", {"stakeholder": 0}),
        ("eraseStakeholder", "erased errors { code }", {"stakeholder": 0}),
    ],
)
def test_a_repetition_tells_the_outcome_of_the_first_time(
    mutation: str, selected: str, named: dict[str, int]
) -> None:
    rows: tuple[Any, ...] = build_speaker()
    given = {name: id_of(rows[place]) for name, place in named.items()}
    kind = f"{mutation[0].upper()}{mutation[1:]}Input"
    query = f"mutation ($in: {kind}!) {{ done: {mutation}(input: $in) {{ {selected} }} }}"

    once, again = (ask(query, **{"in": given | {"clientMutationId": "k"}}) for _ in range(2))

    assert again == once
    assert ask(query, **{"in": given | {"clientMutationId": "other"}}) != once


def test_whoever_is_erased_is_in_no_kept_answer(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    person, _ = build_speaker()
    query = """mutation ($in: UpsertStakeholderInput!) { upsertStakeholder(input: $in) {
      stakeholder { name } } }"""
    post(query, {"in": {"id": id_of(person), "name": "Ada"}}, **{"idempotency-key": "k"})
    assert "Ada" in IdempotencyKey.objects.get().answer
    erase = """mutation ($id: ID!) { eraseStakeholder(input: {stakeholder: $id}) { erased } }"""

    with django_capture_on_commit_callbacks(execute=True):
        ask(erase, id=id_of(person))

    assert tell_all(IdempotencyKey.objects.get()).count("Ada") == 0


def tell_all(row: Model) -> str:
    """Tell everything that is in ROW."""
    return " ".join(str(value) for value in vars(row).values())
