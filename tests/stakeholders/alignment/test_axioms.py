"""The axioms of the score, each on hundreds of invented tables."""

import random
from dataclasses import replace
from fractions import Fraction

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from stakeholders.alignment.cells import tally
from stakeholders.alignment.certainty import Floats, sum_backing, sum_lacking
from stakeholders.alignment.score import align
from tests.stakeholders.alignment.tables import (
    NEVER_LOWER,
    PLACES,
    Table,
    axiom,
    build_ballots,
    build_person,
    count,
    equals,
    people,
    tables,
    voices,
    whole_accounts,
)
from tests.stakeholders.alignment.twin import Statement, Voice


def is_no_lower(after: Floats, before: Floats) -> bool:
    """Tell whether AFTER has kept up with BEFORE, which may have been unknown."""
    return bool(np.isnan(before).all() or (after >= before - NEVER_LOWER).all())


def raise_one(table: Table, data: st.DataObject) -> Table:
    """Let one voice of TABLE raise the stance of one of its preferences by one step."""
    open_to_more = [
        (place, seat)
        for place, voice in enumerate(table.voices)
        for seat, statement in enumerate(voice.statements)
        if statement.stance < 2
    ]
    assume(open_to_more)
    place, seat = data.draw(st.sampled_from(open_to_more))
    said = list(table.voices[place].statements)
    said[seat] = replace(said[seat], stance=said[seat].stance + 1)
    return table.swap(place, replace(table.voices[place], statements=tuple(said)))


@axiom
@given(tables(), st.randoms(use_true_random=False))
def test_voices_are_anonymous(table: Table, chance: random.Random) -> None:
    shuffled = list(table.voices)
    chance.shuffle(shuffled)

    renamed = replace(table, voices=tuple(shuffled))

    assert np.array_equal(renamed.cells(), table.cells())


@axiom
@given(tables(people() | whole_accounts(), least=1), st.data())
def test_raising_a_stance_never_lowers_the_score(table: Table, data: st.DataObject) -> None:
    raised = raise_one(table, data)

    assert is_no_lower(raised.align().score, table.align().score)


@axiom
@given(tables(), voices(lowest=1))
def test_a_new_supporter_never_lowers_the_score(table: Table, supporter: Voice) -> None:
    group = supporter.group % len(table.members)

    joined = table.plus(replace(supporter, group=group))

    assert is_no_lower(joined.align().score, table.align().score)


@axiom
@given(tables(), voices(highest=-1))
def test_a_new_objector_never_raises_the_score(table: Table, objector: Voice) -> None:
    before = table.align().score
    assume(not np.isnan(before).any())

    joined = table.plus(replace(objector, group=objector.group % len(table.members)))

    assert is_no_lower(before, joined.align().score)


@axiom
@given(tables(), voices(lowest=1), st.fractions(0, 3, max_denominator=1000))
def test_a_heavier_supporter_never_lowers_the_score(
    table: Table, supporter: Voice, extra: Fraction
) -> None:
    placed = replace(supporter, group=supporter.group % len(table.members))
    heavier = replace(placed, weight=placed.weight + extra)

    before, after = table.plus(placed).align(), table.plus(heavier).align()

    assert is_no_lower(after.score, before.score)


@axiom
@given(st.integers(1, 30), st.integers(0, 30), st.lists(st.integers(1, 9), min_size=1))
def test_groups_that_agree_score_what_each_supports(
    backing: int, neutral: int, members: list[int]
) -> None:
    one = count([build_person(2)] * backing + [build_person(0)] * neutral, 1)
    kinds = ["TEAM" if voices % 2 else "SEGMENT" for voices in members]

    alignments = align(np.repeat(one[None], len(members), axis=1), np.array(members), kinds)

    assert abs(alignments.score[0] - 100 * alignments.support[0, 0]) < 1e-9


@axiom
@given(tables(least=1), st.data())
def test_a_hundredfold_group_moves_the_score_only_through_certainty(
    table: Table, data: st.DataObject
) -> None:
    group = data.draw(st.integers(0, len(table.members) - 1))
    members = np.array(table.members) + 3  # so that every group has its full say already
    factor = np.where(np.arange(len(members)) == group, 100, 1)
    cells = table.cells()

    small = align(cells, members, table.kinds)
    large = align(cells * factor[:, None], members * factor, table.kinds)

    backing, lacking = sum_backing(cells)[0, group], sum_lacking(cells)[0, group]
    share = backing / (backing + lacking) if backing + lacking else 0.5
    ends = sorted((small.support[0, group], share))
    assert np.array_equal(large.omega, small.omega)
    assert ends[0] - 1e-12 <= large.support[0, group] <= ends[1] + 1e-12
    others = factor == 1
    assert np.array_equal(large.loss[:, others], small.loss[:, others])


