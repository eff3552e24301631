"""A recount that finds every difference, and the command that prints them."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from products.models import Feature
from stakeholders.models import AlignmentScore, Cell, CellChange, Group
from stakeholders.verification import find_differences
from tests.builders import (
    build_feature,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

FORGOTTEN = "tutti/sso, TEAM sales: the past does not end with the cell\n"
STALE = "tutti/sso: the score is not the one that its cells give\n"


@pytest.fixture
def feature() -> Feature:
    """Build the feature "tutti/sso", which the team "sales" backs."""
    feature = build_feature("sso", product=build_product("tutti"))
    build_preference(build_stakeholder(team=build_team("sales")), feature)
    return feature


def verify() -> str:
    """Run the command and give what it prints."""
    out = StringIO()
    call_command("verify_alignment", stdout=out)
    return out.getvalue()


def fail() -> tuple[str, int]:
    """Run the command, which fails, and give what it prints and its exit code."""
    out = StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("verify_alignment", stdout=out)
    return out.getvalue(), failed.value.returncode


def test_nothing_to_count_is_in_order() -> None:
    assert verify() == "Cells and scores equal a recount.\n"


@pytest.mark.usefixtures("feature")
def test_what_was_written_through_the_door_is_in_order() -> None:
    assert verify() == "Cells and scores equal a recount.\n"


@pytest.mark.usefixtures("feature")
def test_a_cell_that_was_tampered_with_is_printed() -> None:
    Cell.objects.update(mass_support=70, heads=2)

    assert fail() == (
        f"tutti/sso, TEAM sales: the cell lacks mass_support -70, heads -1\n{FORGOTTEN}{STALE}",
        1,
    )


@pytest.mark.usefixtures("feature")
def test_a_score_that_was_tampered_with_is_printed() -> None:
    AlignmentScore.objects.update(low=1)

    assert fail() == (STALE, 1)


@pytest.mark.usefixtures("feature")
def test_a_score_that_is_missing_is_printed() -> None:
    AlignmentScore.objects.all().delete()

    assert fail() == (STALE, 1)


@pytest.mark.usefixtures("feature")
def test_a_cell_that_is_missing_is_printed() -> None:
    Cell.objects.all().delete()

    printed, code = fail()

    assert printed.startswith("tutti/sso, TEAM sales: the cell lacks mass_strongly_support +1000,")
    assert "heads +1, count_strongly_support +1, backing_weight +1000" in printed
    assert code == 1


@pytest.mark.usefixtures("feature")
def test_a_past_that_was_tampered_with_is_printed() -> None:
    CellChange.objects.update(heads=2)

    assert fail() == (FORGOTTEN, 1)


@pytest.mark.usefixtures("feature")
def test_the_past_of_a_group_that_is_gone_has_to_end_with_nothing() -> None:
    past = CellChange.objects.get()
    past.pk, past.group = None, past.group + 1
    past.save()

    assert list(find_differences()) == [
        f"tutti/sso, group {past.group}, which is gone: the past does not end with the cell"
    ]


@pytest.mark.usefixtures("feature")
def test_an_electorate_that_is_not_that_of_today_is_printed() -> None:
    Group.objects.update(name="Vendors")

    assert fail() == ("tutti: the electorate is not the one that its groups give\n", 1)


def test_a_cell_of_the_wrong_feature_is_found_at_both(feature: Feature) -> None:
    Cell.objects.update(feature=build_feature("dark-mode", product=feature.product))

    lines = [line.split(" lacks ")[0] for line in find_differences()]

    assert lines == [
        "tutti/sso, TEAM sales: the cell",
        "tutti/dark-mode, TEAM sales: the cell",
        "tutti/sso, TEAM sales: the past does not end with the cell",
        "tutti/dark-mode, TEAM sales: the past does not end with the cell",
        "tutti/sso: the score is not the one that its cells give",
        "tutti/dark-mode: the score is not the one that its cells give",
    ]


def test_the_command_says_how_many_differences_there_are(feature: Feature) -> None:
    Cell.objects.update(heads=2)

    with pytest.raises(CommandError, match=r"^3 differences from a recount\.$"):
        call_command("verify_alignment", stdout=StringIO())

    assert Cell.objects.get(feature=feature).heads == 2
