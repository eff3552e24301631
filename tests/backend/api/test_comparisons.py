"""Asks how the groups of a product stand to each other."""

from typing import Any

import pytest

from stakeholders.models import Group, GroupKind, Stance
from tests.backend.api.asking import ask, post, refusals
from tests.builders import (
    build_feature,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

COMPARISON = """query ($p: String!) { groupAlignment(product: $p) {
  groups { key } rows { group { key } alignments } concordance alpha } }"""


def compare() -> Any:  # noqa: ANN401 -- JSON
    return ask(COMPARISON, p="p")["groupAlignment"]


def test_the_table_has_a_row_and_a_column_for_each_group() -> None:
    product = build_product("p")
    liked, hated = (build_feature(product=product) for _ in range(2))
    for key in ("a", "b"):
        person = build_stakeholder(team=build_team(key))
        build_preference(person, liked)
        build_preference(person, hated, stance=Stance.STRONGLY_OPPOSE)
    build_team("silent")

    found = compare()

    assert [group["key"] for group in found["groups"]] == ["a", "b", "silent"]
    assert {row["group"]["key"]: row["alignments"] for row in found["rows"]} == {
        "a": [1, 1, None],
        "b": [1, 1, None],
        "silent": [None, None, 1],
    }
    assert (found["concordance"], found["alpha"]) == (1, 1)


def test_what_is_undefined_is_null() -> None:
    build_product("p")
    empty: dict[str, object] = {"groups": [], "rows": [], "concordance": None, "alpha": None}
    assert compare() == empty

    build_team("a")

    assert (compare()["concordance"], compare()["rows"][0]["alignments"]) == (None, [1])
    assert b"NaN" not in post(COMPARISON, {"p": "p"}).content


def test_a_product_that_is_not_there_is_not_found() -> None:
    build_product("q")

    assert refusals(COMPARISON, p="p") == ["NOT_FOUND"]
    assert refusals(COMPARISON, p="\0") == ["NOT_FOUND"]


def test_a_table_of_too_many_groups_is_refused() -> None:
    build_product("p")
    kind = GroupKind.SEGMENT
    Group.objects.bulk_create(Group(kind=kind, key=f"s{place}", name="s") for place in range(201))

    assert refusals(COMPARISON, p="p") == ["BAD_USER_INPUT"]
