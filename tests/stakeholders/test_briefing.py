"""A brief tells one audience what it has to know, and nothing that whoever asks may not read."""

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from products.models import Feature, Insight, InsightKind, Objective, Stage
from stakeholders.briefing import build_briefs
from stakeholders.briefs import AskKind, Audience, Brief, Rights
from stakeholders.electorates import refresh_electorates
from stakeholders.models import AlignmentScore, Commitment, Group, GroupKind, Stance
from stakeholders.persuading import suppose
from tests.builders import (
    build_feature,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)
from tests.stakeholders.briefs import ALL, NONE, brief, brief_group, brief_kind, build_world

pytestmark = pytest.mark.django_db


def ask(found: Brief) -> dict[AskKind, int | None]:
    """Give what the brief FOUND asks for, and of how many."""
    return {each.kind: each.number for each in found.asks}


def test_it_tells_a_group_where_it_stands_and_who_else_does() -> None:
    feature = build_world()

    found = brief_group(feature, "sales")

    score = AlignmentScore.objects.get()
    assert (found.score, found.low, found.high) == (score.score, score.low, score.high)
    assert [(s.group.key, s.voices, s.heard) for s in found.standings] == [("sales", 5, 4)]
    assert {each.group.key for each in found.backers} == {"engineering", "schools"}
    assert [each.group.key for each in found.standings if each.objecting] == ["sales"]
    assert found.objectors == ()


def test_it_tells_why_it_matters() -> None:
    feature = build_world()

    found = brief_group(feature, "engineering")

    assert [each.title for each in found.objectives] == ["Fewer clashes"]
    assert [each.statement for each in found.commitments] == ["We draw it."]
    assert [each.title for each in found.insights] == ["Calendars merge"]
    assert found.revenue == Decimal(4000)
    assert brief_group(feature, "sales").commitments == ()
    assert brief_group(feature, "schools").revenue is None


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (InsightKind.CUSTOMER_FEEDBACK, True),
        (InsightKind.USAGE_DATA, True),
        (InsightKind.INTERNAL, False),
        (InsightKind.COMPETITIVE_ANALYSIS, False),
    ],
)
def test_customers_are_told_nothing_of_the_house(kind: InsightKind, *, told: bool) -> None:
    feature = build_world()
    Insight.objects.update(kind=kind)

    inside, outside = (brief_group(feature, key).insights for key in ("sales", "schools"))

    assert (len(inside), len(outside)) == (1, int(told))


def test_it_quotes_people_by_their_role_and_never_by_name() -> None:
    found = brief_group(build_world(), "sales")

    assert [(q.text, q.role, q.group) for q in found.quotes] == [
        ("We lose a day a week.", "Head teacher", "Schools")
    ]
    assert found.champions == ("Lead, Engineering",)
    assert "Hidden" not in repr([found.quotes, found.champions])


@pytest.mark.parametrize(
    ("key", "asked"),
    [
        ("sales", {AskKind.SPEAK: 1, AskKind.EXPLAIN: 1}),
        ("engineering", {AskKind.ACKNOWLEDGE: 1}),
        ("schools", {AskKind.CHAMPION: 1}),
    ],
)
def test_it_asks_of_each_group_what_is_missing(key: str, asked: dict[AskKind, int]) -> None:
    assert ask(brief_group(build_world(), key)) == asked


def test_it_asks_a_team_what_it_contributes() -> None:
    feature = build_world()
    Commitment.objects.all().delete()

    assert ask(brief_group(feature, "engineering")) == {AskKind.CONTRIBUTE: 1}
    assert AskKind.CONTRIBUTE not in ask(brief_group(feature, "schools"))


def test_it_tells_what_would_change_as_the_engine_does() -> None:
    feature = build_world()
    sales = Group.objects.get(key="sales")

    (move,) = brief_group(feature, "sales").moves

    score = AlignmentScore.objects.get()
    expected = suppose(score.breakdown, sales.pk, 0.9)
    assert (move.support, move.score) == (0.9, expected)
    assert move.change == pytest.approx((expected or 0) - (score.score or 0))
    assert move.change > 0


