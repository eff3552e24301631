"""Every caller reads of every entry point what they may, and nothing else.

What an administrator is answered is cut down to what each caller may see by an oracle that knows
nothing of how Tutti narrows; the answer has to be that, to the last field.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django.plugin import DjangoDbBlocker
from strawberry.django.context import StrawberryDjangoContext
from strawberry.http import GraphQLRequestData
from strawberry.types import get_object_definition
from strawberry.types.field import StrawberryField

from backend.access.callers import KEPT, Caller
from backend.access.cost import LIMITS
from backend.access.scopes import Scope
from backend.api import limits
from backend.api.limits import Limited
from backend.api.rules import MUTATIONS, QUERIES, STREAMS
from backend.api.schema import schema
from backend.relay import views
from backend.relay.schema import schema as relay
from products.models import Product
from stakeholders.models import Group, Stakeholder
from tests.backend.api.asking import id_of
from tests.backend.api.everything import write_document
from tests.backend.api.redaction import ROWS, Redactor, find_places
from tests.backend.api.shielded import ANY, OTHER, build_callers, build_shielded

pytestmark = pytest.mark.django_db

CORE: Final = schema._schema  # noqa: SLF001 -- it has no public name
DEPTH: Final = 1
MARK: Final = re.compile(r"\[([\w:]+)\|(\w+)\]")
REFUSALS: Final = {"FORBIDDEN", "UNAUTHENTICATED", "NOT_FOUND"}
MOST_ERRORS: Final = 10
COMPARISONS: Final = {
    "groupAlignment",
    "roadmap",
    "similarFeatures",
}  # of the product OTHER, and no rows themselves
HUGE: Final = 10**9
# What is told of callers themselves, and of one person to those who read of people everywhere.
APART: Final = {"viewer", "rateLimit", "personalData"}


@pytest.fixture(scope="module", name="shielded")
def build_once(
    django_db_setup: None,  # noqa: ARG001 -- makes the database
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[dict[str, Caller]]:
    """Build the two products once, and the callers."""
    with django_db_blocker.unblock(), transaction.atomic():
        build_shielded()
        yield build_callers()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let documents be as long, and cost as much, as they have to to ask for everything."""
    for name in ("COST_PER_HOUR", "COST_PER_HOUR_ANONYMOUS"):
        monkeypatch.setattr(settings, name, 10**15)
    huge = replace(LIMITS, **dict.fromkeys(settings.LIMITS, HUGE))
    monkeypatch.setattr(limits, "MOST_TOKENS", HUGE)
    monkeypatch.setattr(views, "MOST_TOKENS", HUGE)
    monkeypatch.setattr(Limited, "limits", huge)
    monkeypatch.setattr(views, "LIMITS", huge)


def find_given() -> dict[str, str]:
    """Give what the arguments of documents name: something of the product that is not theirs."""
    ids = list(find_places())
    return {
        "product": OTHER,
        "group": id_of(Group.objects.get(key="small")),
        "id": next(each for each, place in find_places().items() if place == OTHER),
        "ids": json.dumps(ids),
    }


def answer(caller: Caller, document: str) -> dict[str, Any]:
    """Answer DOCUMENT as the main schema answers CALLER."""
    request = RequestFactory().post("/graphql")
    setattr(request, KEPT, caller)
    context = StrawberryDjangoContext(request=request, response=HttpResponse())
    result = schema.execute_sync(document, context_value=context)
    return {"data": result.data, "errors": [each.formatted for each in result.errors or ()]}


def answer_relay(caller: Caller, document: str) -> dict[str, Any]:
    """Answer DOCUMENT as the Relay feed answers CALLER."""
    request = RequestFactory().post("/graphql/relay")
    setattr(request, KEPT, caller)
    asked = GraphQLRequestData(query=document, variables=None, operation_name=None, extensions=None)
    result = views.Run(relay.graphql_schema, asked).answer(request)
    return {"data": result.data, "errors": [each.formatted for each in result.errors or ()]}


def check(caller: Caller, told: dict[str, Any], whole: dict[str, Any], name: str) -> None:
    """See that of the WHOLE answer for NAME, CALLER was TOLD what they may read, and only that."""
    keys = dict(Product.objects.values_list("key", "pk"))
    redactor = Redactor(caller, keys, find_places())

    hidden = name in COMPARISONS and not redactor.has(Scope.READ_ALIGNMENT, OTHER)
    parts = whole[name] if name == "nodes" else [whole[name]]  # which has gaps where others cut
    place = OTHER if name in COMPARISONS else ""
    found = [None if hidden else redactor.redact(part, place) for part in parts]
    expected = found if name == "nodes" else found[0]
    assert plain((told["data"] or {}).get(name)) == plain(expected)

    codes = {error["extensions"]["code"] for error in told["errors"]}
    assert codes <= REFUSALS
    assert len(told["errors"]) <= MOST_ERRORS
    for scope, place in MARK.findall(json.dumps(told, default=str)):
        assert redactor.has(Scope(scope), "" if place == ANY else place), (scope, place)


def plain(value: object) -> Any:  # noqa: ANN401 -- JSON
    """Give VALUE as JSON has it."""
    return json.loads(json.dumps(value, default=str))


@pytest.mark.parametrize("name", [each for each in CORE.query_type.fields if each not in APART])
def test_everybody_is_answered_what_they_may_read(shielded: dict[str, Caller], name: str) -> None:
    document = write_document(CORE, name, DEPTH, **find_given())
    whole = answer(shielded["administrator"], document)
    assert whole["errors"] == []

    # Twice, because what is kept of one answer must not serve another.
    for caller in [*shielded.values(), *shielded.values()]:
        check(caller, answer(caller, document), whole["data"], name)


def test_all_of_a_person_is_for_those_who_read_of_people_everywhere(
    shielded: dict[str, Caller],
) -> None:
    person = id_of(Stakeholder.objects.earliest("pk"))
    document = f'{{ personalData(stakeholder: "{person}") {{ text }} }}'

    told = {who: answer(caller, document) for who, caller in shielded.items()}

    able = {who for who, each in told.items() if (each["data"] or {}).get("personalData")}
    assert able == {
        who for who, caller in shielded.items() if Scope.READ_PEOPLE in caller.everywhere
    }
    assert len(able) > 1
    assert all(bool(each["errors"]) == (who not in able) for who, each in told.items())


@pytest.mark.parametrize("name", list(relay.graphql_schema.query_type.fields))
def test_everybody_reads_of_the_relay_feed_what_they_may(
    shielded: dict[str, Caller], name: str
) -> None:
    document = write_document(relay.graphql_schema, name, DEPTH, **find_given())
    whole = answer_relay(shielded["administrator"], document)
    assert whole["errors"] == []

    for caller in shielded.values():
        check(caller, answer_relay(caller, document), whole["data"], name)


def fields_of(type_: type) -> list[StrawberryField]:
    """Give the fields of TYPE_, an object type."""
    return get_object_definition(type_, strict=True).fields


def test_every_entry_point_has_a_rule() -> None:
    types = (schema.query, schema.mutation, schema.subscription)
    fields = [[each.python_name for each in fields_of(t)] for t in types]

    assert [sorted(each) for each in fields] == [
        sorted(QUERIES),
        sorted(MUTATIONS),
        sorted(STREAMS),
    ]


def test_every_row_with_an_id_is_known_to_the_oracle() -> None:
    node = CORE.get_type("Node")

    assert {each.name for each in CORE.get_possible_types(node)} == set(ROWS)
