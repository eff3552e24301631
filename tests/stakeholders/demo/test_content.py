"""Every name in the demo's files means something in them, and the counts are as promised."""

from collections import Counter

import pytest

from products.lifecycle import LifecycleStage
from products.models import InsightKind, Mood, Outcome
from stakeholders.demo.content import PRODUCTS, read_content
from stakeholders.demo.sketches import ProductSketch
from stakeholders.models import GroupKind

CONTENT = read_content()
GROUPS = {group.key: group for group in CONTENT.groups}
FEATURES = {(p.key, f.key): f for p in CONTENT.products for f in p.features}
INSIGHTS = {(i.product, i.key): i for i in CONTENT.insights}

S = LifecycleStage
FITTING = {
    Outcome.COMMIT: {S.DEVELOPMENT, S.LAUNCH, S.GROWTH, S.MATURITY},
    Outcome.DECLINE: {S.DECLINED},
    Outcome.DEFER: {S.CONCEPTION, S.DISCOVERY, S.VALIDATION},
    Outcome.RETIRE: {S.SUNSET},
}

each_product = pytest.mark.parametrize("product", CONTENT.products, ids=PRODUCTS)


def test_there_is_as_much_as_promised() -> None:
    kinds = Counter(group.kind for group in CONTENT.groups)

    assert (len(CONTENT.products), len(FEATURES), len(INSIGHTS)) == (3, 60, 121)
    assert (kinds[GroupKind.TEAM], kinds[GroupKind.SEGMENT]) == (8, 6)
    assert sum(group.people for group in CONTENT.groups) == 1_200
    assert sum(len(group.accounts) for group in CONTENT.groups) == 200
    assert sum(len(product.decisions) for product in CONTENT.products) == 21


def test_no_key_stands_twice() -> None:
    assert len(FEATURES) == sum(len(product.features) for product in CONTENT.products)
    assert len(INSIGHTS) == len(CONTENT.insights)
    assert len(GROUPS) == len(CONTENT.groups)


@each_product
def test_each_product_has_features_in_all_stages_and_of_all_characters(
    product: ProductSketch,
) -> None:
    assert {feature.stage for feature in product.features} == set(LifecycleStage)
    assert {feature.character for feature in product.features} == set(CONTENT.characters)


@each_product
def test_features_name_known_objectives_and_groups(product: ProductSketch) -> None:
    objectives = {objective["key"] for objective in product.objectives}
    served = {key for feature in product.features for key in feature.objectives}
    groups = {key for f in product.features for key in (*f.lean, *f.voices)}

    assert served - objectives == set()
    assert (groups | product.hears.keys()) - GROUPS.keys() == set()


@each_product
def test_decisions_name_known_features_and_insights_that_bear_on_them(
    product: ProductSketch,
) -> None:
    rests = [(d, INSIGHTS[product.key, key]) for d in product.decisions for key in d.insights]

    assert [d.feature for d, insight in rests if d.feature not in insight.features] == []
    assert [d.feature for d, insight in rests if insight.occurred_at >= d.decided_at] == []


@each_product
def test_a_decision_fits_the_stage_of_its_feature(product: ProductSketch) -> None:
    strays = [
        decision.feature
        for decision in product.decisions
        if FEATURES[product.key, decision.feature].stage not in FITTING[Outcome(decision.outcome)]
    ]

    assert strays == []


@each_product
def test_people_behind_features_are_of_known_groups(product: ProductSketch) -> None:
    spoken = [(champion.feature, champion.group) for champion in product.champions]
    spoken += [(outreach.feature, outreach.group) for outreach in product.outreach]
    objectives = {objective["key"] for objective in product.objectives}

    assert [feature for feature, _ in spoken if (product.key, feature) not in FEATURES] == []
    assert [group for _, group in spoken if group not in GROUPS] == []
    assert [c for c in product.commitments if c.objective not in objectives] == []
    assert {GROUPS[c.team].kind for c in product.commitments} == {GroupKind.TEAM}


def test_insights_name_known_products_features_kinds_and_moods() -> None:
    named = {(insight.product, key) for insight in CONTENT.insights for key in insight.features}

    assert named - FEATURES.keys() == set()
    assert {insight.kind for insight in CONTENT.insights} == set(InsightKind)
    assert {insight.mood for insight in CONTENT.insights} == set(Mood)


def test_evidence_names_insights_that_bear_on_its_features() -> None:
    strays = [
        one
        for one in CONTENT.evidence
        if one.feature not in INSIGHTS[one.product, one.insight].features
        or one.group not in GROUPS
        or one.side not in {"for", "against"}
    ]

    assert strays == []


def test_nothing_is_later_than_the_anchor() -> None:
    moments = [insight.occurred_at for insight in CONTENT.insights]
    for product in CONTENT.products:
        moments += [decision.decided_at for decision in product.decisions]
        moments += [champion.since for champion in product.champions]
        moments += [outreach.at for outreach in product.outreach]
        moments += [c.acknowledged_at for c in product.commitments if c.acknowledged_at]

    assert max(moments) < CONTENT.past.anchor


def test_no_text_stands_twice() -> None:
    texts = Counter(
        text for f in FEATURES.values() for text in (f.name, f.summary, f.problem, *f.reasons_for)
    )
    texts += Counter(text for insight in CONTENT.insights for text in (insight.title, insight.body))

    assert [text for text, number in texts.items() if number > 1] == []
