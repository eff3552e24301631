"""Groups, their say in products, and the weight that influence is relative to."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from products.faults import RowsRefusedError
from products.models import Feature
from products.upserts import Outcome
from stakeholders.models import AlignmentChange, AlignmentScore, Group, GroupKind, ReferenceWeight
from stakeholders.say import (
    GroupEntry,
    ReferenceWeightError,
    grant_say,
    remove_groups,
    set_reference_weight,
    upsert_groups,
)
from stakeholders.verification import find_differences
from tests.builders import (
    build_account,
    build_feature,
    build_preference,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db


def build_heard_feature(*teams: Group) -> Feature:
    """Build a feature that someone in each of TEAMS backs."""
    feature = build_feature()
    for person in [build_stakeholder(team=team) for team in teams]:
        build_preference(person, feature)
    return feature


def read_causes(feature: Feature) -> list[str]:
    """Give what made the score of FEATURE move, one after the other."""
    changes = AlignmentChange.objects.filter(feature=feature).order_by("pk")
    return list(changes.values_list("cause", flat=True))


def find_groups(feature: Feature) -> list[int]:
    """Give the groups in the breakdown of FEATURE."""
    return [line["group"] for line in AlignmentScore.objects.get(feature=feature).breakdown]


def test_a_group_is_written_by_kind_and_key() -> None:
    entries: list[GroupEntry] = [
        {"kind": kind, "key": "sales", "name": "Sales"} for kind in ("TEAM", "SEGMENT", "TEAM")
    ]

    written = upsert_groups(entries, actor="Ada")

    assert [item.outcome for item in written] == ["CREATED", "CREATED", "UNCHANGED"]
    assert Group.objects.count() == 2


def write_within(before: list[str] | None, named: list[str] | None) -> Group:
    """Write a group that names NAMED and has named BEFORE, as one who looks after "mine"."""
    products = {key: build_product(key).pk for key in ("mine", "theirs")}
    if before is not None:
        build_team("sales").products.set([products[key] for key in before])
    entry: GroupEntry = {"kind": "TEAM", "key": "sales", "name": "Sellers"}
    if named is not None:
        entry["products"] = [products[key] for key in named]
    (written,) = upsert_groups([entry], actor="Ada", within={products["mine"]})
    return written.row


@pytest.mark.parametrize(
    ("before", "named", "after"),
    [
        (None, ["mine"], ["mine"]),
        ([], [], []),
        (["mine", "theirs"], ["mine"], ["mine", "theirs"]),
        (["theirs"], ["mine"], ["mine", "theirs"]),
        (["theirs"], [], ["theirs"]),
        (["mine", "theirs"], ["theirs"], ["theirs"]),
        (["mine", "theirs"], None, ["mine", "theirs"]),
        ([], None, []),
    ],
)
def test_the_say_stays_where_the_writer_does_not_look_after_it(
    before: list[str] | None, named: list[str] | None, after: list[str]
) -> None:
    group = write_within(before, named)

    assert sorted(product.key for product in group.products.all()) == after


@pytest.mark.parametrize(
    ("before", "named"),
    [
        (None, []),
        (None, None),
        (None, ["mine", "theirs"]),
        (["mine"], []),
        (["mine"], ["mine", "theirs"]),
        ([], ["mine"]),
    ],
)
def test_what_would_move_it_there_is_refused(
    before: list[str] | None, named: list[str] | None
) -> None:
    with pytest.raises(RowsRefusedError) as refusal:
        write_within(before, named)

    faults = refusal.value.faults
    assert [(each.field, each.code) for each in faults] == [("products", "FORBIDDEN")]
    assert not Group.objects.filter(name="Sellers").exists()


def test_the_say_of_a_group_is_left_alone_unless_told() -> None:
    product, team = build_product(), build_team("sales")
    entry: GroupEntry = {"kind": "TEAM", "key": "sales"}

    told = upsert_groups([entry | {"products": [product.pk]}], actor="Ada")
    again = upsert_groups([entry | {"products": [product.pk]}], actor="Ada")
    left = upsert_groups([entry | {"name": "Sellers"}], actor="Ada")

    assert (told[0].outcome, told[0].before) == (Outcome.CHANGED, {"products": set()})
    assert again[0].outcome is Outcome.UNCHANGED
    assert left[0].changes == {"name"}
    assert list(team.products.all()) == [product]


def test_a_group_that_loses_its_say_leaves_the_score() -> None:
    sales, legal = build_team("sales"), build_team("legal")
    feature = build_heard_feature(sales, legal)

    other = build_product()
    upsert_groups([{"kind": "TEAM", "key": "sales", "products": [other.pk]}], actor="Ada")

    assert find_groups(feature) == [legal.pk]
    assert read_causes(feature)[-1] == "SAY"
    assert list(find_differences()) == []


def test_a_group_that_gains_a_say_again_brings_what_it_said() -> None:
    sales, legal = build_team("sales"), build_team("legal")
    feature = build_heard_feature(sales, legal)
    before = AlignmentScore.objects.get().score
    entry: GroupEntry = {"kind": "TEAM", "key": "sales"}
    upsert_groups([entry | {"products": [build_product().pk]}], actor="Ada")

    upsert_groups([entry | {"products": []}], actor="Ada")

    assert AlignmentScore.objects.get(feature=feature).score == before
    assert list(find_differences()) == []


def test_a_new_group_is_in_the_breakdown_of_its_products_alone() -> None:
    here, there = (build_heard_feature(build_team()) for _ in range(2))
    entry: GroupEntry = {"kind": "TEAM", "key": "new", "name": "New"}

    written = upsert_groups([entry | {"products": [here.product_id]}], actor="Ada")

    assert written[0].row.pk in find_groups(here)
    assert written[0].row.pk not in find_groups(there)
    assert list(find_differences()) == []


def test_a_team_stays_a_team() -> None:
    entry: GroupEntry = {"key": "a", "name": "A", "source": "hr", "external_id": "7"}
    upsert_groups([entry | {"kind": "TEAM"}], actor="Ada")

    with pytest.raises(RowsRefusedError) as refused:
        upsert_groups([entry | {"kind": "SEGMENT"}], actor="Ada")

    assert [(f.field, f.code, f.message) for f in refused.value.faults] == [
        ("kind", "CONFLICT", "This group is a TEAM and stays one.")
    ]


def test_an_unknown_product_is_refused_and_nothing_is_written() -> None:
    known = build_product()
    entries: list[GroupEntry] = [
        {"kind": "TEAM", "key": f"t{place}", "name": "T", "products": [known.pk + place]}
        for place in range(2)
    ]

    with pytest.raises(RowsRefusedError) as refused:
        upsert_groups(entries, actor="Ada")

    assert [(f.row, f.field, f.code) for f in refused.value.faults] == [(1, "products", "UNKNOWN")]
    assert not Group.objects.exists()


def test_groups_cost_the_same_queries_however_many_they_are() -> None:
    products = [build_product() for _ in range(2)]
    counts = []
    for number in (1, 3, 50):
        entries: list[GroupEntry] = [
            {"kind": "TEAM", "key": f"{number}-{n}", "name": "T", "products": [products[0].pk]}
            for n in range(number)
        ]
        upsert_groups(entries, actor="Ada")
        moved = [entry | {"products": [products[1].pk]} for entry in entries]
        with CaptureQueriesContext(connection) as queries:
            upsert_groups(moved, actor="Ada")
        counts.append(len(queries))

    assert counts == counts[:1] * 3


def test_a_grant_counts_only_those_that_had_no_say() -> None:
    everywhere, elsewhere, here = (build_team() for _ in range(3))
    feature = build_heard_feature(everywhere)
    elsewhere.products.add(build_product())
    here.products.add(feature.product)

    groups = [everywhere.pk, elsewhere.pk, here.pk, here.pk + 1]
    gained = grant_say(feature.product, groups, actor="Ada")

    assert gained == 1
    assert elsewhere.products.count() == 2
    assert not everywhere.products.exists()
    assert list(find_differences()) == []


def test_a_grant_that_gives_nothing_new_writes_nothing() -> None:
    team = build_team()
    feature = build_heard_feature(team)

    assert grant_say(feature.product, [team.pk], actor="Ada") == 0

    assert read_causes(feature) == ["PREFERENCES"]


@pytest.mark.parametrize("kind", GroupKind)
def test_a_group_with_members_is_not_removed(kind: GroupKind) -> None:
    person = build_stakeholder(account=build_account() if kind == GroupKind.SEGMENT else None)
    group = person.account.segment if person.account else person.team
    empty = build_team()

    with pytest.raises(RowsRefusedError) as refused:
        remove_groups([empty.pk, group.pk if group else 0], actor="Ada")

    assert [(f.row, f.field, f.code) for f in refused.value.faults] == [(1, "group", "CONFLICT")]
    assert Group.objects.filter(pk=empty.pk).exists()


def test_an_empty_group_is_removed_from_the_breakdown() -> None:
    team, empty, segment = build_team(), build_team(), build_segment()
    feature = build_heard_feature(team)

    assert remove_groups([empty.pk, segment.pk], actor="Ada") == 2

    assert find_groups(feature) == [team.pk]
    assert list(find_differences()) == []


def test_another_reference_weight_counts_its_kind_anew() -> None:
    feature = build_feature()
    people = [build_stakeholder(weight=2), build_stakeholder(account=build_account())]
    for person in people:
        build_preference(person, feature)

    set_reference_weight("TEAM", Decimal("0.5"), actor="Ada")

    masses = feature.cells.order_by("group__kind").values_list("mass_strongly_support", flat=True)
    assert list(masses) == [1000, 4000]
    assert ReferenceWeight.objects.get(kind="TEAM").w_ref == Decimal("0.5")
    assert read_causes(feature)[-1] == "REFERENCE"
    assert list(find_differences()) == []


@pytest.mark.parametrize("w_ref", ["0", "-1", "NaN", "Infinity", "0.0001", "1000000000000"])
def test_what_is_no_reference_weight_is_refused(w_ref: Any) -> None:  # noqa: ANN401 -- any
    with pytest.raises(ReferenceWeightError, match="is no reference weight"):
        set_reference_weight("TEAM", Decimal(w_ref), actor="Ada")

    assert ReferenceWeight.objects.get(kind="TEAM").w_ref == 1
