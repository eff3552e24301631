"""The one door through which a preference comes into being, changes or goes."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from products.chunks import split
from products.models import Product
from stakeholders.counting import Sums, add
from stakeholders.hearing import Hearing
from stakeholders.keeping import shift_cells
from stakeholders.locking import lock_features
from stakeholders.models import Cause
from stakeholders.scoring import Occasion, rescore
from stakeholders.standing import find_last_change
from stakeholders.statements import EARLIEST, Report, Statement, StatementsRefusedError

# Enough to mend a file by; a million more lines would say the same.
REFUSALS_AT_MOST: Final = 1_000
HEARD_AT_ONCE: Final = 50_000  # rows; the tables in which they are judged stay in memory


class MomentError(ValueError):
    """Says why nothing can have been recorded at that moment; nothing was written."""


@transaction.atomic
def state(  # noqa: PLR0913 -- what is said, and the terms under which, each with a default
    statements: Iterable[Statement],
    *,
    actor: str,
    source: str = "",
    keep_good: bool = False,
    within: Product | None = None,
    at: datetime | None = None,
) -> Report:
    """Write STATEMENTS as ACTOR, with their history, cells, scores and the history of scores.

    The same statement again changes nothing and logs nothing; an older one never replaces a newer
    one. SOURCE serves those that name none. With KEEP_GOOD refused rows are left out; otherwise
    one of them undoes all. WITHIN a product a stream of any length is read in bounded memory, and
    what is said about other products is refused.

    AT is the moment under which all of it is recorded, and at which an undated statement is made;
    left out, it is now, read once the features are locked, so that the history of each is in order.

    :raises StatementsRefusedError: when a row is refused without KEEP_GOOD; nothing is written.
    :raises MomentError: when AT is no moment at which this can have been recorded.
    """
    if within is None:
        statements = list(statements)
        features = lock_features({statement.feature for statement in statements})
    else:
        features = lock_features(within.features.values_list("pk", flat=True))
    occasion = _find_occasion(features, at, actor=actor, source=source)
    hearing = Hearing(occasion, features)
    shifts: Sums = {}
    for chunk in split(statements, HEARD_AT_ONCE):
        add(shifts, hearing.hear(chunk))
        if not keep_good and len(hearing.report.refusals) >= REFUSALS_AT_MOST:
            break
    if hearing.report.refusals and not keep_good:
        raise StatementsRefusedError(hearing.report)
    _settle(shifts, occasion)
    return hearing.report


@transaction.atomic
def withdraw(
    withdrawals: Iterable[tuple[int, int]],
    *,
    actor: str,
    source: str = "",
    at: datetime | None = None,
) -> Report:
    """Withdraw the preferences of WITHDRAWALS, pairs of stakeholder and feature, as ACTOR.

    Their history stays, with a line for the withdrawal. A pair without a preference is unchanged.
    AT is the moment under which it is recorded; left out, it is now.

    :raises MomentError: when AT is no moment at which this can have been recorded.
    """
    pairs = list(withdrawals)
    features = lock_features({feature for _, feature in pairs})
    occasion = _find_occasion(features, at, actor=actor, source=source)
    hearing = Hearing(occasion, features)
    shifts: Sums = {}
    for chunk in split(pairs, HEARD_AT_ONCE):
        add(shifts, hearing.withdraw(chunk))
    _settle(shifts, occasion)
    return hearing.report


def _find_occasion(
    features: Collection[int], at: datetime | None, *, actor: str, source: str
) -> Occasion:
    """Tell as what the FEATURES, which are locked, are spoken about AT a moment, or now.

    :raises MomentError: when AT is ahead of the clock, before 1970 or before the last change.
    """
    now = timezone.now()
    if at is not None and not EARLIEST <= at <= now:
        raise MomentError(
            gettext("Nothing can have been recorded at %(at)s: that is not between 1970 and now.")
            % {"at": at}
        )
    if at is not None and (last := find_last_change(features)) is not None and at < last:
        raise MomentError(
            gettext("What changed at %(last)s cannot be preceded by what is recorded at %(at)s.")
            % {"last": last, "at": at}
        )
    return Occasion(cause=Cause.PREFERENCES, actor=actor, source=source, at=at or now)


def _settle(shifts: Sums, occasion: Occasion) -> None:
    """Bring cells, scores and their history up to what was heard."""
    moved = {place: shift for place, shift in shifts.items() if shift.any()}
    shift_cells(moved, at=occasion.at)
    rescore({feature for feature, _ in moved}, occasion)
