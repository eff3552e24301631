"""What voices would pay: quartiles exact to the cent, and nothing where nobody was asked."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stakeholders.alignment.payment import (
    AmountError,
    Payments,
    share_paying,
    spread,
    summarize,
)
from tests.stakeholders.alignment.tables import axiom

NOTHING = Payments(count=0, lower=None, median=None, upper=None)
amounts_of_money = st.lists(st.decimals(0, 10**10, places=2), max_size=12)


@pytest.mark.parametrize(
    ("amounts", "lower", "median", "upper"),
    [
        ([7], "7", "7", "7"),
        ([10, 20], "12.5", "15", "17.5"),
        ([30, 10, 20], "15", "20", "25"),
        ([1, 2, 3, 4], "1.75", "2.5", "3.25"),
        ([5, 5, 5, 100], "5", "5", "28.75"),
        ([0, 0, 9, 9, 9], "0", "9", "9"),
        ([Decimal("0.01"), Decimal("0.02")], "0.0125", "0.015", "0.0175"),
    ],
)
def test_quartiles_lie_on_the_line_between_neighbours(
    amounts: list[Decimal | int], lower: str, median: str, upper: str
) -> None:
    expected = Payments(len(amounts), Decimal(lower), Decimal(median), Decimal(upper))

    assert summarize(amounts) == expected


def test_nothing_is_known_where_nobody_named_an_amount() -> None:
    assert summarize([]) == NOTHING
    assert share_paying([], 1) is None


@pytest.mark.parametrize(
    ("least", "share"), [(0, 1), (5, 1), (Decimal("5.01"), 0.75), (20, 0.5), (21, 0.25), (99, 0)]
)
def test_who_would_pay_just_as_much_would_pay_at_least_that(
    least: Decimal | int, share: float
) -> None:
    assert share_paying([20, 5, 40, 10], least) == share


@axiom
@given(amounts_of_money, st.sampled_from([1, 2, 3]))
def test_quartiles_are_exact(amounts: list[Decimal], quarters: int) -> None:
    found = summarize(amounts)
    ordered = [Fraction(amount) for amount in sorted(amounts)]
    quartile = (found.lower, found.median, found.upper)[quarters - 1]

    if quartile is None:
        assert not amounts
    else:
        place = Fraction((len(ordered) - 1) * quarters, 4)
        below, above = ordered[int(place)], ordered[min(int(place) + 1, len(ordered) - 1)]
        assert Fraction(quartile) == below + (above - below) * (place - int(place))


@axiom
@given(amounts_of_money.filter(bool))
def test_at_least_half_would_pay_the_median_or_more_and_all_the_smallest(
    amounts: list[Decimal],
) -> None:
    median = summarize(amounts).median

    assert median is not None
    assert (share_paying(amounts, median) or 0) >= 0.5
    assert share_paying(amounts, min(amounts)) == 1


@pytest.mark.parametrize(
    ("amounts", "most", "bands"),
    [
        ([], 3, []),
        ([7, 7], 3, [(7, 7, 2, 1.0)]),
        ([0, 10, 20, 30], 3, [(0, 10, 1, 1.0), (10, 20, 1, 0.75), (20, 30, 2, 0.5)]),
        ([0, 10, 20, 30], 1, [(0, 30, 4, 1.0)]),
        ([1, 2], 0, []),
        ([10, Decimal("10.01")], 4, [(10, Decimal("10.01"), 2, 1.0)]),
    ],
)
def test_amounts_are_sorted_into_bands(
    amounts: list[Decimal | int], most: int, bands: list[tuple[object, ...]]
) -> None:
    found = spread(amounts, most)

    assert [(each.lowest, each.highest, each.count, each.share) for each in found] == bands


@axiom
@given(amounts_of_money.filter(bool), st.integers(1, 12))
def test_each_amount_lies_in_one_band(amounts: list[Decimal], most: int) -> None:
    found = spread(amounts, most)

    assert 1 <= len(found) <= most
    assert sum(band.count for band in found) == len(amounts)
    assert (found[0].lowest, found[-1].highest) == (min(amounts), max(amounts))
    assert [band.lowest for band in found[1:]] == [band.highest for band in found[:-1]]
    assert [band.share for band in found] == [share_paying(amounts, b.lowest) for b in found]


@pytest.mark.parametrize(
    "amount", [-1, Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), 10**40, Decimal("1e-40")]
)
def test_what_is_no_amount_of_money_is_refused(amount: Decimal | int) -> None:
    with pytest.raises(AmountError):
        summarize([3, amount])
    with pytest.raises(AmountError):
        share_paying([3], amount)
    with pytest.raises(AmountError):
        share_paying([amount], 3)