@axiom
@given(st.lists(voices(), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_shards_merged_in_any_order_equal_the_whole(
    spoken: list[Voice], chance: random.Random
) -> None:
    shards: list[list[Voice]] = [[], [], [], []]
    for voice in spoken:
        chance.choice(shards).append(voice)
    chance.shuffle(shards)

    merged = sum((count(shard, PLACES) for shard in shards), np.zeros((PLACES, 14), np.int64))

    assert np.array_equal(merged, count(spoken, PLACES))


@axiom
@given(tables(), st.lists(voices(), max_size=8))
def test_adding_and_retracting_is_the_identity(table: Table, passing: list[Voice]) -> None:
    groups = len(table.members)
    visit = count([replace(voice, group=voice.group % groups) for voice in passing], groups)

    left = table.cells() + visit - visit

    assert np.array_equal(left, table.cells())


@axiom
@given(voices(), st.integers(2, 50))
def test_more_seats_that_say_the_same_leave_the_account_as_it_was(
    account: Voice, seats: int
) -> None:
    crowded = replace(account, statements=account.statements * seats)

    alone, together = tally(build_ballots([account]))[0], tally(build_ballots([crowded]))[0]

    assert together[:8].tolist() == alone[:8].tolist()
    assert together[8:13].tolist() == (alone[8:13] * seats).tolist()
    assert together[13] == alone[13]


@axiom
@given(voices())
def test_the_seats_of_an_account_never_count_more_than_the_account(account: Voice) -> None:
    seats = [replace(account, statements=(said,)) for said in account.statements]
    rounding = 3  # thousandths: a half for each of the five bins and for what they are held to

    together = tally(build_ballots([account]))[0]
    alone = tally(build_ballots(seats))

    assert together[7] == 1
    assert together[:5].sum() <= alone[:, :5].sum(axis=1).max() + rounding
    assert together[5] <= alone[:, 5].max()


@axiom
@given(tables(equals(), least=1), st.data())
def test_raising_a_stance_never_lowers_low_among_equals(table: Table, data: st.DataObject) -> None:
    raised = raise_one(table, data)

    assert is_no_lower(raised.align().low, table.align().low)


@axiom
@given(tables(equals(), least=1), st.integers(1, 2), st.integers(0, 4))
def test_a_new_supporter_never_lowers_low_among_equals(
    table: Table, stance: int, group: int
) -> None:
    joined = table.plus(build_person(stance, group % len(table.members)))

    assert is_no_lower(joined.align().low, table.align().low)


def test_a_heavy_newcomer_can_lower_low_though_it_raises_the_score() -> None:
    table = Table(tuple(build_person(2) for _ in range(10)), (11,), ("TEAM",))

    joined = table.plus(build_person(2, weight=Fraction(5)))

    assert joined.align().score > table.align().score
    assert joined.align().low < table.align().low


@axiom
@given(tables())
def test_the_losses_explain_the_whole_score(table: Table) -> None:
    alignments = table.align()
    assume(not np.isnan(alignments.score).any())

    whole = -np.log(alignments.score / 100)

    assert abs(alignments.loss.sum() - whole[0]) < 1e-9


@axiom
@given(tables())
def test_the_ends_of_the_interval_enclose_the_score(table: Table) -> None:
    alignments = table.align()
    assume(not np.isnan(alignments.score).any())

    low, score, high = alignments.low[0], alignments.score[0], alignments.high[0]

    assert 0 < low <= score <= high <= 100


def test_all_weights_alike_mean_the_same_whatever_their_unit() -> None:
    euros = [Voice(0, (Statement(1),), Fraction(9000), Fraction(4500)) for _ in range(3)]
    thousands = [Voice(0, (Statement(1),), Fraction(9), Fraction(9, 2)) for _ in range(3)]

    assert count(euros, 1)[0, :13].tolist() == count(thousands, 1)[0, :13].tolist()
