"""The one door through which a preference comes into being, changes or goes."""

from collections.abc import Iterable
from typing import Final

from django.db import transaction

from products.chunks import split
from products.models import Product
from stakeholders.counting import Sums, add
from stakeholders.hearing import Hearing
from stakeholders.keeping import shift_cells
from stakeholders.locking import lock_features
from stakeholders.models import Cause
from stakeholders.scoring import Occasion, rescore
from stakeholders.statements import Report, Statement, StatementsRefusedError

# Enough to mend a file by; a million more lines would say the same.
REFUSALS_AT_MOST: Final = 1_000


@transaction.atomic
def state(
    statements: Iterable[Statement],
    *,
    actor: str,
    source: str = "",
    keep_good: bool = False,
    within: Product | None = None,
) -> Report:
    """Write STATEMENTS as ACTOR, with their history, cells, scores and the history of scores.

    The same statement again changes nothing and logs nothing; an older one never replaces a newer
    one. SOURCE serves those that name none. With KEEP_GOOD refused rows are left out; otherwise
    one of them undoes all. WITHIN a product a stream of any length is read in bounded memory, and
    what is said about other products is refused.

    :raises StatementsRefusedError: when a row is refused without KEEP_GOOD; nothing is written.
    """
    occasion = Occasion(cause=Cause.PREFERENCES, actor=actor, source=source)
    if within is None:
        statements = list(statements)
        features = lock_features({statement.feature for statement in statements})
    else:
        features = lock_features(within.features.values_list("pk", flat=True))
    hearing = Hearing(occasion, features)
    shifts: Sums = {}
    for chunk in split(statements):
        add(shifts, hearing.hear(chunk))
        if not keep_good and len(hearing.report.refusals) >= REFUSALS_AT_MOST:
            break
    if hearing.report.refusals and not keep_good:
        raise StatementsRefusedError(hearing.report)
    _settle(shifts, occasion)
    return hearing.report


@transaction.atomic
def withdraw(withdrawals: Iterable[tuple[int, int]], *, actor: str, source: str = "") -> Report:
    """Withdraw the preferences of WITHDRAWALS, pairs of stakeholder and feature, as ACTOR.

    Their history stays, with a line for the withdrawal. A pair without a preference is unchanged.
    """
    occasion = Occasion(cause=Cause.PREFERENCES, actor=actor, source=source)
    pairs = list(withdrawals)
    hearing = Hearing(occasion, lock_features({feature for _, feature in pairs}))
    shifts: Sums = {}
    for chunk in split(pairs):
        add(shifts, hearing.withdraw(chunk))
    _settle(shifts, occasion)
    return hearing.report


def _settle(shifts: Sums, occasion: Occasion) -> None:
    """Bring cells, scores and their history up to what was heard."""
    moved = {place: shift for place, shift in shifts.items() if shift.any()}
    shift_cells(moved)
    rescore({feature for feature, _ in moved}, occasion)
