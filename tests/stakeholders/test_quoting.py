"""What excites and what bothers is ranked by the voices and groups that cite it."""

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from products.models import Feature, Insight, Product
from stakeholders.evidence import Proof, add_evidence
from stakeholders.merging import merge_features
from stakeholders.models import Evidence, Preference, Stakeholder
from stakeholders.quoting import (
    CitedInsight,
    count_voices,
    rank_for_features,
    rank_in_products,
    with_voices,
)
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


def build_insight(product: Product, title: str = "", *, mood: str = "BOTHERED") -> Insight:
    """Build an insight about PRODUCT."""
    return Insight.objects.create(product=product, kind="INTERNAL", title=title or "i", mood=mood)


def cite(insight: Insight, feature: Feature, people: Iterable[Stakeholder]) -> None:
    """Let what each of PEOPLE states about FEATURE cite INSIGHT."""
    for person in people:
        known = Preference.objects.filter(stakeholder=person, feature=feature).first()
        preference = known or build_preference(person, feature)
        add_evidence(preference, Proof(insight=insight))


def read(feature: Feature, mood: str = "BOTHERED", **options: int) -> list[tuple[int, int, int]]:
    """Read insight, voices and groups of what is ranked for FEATURE."""
    found = rank_for_features([feature.pk], mood, **{"most": 10, **options})
    return [each[:3] for each in found.get(feature.pk, [])]


def test_those_with_most_voices_come_first_then_those_of_most_groups() -> None:
    feature, team = build_feature(), build_team()
    few, one_group, two_groups, latest = (build_insight(feature.product) for _ in range(4))
    inside = [build_stakeholder(team=team) for _ in range(3)]
    cite(few, feature, inside[:1])
    cite(one_group, feature, inside[:2])
    cite(two_groups, feature, [inside[0], build_stakeholder()])
    cite(latest, feature, inside[:2])
    Insight.objects.filter(pk=latest.pk).update(occurred_at=datetime(2026, 1, 1, tzinfo=UTC))

    assert read(feature) == [
        (two_groups.pk, 2, 2),
        (latest.pk, 2, 1),
        (one_group.pk, 2, 1),
        (few.pk, 1, 1),
    ]


def test_an_account_is_one_voice_and_a_person_one_however_often_they_are_quoted() -> None:
    feature, account = build_feature(), build_account(segment=build_segment())
    insight = build_insight(feature.product)
    seats = [build_stakeholder(account=account) for _ in range(3)]
    cite(insight, feature, seats)
    quoted = Preference.objects.get(stakeholder=seats[0])
    add_evidence(quoted, Proof(insight=insight, quote="And again."))

    assert read(feature) == [(insight.pk, 1, 1)]


def test_what_is_said_about_another_feature_counts_for_the_product_alone() -> None:
    product, person = build_product(), build_stakeholder()
    one, two = (build_feature(product=product) for _ in range(2))
    insight = build_insight(product)
    cite(insight, one, [person])
    cite(insight, two, [person, build_stakeholder()])

    found = rank_in_products([product.pk], "BOTHERED", most=10)

    assert [each[:3] for each in found[product.pk]] == [(insight.pk, 2, 2)]
    assert (read(one), read(two)) == ([(insight.pk, 1, 1)], [(insight.pk, 2, 2)])


def test_what_bothers_is_not_what_excites() -> None:
    feature = build_feature()
    good, bad = (build_insight(feature.product, mood=mood) for mood in ("EXCITED", "BOTHERED"))
    person = build_stakeholder()
    cite(good, feature, [person])
    cite(bad, feature, [person])

    assert [row[0] for row in read(feature, "EXCITED")] == [good.pk]
    assert [row[0] for row in read(feature, "BOTHERED")] == [bad.pk]


def test_what_was_said_of_a_duplicate_counts_for_what_answers_and_once() -> None:
    product, person = build_product(), build_stakeholder()
    part, whole = (build_feature(product=product) for _ in range(2))
    insight = build_insight(product)
    cite(insight, part, [person, build_stakeholder()])
    cite(insight, whole, [person])

    merge_features(part, whole, actor="Ada")

    assert read(whole) == [(insight.pk, 2, 2)]


def test_who_was_deactivated_stands_behind_nothing() -> None:
    feature = build_feature()
    insight = build_insight(feature.product)
    people = [build_stakeholder() for _ in range(2)]
    cite(insight, feature, people)

    Stakeholder.objects.filter(pk=people[0].pk).update(deactivated_at=timezone.now())

    assert read(feature) == [(insight.pk, 1, 1)]


def test_a_group_without_a_say_stands_behind_nothing() -> None:
    feature, team = build_feature(), build_team()
    insight = build_insight(feature.product)
    cite(insight, feature, [build_stakeholder(team=team)])
    assert read(feature) == [(insight.pk, 1, 1)]

    team.products.set([build_product()])

    assert read(feature) == []
    team.products.add(feature.product)
    assert read(feature) == [(insight.pk, 1, 1)]


def test_an_insight_about_another_product_is_not_told() -> None:
    preference = build_preference(build_stakeholder(), build_feature())
    foreign = build_insight(build_product())
    Evidence.objects.create(preference=preference, insight=foreign)

    assert read(preference.feature) == []
    assert with_voices(Insight.objects.filter(pk=foreign.pk)).values_list("voices").get() == (0,)


def test_fewer_voices_than_asked_for_are_not_told() -> None:
    feature = build_feature()
    rare, known = (build_insight(feature.product) for _ in range(2))
    people = [build_stakeholder() for _ in range(3)]
    cite(rare, feature, people[:2])
    cite(known, feature, people)

    assert [row[0] for row in read(feature, least=3)] == [known.pk]
    assert [row[0] for row in read(feature, most=1)] == [known.pk]


def test_insights_know_how_many_stand_behind_them() -> None:
    feature = build_feature()
    cited, bare = (build_insight(feature.product) for _ in range(2))
    cite(cited, feature, [build_stakeholder() for _ in range(2)])

    rows = with_voices(Insight.objects.order_by("pk")).values_list("pk", "voices", "groups")

    assert list(rows) == [(cited.pk, 2, 2), (bare.pk, 0, 0)]
    assert count_voices([cited.pk, bare.pk]) == {cited.pk: CitedInsight(cited.pk, 2, 2, None)}


def test_one_query_ranks_for_any_number_of_features(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    product, person = build_product(), build_stakeholder()
    features = [build_feature(product=product) for _ in range(3)]
    insight = build_insight(product)
    for feature in features:
        cite(insight, feature, [person])

    with django_assert_num_queries(1):
        found = rank_for_features([each.pk for each in features], "BOTHERED", most=2)

    assert set(found) == {each.pk for each in features}
