"""Stored scores and their history follow the cells, and nothing else."""

from dataclasses import asdict
from typing import Any

import pytest

from products.models import Feature
from stakeholders.electorates import refresh_electorates
from stakeholders.models import AlignmentChange, AlignmentScore, Cause, Cell, GroupKind
from stakeholders.scoring import Occasion, find_stale, rescore
from tests.builders import (
    build_account,
    build_feature,
    build_preference,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)
from tests.stakeholders.alignment.twin import Statement, Voice, align_slowly, measure_slowly

pytestmark = pytest.mark.django_db

AGAIN = Occasion(cause=Cause.RECOUNT, actor="Ada", source="shell")


def build_heard_feature() -> Feature:
    """Build a feature that two teams and a segment, of three, have spoken about."""
    feature = build_feature()
    teams, segment = [build_team() for _ in range(3)], build_segment()
    build_stakeholder(team=teams[2])
    for team, stance in zip(teams[:2], (2, -2), strict=True):
        for person in [build_stakeholder(team=team) for _ in range(3)]:
            build_preference(person, feature, stance=stance)
    for account in [build_account(segment=segment, annual_value=500) for _ in range(2)]:
        build_preference(build_stakeholder(account=account), feature, stance=1)
    return feature


def read(feature: Feature) -> dict[str, Any]:
    """Read the score of FEATURE, all columns."""
    return dict(AlignmentScore.objects.filter(feature=feature).values().get())


def test_every_measure_is_the_one_that_the_twin_finds() -> None:
    score = read(build_heard_feature())

    voices = [Voice(0, (Statement(2),))] * 3 + [Voice(1, (Statement(-2),))] * 3
    voices += [Voice(3, (Statement(1),))] * 2
    members, kinds = [3, 3, 1, 2], [*["TEAM"] * 3, "SEGMENT"]
    expected = asdict(align_slowly(voices, members, kinds)) | asdict(
        measure_slowly(voices, members, kinds)
    )
    for name in ("score", "low", "high", "internal", "external", "evenness", "reach"):
        assert score[name] == pytest.approx(expected[name], abs=1e-7), name
    assert score["polarization"] == pytest.approx(expected["polarization"], abs=1e-7)
    assert (score["provisional"], score["contested"]) == (False, True)
    assert (score["voices"], score["heard_groups"], score["revenue"]) == (8, 3, 1000)
    assert (score["backing_groups"], score["objecting_groups"]) == (1, 1)


def test_the_breakdown_tells_of_each_group_with_a_say() -> None:
    lines = read(build_heard_feature())["breakdown"]

    assert [line["kind"] for line in lines] == ["TEAM", "TEAM", "TEAM", "SEGMENT"]
    assert [line["voices"] for line in lines] == [3, 3, 1, 2]
    assert [line["heard"] for line in lines] == [3, 3, 0, 2]
    assert [line["evidence"] for line in lines] == [True, True, False, True]
    assert [line["stances"] for line in lines][:2] == [[0, 0, 0, 0, 3], [3, 0, 0, 0, 0]]
    assert [line["support"] for line in lines][:3] == [4 / 5, 1 / 8, 1 / 2]
    assert [line["agreement"] for line in lines] == [1.0, 1.0, None, 1.0]
    assert [line["backing"] for line in lines] == [True, False, False, False]
    assert [line["objecting"] for line in lines] == [False, True, False, False]
    assert sum(line["weight"] for line in lines) == pytest.approx(1)


def test_a_group_without_a_say_has_no_part_in_the_score() -> None:
    feature, other = build_feature(), build_product()
    team = build_team()
    people = [build_stakeholder(team=team), build_stakeholder()]
    for person in people:
        build_preference(person, feature)

    team.products.add(other)
    refresh_electorates(at=AGAIN.at)
    rescore([feature.pk], AGAIN)

    score = read(feature)
    assert [line["group"] for line in score["breakdown"]] != [team.pk]
    assert (len(score["breakdown"]), score["voices"]) == (1, 1)


def test_a_feature_whose_only_group_lost_its_say_has_no_score() -> None:
    feature, team = build_feature(), build_team()
    build_preference(build_stakeholder(team=team), feature)

    team.products.add(build_product())
    refresh_electorates(at=AGAIN.at)
    rescore([feature.pk], AGAIN)

    assert not AlignmentScore.objects.exists()
    assert AlignmentChange.objects.order_by("pk").values_list("score", "cause")[1] == (
        None,
        "RECOUNT",
    )


def test_scoring_what_has_not_moved_writes_nothing() -> None:
    feature = build_heard_feature()
    before, changes = read(feature), AlignmentChange.objects.count()

    rescore([feature.pk], AGAIN)

    assert read(feature) == before
    assert AlignmentChange.objects.count() == changes


def test_a_change_says_what_caused_it_and_who() -> None:
    feature = build_heard_feature()
    Cell.objects.filter(group__kind=GroupKind.SEGMENT).delete()

    rescore([feature.pk], AGAIN)

    change = AlignmentChange.objects.latest("pk")
    assert (change.cause, change.actor, change.source) == ("RECOUNT", "Ada", "shell")
    assert change.score == read(feature)["score"]
    assert (change.created_at, read(feature)["updated_at"]) == (AGAIN.at, AGAIN.at)


def test_a_new_group_that_has_nothing_to_say_changes_only_the_breakdown() -> None:
    feature = build_heard_feature()
    changes = AlignmentChange.objects.count()
    build_team()

    rescore([feature.pk], AGAIN)

    assert len(read(feature)["breakdown"]) == 5
    assert AlignmentChange.objects.count() == changes


def test_differences_in_the_last_bits_are_no_news() -> None:
    feature = build_heard_feature()
    AlignmentScore.objects.update(low=read(feature)["low"] * (1 + 1e-12))

    assert find_stale([feature.pk]) == []


@pytest.mark.parametrize(
    "values", [{"low": 1.0}, {"voices": 7}, {"breakdown": []}, {"contested": False}]
)
def test_a_stored_score_that_the_cells_do_not_give_is_stale(values: dict[str, Any]) -> None:
    feature, other = build_heard_feature(), build_feature()
    AlignmentScore.objects.update(**values)

    assert find_stale([feature.pk, other.pk]) == [feature.pk]


def test_features_of_several_products_are_scored_each_with_its_own_groups() -> None:
    features, team = [build_feature() for _ in range(2)], build_team()
    for feature in features:
        build_preference(build_stakeholder(team=team), feature)
    team.products.set([features[0].product_id])
    refresh_electorates(at=AGAIN.at)

    rescore([feature.pk for feature in features], AGAIN)

    lines = [line["group"] for line in read(features[0])["breakdown"]]
    assert lines == [team.pk]
    assert not AlignmentScore.objects.filter(feature=features[1]).exists()
