"""Says of objectives that they were achieved, or that they are to be achieved after all."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from products.faults import RowsRefusedError
from products.models import Objective
from products.moments import find_moment_fault
from products.upserts import Outcome, Upserted


@transaction.atomic
def achieve(objective: Objective, *, achieved_at: datetime | None = None) -> Upserted[Objective]:
    """Say that OBJECTIVE was achieved at ACHIEVED_AT; without it now, or as was said before.

    :raises RowsRefusedError: when that is to come; nothing is written then.
    """
    row = Objective.objects.select_for_update().get(pk=objective.pk)
    now = timezone.now()
    told = None if achieved_at is None else find_moment_fault(achieved_at, now)
    if told is not None:
        raise RowsRefusedError.of("achieved_at", "INVALID", told)
    return _mark(row, achieved_at or row.achieved_at or now)


@transaction.atomic
def reopen(objective: Objective) -> Upserted[Objective]:
    """Say that OBJECTIVE is to be achieved, whether it was thought to be or not."""
    return _mark(Objective.objects.select_for_update().get(pk=objective.pk), None)


def _mark(row: Objective, achieved_at: datetime | None) -> Upserted[Objective]:
    """Write ACHIEVED_AT into ROW, which is locked, where it says something else."""
    before = {"achieved_at": row.achieved_at}
    if row.achieved_at == achieved_at:
        return Upserted(row, Outcome.UNCHANGED)
    row.achieved_at = achieved_at
    row.save(update_fields=["achieved_at", "updated_at"])
    return Upserted(row, Outcome.CHANGED, before)
