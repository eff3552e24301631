"""Time in stages and throughput: arithmetic over moves, worked by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from products.lifecycle import LifecycleStage
from products.stays import Move, Stay, list_stays, measure_flow, sum_stays

S = LifecycleStage
DAY_0 = datetime(2026, 1, 1, tzinfo=UTC)


def day(number: float) -> datetime:
    """Give the moment NUMBER days after the first."""
    return DAY_0 + timedelta(days=number)


def move(number: float, before: LifecycleStage, after: LifecycleStage) -> Move:
    """Make the move from BEFORE to AFTER on day NUMBER."""
    return Move(day(number), before, after)


# Thought of on day 0, thought over on day 10, taken back on day 12, thought over again on day 20.
WAY = [
    move(10, S.CONCEPTION, S.DISCOVERY),
    move(12, S.DISCOVERY, S.CONCEPTION),
    move(20, S.CONCEPTION, S.DISCOVERY),
]


def test_each_visit_begins_and_ends_with_a_move() -> None:
    assert list_stays(DAY_0, S.DISCOVERY, WAY) == [
        Stay(S.CONCEPTION, day(0), day(10)),
        Stay(S.DISCOVERY, day(10), day(12)),
        Stay(S.CONCEPTION, day(12), day(20)),
        Stay(S.DISCOVERY, day(20), None),
    ]


def test_what_never_moved_stays_where_it_was_written_down() -> None:
    assert list_stays(DAY_0, S.LAUNCH, []) == [Stay(S.LAUNCH, DAY_0, None)]


def test_nobody_knows_when_it_began_that_moved_before_it_was_written_down() -> None:
    first, *_ = list_stays(day(11), S.DISCOVERY, WAY)

    assert first == Stay(S.CONCEPTION, None, day(10))


def test_visits_to_a_stage_are_summed_up() -> None:
    conception, discovery = sum_stays(list_stays(DAY_0, S.DISCOVERY, WAY), day(25.5))

    assert (conception.stage, conception.visits, conception.days) == (S.CONCEPTION, 2, 18)
    assert (conception.since, conception.until) == (day(0), day(20))
    assert (discovery.stage, discovery.visits, discovery.days) == (S.DISCOVERY, 2, 7.5)
    assert (discovery.since, discovery.until) == (day(10), None)


def test_days_are_unknown_where_one_beginning_is() -> None:
    conception, discovery = sum_stays(list_stays(day(11), S.DISCOVERY, WAY), day(21))

    assert (conception.days, conception.since, conception.until) == (None, None, day(20))
    assert discovery.days == 3


def test_what_came_after_the_moment_is_left_out() -> None:
    (conception,) = sum_stays(list_stays(DAY_0, S.DISCOVERY, WAY), day(4))

    assert (conception.visits, conception.days, conception.until) == (1, 4, None)
    assert sum_stays([Stay(S.LAUNCH, day(9), None)], day(8)) == []


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        # stage, entered, left, standing, median days
        (-1, 9, [(S.CONCEPTION, 1, 0, 1, None)]),
        (0, 12, [(S.CONCEPTION, 1, 1, 1, 10), (S.DISCOVERY, 1, 1, 0, 2)]),
        (10, 20, [(S.CONCEPTION, 1, 1, 0, 8), (S.DISCOVERY, 1, 1, 1, 2)]),
        (30, 40, [(S.DISCOVERY, 0, 0, 1, None)]),
    ],
)
def test_what_passed_is_counted_behind_the_start_and_up_to_the_end(
    start: float,
    end: float,
    told: list[tuple[LifecycleStage, int, int, int, float | None]],
) -> None:
    flow = measure_flow(list_stays(DAY_0, S.DISCOVERY, WAY), start=day(start), end=day(end))

    assert [each.stage for each in flow] == list(LifecycleStage)
    assert [
        (each.stage, each.entered, each.left, each.standing, each.median_days)
        for each in flow
        if each.entered or each.left or each.standing
    ] == told


def test_the_median_is_over_the_visits_of_all_features_that_ended() -> None:
    stays = [Stay(S.VALIDATION, day(0), day(length)) for length in (2, 4, 9)]
    stays += [Stay(S.VALIDATION, None, day(5)), Stay(S.VALIDATION, day(0), None)]

    flow = {each.stage: each for each in measure_flow(stays, start=day(0), end=day(10))}

    assert (flow[S.VALIDATION].left, flow[S.VALIDATION].median_days) == (4, 4)
    assert flow[S.VALIDATION].standing == 1
