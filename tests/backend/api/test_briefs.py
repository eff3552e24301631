"""Asks for briefs: what to tell whom, as far as whoever asks may read of it."""

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from strawberry.django.context import StrawberryDjangoContext

from backend.access.callers import KEPT, Caller
from backend.access.scopes import Scope
from backend.api.schema import schema
from products.models import Feature, Product
from stakeholders.models import Group
from tests.backend.api.asking import ask, id_of, refusals
from tests.backend.api.redaction import Redactor, find_places
from tests.backend.api.shielded import ANY, OTHER, OWN, build_callers, build_shielded
from tests.stakeholders.briefs import build_world

pytestmark = pytest.mark.django_db

MARK = re.compile(r"\[([\w:]+)\|(\w+)\]")
ALL = """
audience score low high rank revenue markdown html champions feature { key }
standings { group { key } voices heard support backing objecting }
backers { key } objectors { key } objectives { title } commitments { statement acknowledgedBy }
insights { title } quotes { text role group } moves { support score change passed }
asks { kind number }
"""
QUERY = (
    "query ($id: ID!, $to: BriefAudience!)"
    f" {{ node(id: $id) {{ ... on Feature {{ brief(audience: $to) {{ {ALL} }} }} }} }}"
)


def brief(feature: Feature, **audience: str) -> Any:  # noqa: ANN401 -- JSON
    """Give the brief of FEATURE for AUDIENCE."""
    return ask(QUERY, id=id_of(feature), to=audience)["node"]["brief"]


def test_a_brief_holds_all_that_a_group_has_to_know() -> None:
    feature = build_world()

    found = brief(feature, group=id_of(Group.objects.get(key="sales")))

    assert (found["audience"], found["feature"]) == ("Sales", {"key": "radar"})
    assert found["standings"][0] | {"support": None} == {
        "group": {"key": "sales"},
        "voices": 5,
        "heard": 4,
        "support": None,
        "backing": False,
        "objecting": True,
    }
    assert {each["key"] for each in found["backers"]} == {"engineering", "schools"}
    assert found["objectives"] == [{"title": "Fewer clashes"}]
    assert found["insights"] == [{"title": "Calendars merge"}]
    assert Decimal(found["revenue"]) == 4000
    assert found["quotes"] == [
        {"text": "We lose a day a week.", "role": "Head teacher", "group": "Schools"}
    ]
    assert found["asks"] == [{"kind": "SPEAK", "number": 1}, {"kind": "EXPLAIN", "number": 1}]
    assert [move["support"] for move in found["moves"]] == [0.9]
    assert found["markdown"].startswith("# Conflict radar: what it means for Sales\n")
    assert found["html"].startswith('<article class="brief" lang="en')


def test_a_brief_is_for_a_kind_of_groups_as_well() -> None:
    feature = build_world()

    found = brief(feature, kind="TEAM")

    assert found["audience"] == "all teams"
    assert [each["group"]["key"] for each in found["standings"]] == ["sales", "engineering"]
    assert [each["statement"] for each in found["commitments"]] == ["We draw it."]


def test_who_has_no_say_has_no_brief() -> None:
    feature = build_world()
    sales = Group.objects.get(key="sales")
    sales.products.set([Product.objects.create(key="elsewhere", name="Elsewhere")])
    Group.objects.filter(pk=sales.pk).update(key="gone")

    from_unknown = brief(feature, group=id_of(Group(key="none")))

    assert from_unknown is None


@pytest.mark.parametrize("audience", [{}, {"group": "x", "kind": "TEAM"}, {"group": "x"}])
def test_a_brief_is_for_one_group_or_one_kind(audience: dict[str, str]) -> None:
    feature = build_world()

    assert refusals(QUERY, id=id_of(feature), to=audience) == ["BAD_USER_INPUT"]


def answer(caller: Caller, **variables: object) -> Any:  # noqa: ANN401 -- JSON
    """Give what CALLER is answered."""
    request = RequestFactory().post("/graphql")
    setattr(request, KEPT, caller)
    context = StrawberryDjangoContext(request=request, response=HttpResponse())
    result = schema.execute_sync(QUERY, variable_values=variables, context_value=context)
    return result.data and result.data["node"] and result.data["node"]["brief"]


@pytest.mark.parametrize("key", [OWN, OTHER])
@pytest.mark.parametrize("audience", [{"kind": "SEGMENT"}, {"kind": "TEAM"}, {"group": "small"}])
def test_everybody_reads_of_a_brief_what_they_may(key: str, audience: dict[str, str]) -> None:
    build_shielded()
    if "group" in audience:
        audience = {"group": id_of(Group.objects.get(key="small"))}
    feature = Feature.objects.get(product__key=key, key="f0")
    keys, places = dict(Product.objects.values_list("key", "pk")), find_places()

    for caller in build_callers().values():
        told = answer(caller, id=id_of(feature), to=audience)
        may = Redactor(caller, keys, places)
        assert bool(told) == may.has(Scope.READ_ALIGNMENT, key)
        # In Markdown a bracket that people wrote stands behind a backslash.
        text = json.dumps(told, default=str).replace("\\\\", "")
        for scope, place in MARK.findall(text):
            assert may.has(Scope(scope), "" if place == ANY else place), (scope, place)
        if told:
            assert bool(told["quotes"]) == may.has(Scope.READ_PEOPLE, key)
            assert (told["revenue"] is None) or may.has(Scope.READ_COMMERCIAL, key)


def test_counts_of_few_are_kept_from_those_who_may_not_read_of_people() -> None:
    build_shielded()
    feature = Feature.objects.get(product__key=OWN, key="f0")
    small = {"group": id_of(Group.objects.get(key="small"))}
    callers = build_callers()

    told = {
        name: answer(callers[name], id=id_of(feature), to=small) for name in ("viewer", "curator")
    }

    assert told["viewer"]["standings"][0]["heard"] is None
    assert told["curator"]["standings"][0]["heard"] == 1
    assert not re.search(r"heard \d", told["viewer"]["markdown"])
    assert re.search(r"heard \d", told["curator"]["markdown"])
