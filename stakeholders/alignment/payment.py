"""Sum up what voices would pay: exactly, as money is, and never mixed into the score."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

QUARTER = Decimal("0.25")
DIGITS = 30  # more than an amount of money has; what needs more is refused, and nothing is rounded


class AmountError(ValueError):
    """Says that what a voice would pay is no amount of money."""


@dataclass(frozen=True)
class Payments:
    """What the COUNT voices that named an amount would pay, in its unit.

    LOWER and UPPER are the quartiles. Nothing is known of them where no voice named an amount.
    """

    count: int
    lower: Decimal | None
    median: Decimal | None
    upper: Decimal | None


def summarize(amounts: Iterable[Decimal | int]) -> Payments:
    """Give the number, the median and the quartiles of AMOUNTS, one for each voice that named one.

    Quartiles are those of Hyndman and Fan (1996), type 7, as in spreadsheets, R and NumPy: of n
    amounts in order, the one at place 1 + (n - 1) q, on the straight line between its neighbours.
    So the median is the usual one, one amount is all three, and 0 is an amount like any other.
    :raises AmountError: when an amount is below 0, infinite, NaN or too long.
    """
    known = sorted(_read(amount) for amount in amounts)
    if not known:
        return Payments(count=0, lower=None, median=None, upper=None)
    lower, median, upper = (_interpolate(known, quarters) for quarters in (1, 2, 3))
    return Payments(count=len(known), lower=lower, median=median, upper=upper)


def share_paying(amounts: Iterable[Decimal | int], least: Decimal | int) -> float | None:
    """Give the share of voices, 0..1, whose AMOUNTS are LEAST or more; nothing if there are none.

    :raises AmountError: when an amount, or LEAST, is below 0, infinite, NaN or too long.
    """
    price = _read(least)
    known = [_read(amount) >= price for amount in amounts]
    return sum(known) / len(known) if known else None


def _interpolate(known: Sequence[Decimal], quarters: int) -> Decimal:
    """Give the amount that QUARTERS of the KNOWN, in order, lie below."""
    place, rest = divmod((len(known) - 1) * quarters, 4)
    if rest == 0:
        return known[place]
    with localcontext(prec=4 * DIGITS):
        return known[place] + (known[place + 1] - known[place]) * rest * QUARTER


def _read(amount: Decimal | int) -> Decimal:
    """Give AMOUNT as a decimal."""
    exact = Decimal(amount)
    if not exact.is_finite() or exact < 0:
        raise AmountError(f"{amount} is not an amount of 0 or more")
    if len(exact.as_tuple().digits) + abs(exact.adjusted()) > DIGITS:
        raise AmountError(f"{amount} has more than {DIGITS} digits")
    return exact
