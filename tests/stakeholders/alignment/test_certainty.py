"""Digamma, trigamma, deflation and the posterior, against constants and independent results."""

import json
from fractions import Fraction

import numpy as np
import pytest

from stakeholders.alignment.cells import Integers
from stakeholders.alignment.certainty import believe, deflate, digamma, trigamma
from stakeholders.alignment.score import align
from tests.shared_data import shared
from tests.stakeholders.alignment import twin
from tests.stakeholders.alignment.tables import build_person, count
from tests.stakeholders.alignment.twin import Statement, Voice

GOOD_TO = 3e-10
EULER = 0.5772156649015329


def count_weights(*weights: int) -> Integers:
    """Count one strong supporter for each of WEIGHTS."""
    return count([build_person(2, weight=Fraction(weight)) for weight in weights], 1)


def test_digamma_meets_its_known_values() -> None:
    known = [-EULER, 1 - EULER, -EULER - 2 * np.log(2), 25 / 12 - EULER]

    found = digamma(np.array([1, 2, 0.5, 5]))

    assert np.abs(found - known).max() < GOOD_TO


def test_trigamma_meets_its_known_values() -> None:
    known = [np.pi**2 / 6, np.pi**2 / 6 - 1, np.pi**2 / 2, np.pi**2 / 6 - 205 / 144]

    found = trigamma(np.array([1, 2, 0.5, 5]))

    assert np.abs(found - known).max() < GOOD_TO


def test_both_stay_good_from_half_a_unit_to_millions() -> None:
    x = np.geomspace(0.5, 1e7, 2000)

    assert np.abs(digamma(x) - [twin.digamma(value) for value in x]).max() < GOOD_TO
    assert np.abs(trigamma(x) - [twin.trigamma(value) for value in x]).max() < GOOD_TO


def test_the_moments_of_the_logarithm_are_those_of_the_beta_distribution() -> None:
    known = json.loads(shared("oracles/measures.json").read_text("utf-8"))["beta_log_moments"]
    a, b = (np.array([case[name] for case in known], float) for name in "ab")

    mean, variance = digamma(a) - digamma(a + b), trigamma(a) - trigamma(a + b)

    assert np.abs(mean - [case["E"] for case in known]).max() < GOOD_TO
    assert np.abs(variance - [case["Var"] for case in known]).max() < GOOD_TO


@pytest.mark.parametrize(
    ("weights", "kept"),
    [
        ((), 1),  # nobody spoke
        ((0, 0), 1),  # nobody with weight
        ((1, 1, 1), 1),
        ((2, 2), 1 / 2),  # equal weights of 2 weigh as many as they are
        ((5, 1, 1, 1), 8 / 28),
    ],
)
def test_unequal_weights_are_deflated(weights: tuple[int, ...], kept: float) -> None:
    assert deflate(count_weights(*weights)).tolist() == [kept]


def test_light_voices_are_never_inflated() -> None:
    light = count([Voice(0, (Statement(2),), Fraction(1, 10)) for _ in range(3)], 1)

    assert deflate(light).tolist() == [1]


def test_the_variance_of_the_logarithm_never_falls_below_0() -> None:
    a = np.geomspace(1, 2e16, 100_000)

    assert (trigamma(a) - trigamma(a + 1) >= 0).all()


def test_low_is_never_above_the_score_however_heavy_the_voices_are() -> None:
    heavy = Voice(0, (Statement(0, Fraction(2)),), Fraction(5))

    alignments = align(count([heavy] * 100, 1)[None], np.array([100]), ["TEAM"])

    assert deflate(count([heavy] * 100, 1)).tolist() == [1 / 10]
    assert alignments.low.tolist() == alignments.score.tolist()


def test_the_posterior_adds_the_deflated_evidence_to_a_flat_prior() -> None:
    cell = count([build_person(2, weight=Fraction(2)), build_person(-2, weight=Fraction(2))], 1)

    posterior = believe(cell)

    assert posterior.a.tolist() == [1 + 2 / 2]
    assert posterior.b.tolist() == [1 + 4 / 2]
