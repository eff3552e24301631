"""Dates the moves of features: each after the one before it, and none in the future."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext

from products.models import Feature, StageChange
from products.moments import find_moment_fault


class MoveDateError(ValueError):
    """Says why a feature cannot have moved at that moment."""


def date_move(feature: Feature, moved_at: datetime | None) -> datetime:
    """Tell when FEATURE, which is locked, moves: at MOVED_AT or, without it, now.

    :raises MoveDateError: when it cannot have moved then.
    """
    now = timezone.now()
    moves = StageChange.objects.filter(feature=feature).order_by("-moved_at", "-pk")
    last = moves.values_list("moved_at", flat=True).first() or moved_at or now
    if moved_at is None:
        return max(now, last)  # the clocks of two servers may differ a little
    fault = find_moment_fault(moved_at, now)
    if fault is None and moved_at < last:
        told = gettext("It moved last at %(moment)s; tell of moves in their order.")
        fault = told % {"moment": last.isoformat()}
    if fault is not None:
        raise MoveDateError(fault)
    return moved_at
