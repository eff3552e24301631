"""The stages of a feature and the moves between them."""

from itertools import pairwise

import pytest

from products.lifecycle import (
    MOVES,
    OPEN_STAGES,
    LifecycleStage,
    StageMoveError,
    check_move,
    find_way,
    next_stages,
)
from products.models import Stage

MAIN_LINE = [
    LifecycleStage.CONCEPTION,
    LifecycleStage.DISCOVERY,
    LifecycleStage.VALIDATION,
    LifecycleStage.DEVELOPMENT,
    LifecycleStage.LAUNCH,
    LifecycleStage.GROWTH,
    LifecycleStage.MATURITY,
    LifecycleStage.SUNSET,
]


def test_a_feature_can_go_all_the_way_from_conception_to_sunset() -> None:
    for before, after in pairwise(MAIN_LINE):
        check_move(before, after)


@pytest.mark.parametrize("stage", LifecycleStage)
def test_every_stage_can_be_left_and_none_moves_to_itself(stage: LifecycleStage) -> None:
    assert next_stages(stage)
    assert stage not in next_stages(stage)


def test_every_stage_has_moves_and_the_model_has_the_same_stages() -> None:
    assert set(MOVES) == set(LifecycleStage)
    assert list(Stage.values) == [stage.value for stage in LifecycleStage]


def test_only_what_is_not_launched_can_be_declined() -> None:
    declinable = {stage for stage in LifecycleStage if LifecycleStage.DECLINED in MOVES[stage]}

    assert declinable == OPEN_STAGES


def test_a_declined_feature_starts_again_at_its_conception() -> None:
    assert next_stages(LifecycleStage.DECLINED) == {LifecycleStage.CONCEPTION}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (before, after)
        for before in LifecycleStage
        for after in LifecycleStage
        if after not in MOVES[before]
    ],
)
def test_any_other_move_is_refused(before: LifecycleStage, after: LifecycleStage) -> None:
    with pytest.raises(StageMoveError, match=f"A feature in {before} cannot move to {after}"):
        check_move(before, after)


def test_a_refusal_says_where_the_feature_can_go() -> None:
    with pytest.raises(StageMoveError) as refused:
        check_move(LifecycleStage.GROWTH, LifecycleStage.DISCOVERY)

    assert str(refused.value) == (
        "A feature in GROWTH cannot move to DISCOVERY; it can to: MATURITY, SUNSET."
    )


S = LifecycleStage


@pytest.mark.parametrize(
    ("before", "after", "way"),
    [
        (S.CONCEPTION, S.DEVELOPMENT, (S.DISCOVERY, S.VALIDATION, S.DEVELOPMENT)),
        (S.DISCOVERY, S.VALIDATION, (S.VALIDATION,)),
        (S.LAUNCH, S.DECLINED, (S.DEVELOPMENT, S.DECLINED)),
        (S.LAUNCH, S.MATURITY, (S.GROWTH, S.MATURITY)),
        (S.GROWTH, S.DECLINED, ()),
        (S.GROWTH, S.GROWTH, ()),
    ],
)
def test_the_shortest_way_is_told(
    before: LifecycleStage, after: LifecycleStage, way: tuple[LifecycleStage, ...]
) -> None:
    assert find_way(before, after) == way


def test_every_way_is_made_of_moves() -> None:
    for before in LifecycleStage:
        for after in LifecycleStage:
            way = find_way(before, after)
            assert all(there in MOVES[here] for here, there in pairwise((before, *way)))
            assert not way or way[-1] is after