def test_it_tells_how_many_others_would_be_passed() -> None:
    feature = build_world()
    between = build_feature(product=feature.product)
    build_preference(build_stakeholder(team=Group.objects.get(key="engineering")), between)
    AlignmentScore.objects.filter(feature=between).update(score=50, low=10, high=90)
    AlignmentScore.objects.filter(feature=feature).update(score=45, low=10, high=90)

    found = brief_group(feature, "sales")

    assert [move.passed for move in found.moves if move.score > 50] == [1]


def test_a_kind_of_groups_moves_as_one() -> None:
    feature = build_world()
    lines = AlignmentScore.objects.get().breakdown

    found = brief_kind(feature, GroupKind.TEAM)

    assert [each.group.key for each in found.standings] == ["sales", "engineering"]
    assert [each.group.key for each in found.backers] == ["schools"]
    moved = [line | {"support": 0.9} if line["kind"] == "TEAM" else line for line in lines]
    assert found.moves[0].score == suppose(moved, moved[0]["group"], moved[0]["support"])


def test_without_rights_there_are_neither_quotes_nor_roles_nor_money() -> None:
    found = brief_group(build_world(), "engineering", NONE)

    assert (found.quotes, found.champions, found.revenue) == ((), (), None)
    assert AskKind.CHAMPION not in ask(found)


def test_counts_of_few_are_kept_back() -> None:
    feature = build_world()
    small = build_team("small")
    speaker, _silent = (build_stakeholder(team=small) for _ in range(2))
    build_preference(speaker, feature)

    hidden, told = (brief_group(feature, "small", rights) for rights in (NONE, ALL))

    assert ([each.heard for each in hidden.standings], ask(hidden)[AskKind.SPEAK]) == ([None], None)
    assert ([each.heard for each in told.standings], ask(told)[AskKind.SPEAK]) == ([1], 1)


def test_few_who_are_silent_in_a_large_group_are_not_counted() -> None:
    assert ask(brief_group(build_world(), "sales", NONE))[AskKind.SPEAK] is None


def test_who_has_no_say_gets_no_brief() -> None:
    feature, other = build_world(), build_product()
    elsewhere = build_team("elsewhere")
    elsewhere.products.set([other])
    refresh_electorates(at=timezone.now())

    assert brief(feature, Audience(group=elsewhere.public_id)) is None
    assert brief(feature, Audience(group=uuid4())) is None


def test_of_what_nobody_spoke_about_it_asks_to_speak() -> None:
    feature, team = build_feature(), build_team("team")
    build_stakeholder(team=team)

    found = brief_group(feature, "team")

    assert (found.score, found.rank, found.moves, found.backers) == (None, None, (), ())
    assert ask(found) == {AskKind.SPEAK: 1}


def test_what_was_launched_has_a_brief_without_a_rank() -> None:
    feature = build_world()
    Feature.objects.update(stage=Stage.LAUNCH)

    found = brief_group(feature, "sales")

    assert (found.rank, [move.passed for move in found.moves]) == (None, [0])


@pytest.mark.parametrize("number", [1, 3])
def test_it_takes_as_many_queries_for_any_number_of_features(number: int) -> None:
    first = build_world()
    features = [first, *(build_feature(product=first.product) for _ in range(number - 1))]
    for feature in features[1:]:
        feature.objectives.set(Objective.objects.all())
        feature.insights.set(first.insights.all())
        build_preference(build_stakeholder(), feature, stance=Stance.SUPPORT)
    rights: dict[int, Rights] = {each.pk: replace(ALL) for each in features}

    with CaptureQueriesContext(connection) as counted:
        found = build_briefs([each.pk for each in features], Audience(kind=GroupKind.TEAM), rights)

    assert sorted(found) == [each.pk for each in features]
    assert len(counted) == 10
    assert len({id(each.objectives[0]) for each in found.values()}) == 1
