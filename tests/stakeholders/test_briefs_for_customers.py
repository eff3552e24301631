"""A brief that is handed to customers names no team, nobody, and quotes nobody of the house."""

import pytest
from django.utils import timezone

from products.models import Feature, Insight, Objective
from products.naming import ERASED
from stakeholders.advocacy import add_champion
from stakeholders.brief_pages import write_html, write_markdown
from stakeholders.briefs import Brief
from stakeholders.hushing import read_hush
from stakeholders.models import Evidence, Group, GroupKind, Preference, Stakeholder
from tests.builders import (
    build_account,
    build_preference,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)
from tests.stakeholders.briefs import brief_group, brief_kind, build_world

pytestmark = pytest.mark.django_db

INTERNAL = ("Engineering", "Sales", "Ada Lovelace", "We save a sprint", "Lead")


def build_leaky() -> Feature:
    """Build a feature of which teams, people and words of the house are told everywhere."""
    feature = build_world()
    Stakeholder.objects.filter(team__key="engineering").update(name="Ada Lovelace")
    mine = Preference.objects.filter(stakeholder__team__key="engineering").first()
    assert mine is not None
    Evidence.objects.create(preference=mine, quote="We save a sprint.")
    theirs = Preference.objects.filter(stakeholder__account__isnull=False).first()
    assert theirs is not None
    Evidence.objects.create(preference=theirs, quote="Ada Lovelace's advice (from Sales) helps.")
    insight = Insight.objects.create(
        product=feature.product, kind="USAGE_DATA", title="Used daily", body="Told by Ada Lovelace."
    )
    insight.features.set([feature])
    Feature.objects.update(summary="Sales wants it.", problem="Dates clash, says Engineering.")
    Objective.objects.update(title="Keep Sales happy")
    add_champion(theirs.stakeholder, feature)
    museums = build_segment("museums", "Museums")
    for _ in range(4):
        build_preference(build_stakeholder(account=build_account(segment=museums)), feature)
    return feature


def write(brief: Brief) -> str:
    """Write all that BRIEF tells."""
    return "\n".join([write_html(brief), write_markdown(brief)])


def test_customers_read_nothing_of_the_house() -> None:
    feature = build_leaky()

    inside = write(brief_kind(feature, GroupKind.TEAM))
    one = write(brief_group(feature, "schools"))
    all_of_them = write(brief_kind(feature, GroupKind.SEGMENT))

    assert [word for word in INTERNAL if word not in inside] == []
    assert [word for word in INTERNAL if word in one + all_of_them] == []


def test_customers_read_what_customers_say() -> None:
    brief = brief_group(build_leaky(), "schools")

    assert [each.text for each in brief.quotes] == ["We lose a day a week."]
    assert [each.group.key for each in brief.backers] == ["museums"]
    assert brief.champions == ("Head teacher, Schools",)
    assert [each.title for each in brief.insights] == ["Calendars merge"]
    assert (brief.objectives, brief.summary, brief.problem) == ((), "", "")


def test_whoever_left_a_trace_of_their_erasure_is_no_name() -> None:
    build_stakeholder(ERASED, team=build_team())

    assert read_hush([f"Asked for by {ERASED}."]).allows(f"Asked for by {ERASED}.")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Ada Lovelace said so.", False),
        ("So said (Ada Lovelace)!", False),
        ("It was «Ada Lovelace\N{RIGHT SINGLE QUOTATION MARK}s» idea", False),
        ("Asked for by Design, again", False),
        ("We like the design.", True),
        ("Ada Lovelacewood said so.", True),
        ("ليلى حسن، مرة أخرى", False),
        ("", True),
    ],
)
def test_a_name_is_found_among_other_words(text: str, *, told: bool) -> None:
    build_team("design", "Design")
    build_stakeholder("Ada Lovelace")
    build_stakeholder("ليلى حسن", account=build_account())

    assert read_hush([text, "Anything else"]).allows(text) is told


def test_teams_without_a_say_are_not_named_either() -> None:
    feature = build_world()
    away = build_team("legal", "Legal")
    away.products.set([build_product()])
    Insight.objects.update(title="Legal asks", occurred_at=timezone.now())

    assert Group.objects.get(key="legal").name == "Legal"
    assert brief_group(feature, "schools").insights == ()
