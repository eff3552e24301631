"""Groups and reference weights in the admin: what is saved there is counted at once."""

from decimal import Decimal

import pytest
from django.test import Client

from stakeholders.models import (
    AlignmentChange,
    Cause,
    Group,
    GroupKind,
    ReferenceWeight,
)
from tests.admin_pages import CURATOR, delete, edit, find_page, log_in, send
from tests.admin_rows import find_untruths
from tests.builders import (
    build_feature,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    return log_in()


def find_causes() -> list[tuple[str, str]]:
    """Give cause and actor of each move of a score, the oldest first, but for what tests stated."""
    changes = AlignmentChange.objects.exclude(actor="tests").order_by("pk")
    return list(changes.values_list("cause", "actor"))


def test_a_group_that_loses_its_say_is_left_out_of_the_score(browser: Client) -> None:
    team, other = build_team(), build_team()
    feature = build_feature()
    for group in (team, other):
        build_preference(build_stakeholder(team=group), feature)

    answer = edit(browser, team, products=[build_product().pk])

    assert answer.complaints == []
    assert [line["group"] for line in feature.alignment.breakdown] == [other.pk]
    assert find_causes() == [(Cause.SAY, CURATOR)]
    assert find_untruths() == []


def test_a_group_is_added(browser: Client) -> None:
    product = build_product()
    page = find_page(Group, "add")

    answer = send(browser, page, kind="TEAM", key="ops", name="Ops", products=[product.pk])

    group = Group.objects.get()
    assert answer.complaints == []
    assert (group.kind, group.key, list(group.products.all())) == ("TEAM", "ops", [product])


def test_a_group_is_renamed_and_keeps_its_kind_and_key(browser: Client) -> None:
    team = build_team("ops")

    edit(browser, team, name="Operations", kind="SEGMENT", key="lost")

    assert Group.objects.values_list("kind", "key", "name").get() == ("TEAM", "ops", "Operations")


def test_a_group_with_people_is_not_deleted(browser: Client) -> None:
    person = build_stakeholder()

    answer = delete(browser, person.team or build_team())

    assert "would require deleting the following protected related objects" in answer.text
    assert Group.objects.get() == person.team


def test_an_empty_group_is_deleted(browser: Client) -> None:
    answer = delete(browser, build_team())

    assert answer.code == 200
    assert Group.objects.count() == 0


def test_a_reference_weight_counts_anew(browser: Client) -> None:
    build_preference(build_stakeholder(), build_feature())
    reference = ReferenceWeight.objects.get(kind=GroupKind.TEAM)

    answer = edit(browser, reference, w_ref="2")

    assert answer.complaints == []
    assert ReferenceWeight.objects.get(kind=GroupKind.TEAM).w_ref == Decimal(2)
    assert find_causes() == [(Cause.REFERENCE, CURATOR)]
    assert find_untruths() == []


@pytest.mark.parametrize(
    ("weight", "complaint"),
    [
        ("0", "Ensure this value is greater than or equal to 0.001."),
        ("-1", "Ensure this value is greater than or equal to 0.001."),
        ("", "This field is required."),
    ],
)
def test_a_reference_weight_that_cannot_be_is_told(
    browser: Client, weight: str, complaint: str
) -> None:
    reference = ReferenceWeight.objects.get(kind=GroupKind.TEAM)

    answer = edit(browser, reference, w_ref=weight)

    assert answer.complaints == [complaint]
    assert ReferenceWeight.objects.get(kind=GroupKind.TEAM) == reference
