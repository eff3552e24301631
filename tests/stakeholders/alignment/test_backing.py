"""Voices are told apart by group, influence and ballot, and by nothing else."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stakeholders.alignment.backing import Voices, VoicesError, cover, weigh_exactly
from stakeholders.alignment.say import weigh_groups
from tests.stakeholders.alignment.tables import axiom

SILENT: list[int] = []


def build_voices(*rows: tuple[int, int, list[int]], kinds: str = "TT", features: int = 3) -> Voices:
    """Build voices of a group, an influence and the features they back, as ROWS say."""
    backs = [[feature in ballot for feature in range(features)] for _, _, ballot in rows]
    return Voices(
        group=np.array([group for group, _, _ in rows], np.int64),
        influence=np.array([influence for _, influence, _ in rows], np.int64),
        backs=np.array(backs, np.bool_).reshape(len(rows), features),
        kinds=list(kinds),
    )


def test_voices_alike_become_one_class() -> None:
    voices = build_voices((0, 1, [0, 2]), (1, 1, [0, 2]), (0, 1, [0, 2]), (0, 2, [0, 2]))

    classes = voices.merge()

    rows = zip(classes.group, classes.influence, classes.heads, classes.backs.T, strict=True)
    found = sorted((int(g), int(i), int(n), backs.tolist()) for g, i, n, backs in rows)
    both = [True, False, True]
    assert found == [(0, 1, 2, both), (0, 2, 1, both), (1, 1, 1, both)]
    assert classes.votes == [4, 0, 4]


@pytest.mark.parametrize("features", [0, 1, 8, 9, 64, 65])
def test_ballots_of_any_length_are_told_apart(features: int) -> None:
    rows = [(0, 1, [feature]) for feature in range(features)]

    classes = build_voices(*rows, (0, 1, SILENT), (0, 1, SILENT), features=features).merge()

    assert sorted(classes.heads.tolist()) == [1] * features + [2]
    assert classes.votes == [1] * features


def test_a_group_splits_its_say_by_influence() -> None:
    voices = build_voices((0, 3, [0]), (0, 1, SILENT), (1, 8, [1]), (1, 0, SILENT), (1, 0, [2]))

    assert voices.share_out() == [Fraction(2, 5) / 4, Fraction(3, 5) / 8]


def test_a_group_without_members_or_influence_has_nothing_to_spend() -> None:
    voices = build_voices((0, 2, [0]), (1, 0, [1]), kinds="TTS")

    assert voices.share_out() == [Fraction(1, 4), 0, 0]


@axiom
@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["TEAM", "SEGMENT"])), max_size=9))
def test_the_exact_say_is_that_of_the_score(groups: list[tuple[int, str]]) -> None:
    voices = np.array([members for members, _ in groups], np.int64)
    kinds = [kind for _, kind in groups]

    exact = weigh_exactly(voices, kinds)

    assert [float(say) for say in exact] == weigh_groups(voices, kinds).tolist()
    assert sum(exact) == (1 if voices.any() else 0)


def test_who_backs_something_that_is_bought_is_covered() -> None:
    voices = build_voices((0, 1, [0]), (0, 1, [0, 1]), (0, 1, [2]), (1, 1, SILENT), kinds="TTT")

    found = cover(voices, [1, 2])

    assert found.total == 0.5
    assert found.groups[:2].tolist() == [2 / 3, 0]
    assert np.isnan(found.groups[2])


def test_nothing_bought_covers_nobody_and_without_voices_coverage_is_unknown() -> None:
    assert cover(build_voices((0, 1, [0])), []).total == 0
    assert np.isnan(cover(build_voices(), [0]).total)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([(2, 1, SILENT)], r"not in 0\.\.1"),
        ([(-1, 1, SILENT)], r"not in 0\.\.1"),
        ([(0, -1, SILENT)], "below 0"),
        ([(0, 2**62, SILENT), (1, 2**62, SILENT)], "64 bits"),
    ],
)
def test_voices_out_of_range_are_refused(rows: list[tuple[int, int, list[int]]], said: str) -> None:
    with pytest.raises(VoicesError, match=said):
        build_voices(*rows)


def test_voices_of_other_shapes_or_types_are_refused() -> None:
    whole, backs = np.zeros(2, np.int64), np.zeros((2, 1), np.bool_)

    with pytest.raises(VoicesError, match="length"):
        Voices(whole[:1], whole, backs, ["T"])
    with pytest.raises(VoicesError, match="length"):
        Voices(whole, whole, backs[:, 0], ["T"])
    with pytest.raises(VoicesError, match="whole numbers"):
        Voices(whole, np.array([0.5, 2]), backs, ["T"])
