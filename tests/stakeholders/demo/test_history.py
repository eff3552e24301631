"""Each feature came to its stage by allowed moves, in time, and before anyone spoke of it."""

from itertools import pairwise

import pytest

from products.lifecycle import MOVES, LifecycleStage
from products.models import Outcome
from stakeholders.demo.content import PRODUCTS, read_content
from stakeholders.demo.history import DECIDED_MOVES
from stakeholders.demo.sketches import ProductSketch
from tests.stakeholders.demo.drawn import pasts

CONTENT = read_content()

each_product = pytest.mark.parametrize("product", CONTENT.products, ids=PRODUCTS)


@each_product
def test_allowed_moves_lead_to_where_each_feature_stands(product: ProductSketch) -> None:
    ways = {
        feature.key: [
            LifecycleStage.CONCEPTION,
            *(move.stage for move in pasts()[product.key, feature.key].moves),
        ]
        for feature in product.features
    }

    steps = [step for way in ways.values() for step in pairwise(way)]

    assert [(before, after) for before, after in steps if after not in MOVES[before]] == []
    assert {key: way[-1] for key, way in ways.items()} == {f.key: f.stage for f in product.features}


def test_moves_follow_each_other_on_working_days_before_the_anchor() -> None:
    moves = [move for past in pasts().values() for move in past.moves]
    strays = [
        (before, after)
        for past in pasts().values()
        for before, after in pairwise(move.at for move in past.moves)
        if before >= after
    ]

    assert strays == []
    assert max(move.at for move in moves) < CONTENT.past.anchor
    assert [move for move in moves if move.at.weekday() > 4 or not 8 <= move.at.hour < 18] == []


@each_product
def test_a_decision_moved_its_feature_on_its_day_and_gives_the_reason(
    product: ProductSketch,
) -> None:
    decided = [d for d in product.decisions if d.outcome != Outcome.DEFER]

    moves = {
        (d.feature, move.stage, move.at, move.reason)
        for d in decided
        for move in pasts()[product.key, d.feature].moves
    }

    assert {
        (d.feature, DECIDED_MOVES[Outcome(d.outcome)], d.decided_at, d.rationale) for d in decided
    } <= moves


@each_product
def test_nothing_moved_a_feature_since_it_was_deferred(product: ProductSketch) -> None:
    deferred = [d for d in product.decisions if d.outcome == Outcome.DEFER]

    last = {d.feature: pasts()[product.key, d.feature].moves[-1].at for d in deferred}

    assert len(last) == 1
    assert [d for d in deferred if last[d.feature] >= d.decided_at] == []


@each_product
def test_nobody_spoke_for_or_about_a_feature_before_it_was_thought_of(
    product: ProductSketch,
) -> None:
    talks = [(champion.feature, champion.since) for champion in product.champions]
    talks += [(outreach.feature, outreach.at) for outreach in product.outreach]

    assert [
        feature for feature, at in talks if pasts()[product.key, feature].asked_from >= at
    ] == []
