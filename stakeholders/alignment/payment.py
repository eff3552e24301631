"""Sum up what voices would pay: exactly, as money is, and never mixed into the score."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

QUARTER = Decimal("0.25")
CENT = Decimal("0.01")
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


@dataclass(frozen=True)
class Band:
    """How many amounts lie from LOWEST on and below HIGHEST, or at it where there is no more.

    SHARE is that of all voices which would pay LOWEST or more, 0..1.
    """

    lowest: Decimal
    highest: Decimal
    count: int
    share: float


def spread(amounts: Iterable[Decimal | int], most: int) -> tuple[Band, ...]:
    """Sort AMOUNTS, one for each voice that named one, into at MOST so many bands of equal width.

    They go from the least amount that was named to the greatest; their ends are rounded to cents,
    and bands without width are left out. All amounts equal are one band, and none are none.
    :raises AmountError: when an amount is below 0, infinite, NaN or too long.
    """
    known = sorted(_read(amount) for amount in amounts)
    if not known or most < 1:
        return ()
    with localcontext(prec=4 * DIGITS):
        step = (known[-1] - known[0]) / most
        inner = [(known[0] + step * place).quantize(CENT) for place in range(1, most)]
    ends = sorted({known[0], known[-1], *(end for end in inner if known[0] < end < known[-1])})
    # How many amounts lie below each end; the greatest amount lies in the last band.
    below = [bisect_left(known, end) for end in ends]
    below[-1] = len(known)
    if len(ends) == 1:
        return (Band(known[0], known[0], len(known), 1.0),)
    return tuple(
        Band(lowest, highest, upto - before, (len(known) - before) / len(known))
        for lowest, highest, before, upto in zip(ends, ends[1:], below, below[1:], strict=False)
    )


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
