"""Takes the voice of people away for a while, and gives it back; what they stated is kept."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from products.chunks import split
from stakeholders.locking import lock_membership
from stakeholders.models import Cause, Stakeholder
from stakeholders.moving import find_homes, find_stated, recount_moved
from stakeholders.scoring import Occasion


@transaction.atomic
def deactivate_stakeholders(stakeholders: Collection[int], *, actor: str) -> int:
    """Take their voice from STAKEHOLDERS, by key, as ACTOR; tell how many had one.

    They count in their team no more, and nothing they have stated counts, alone or through their
    account, until they are activated.
    """
    lock_membership()
    speaking = _read(stakeholders, silent=False)
    _switch(speaking, timezone.now(), actor=actor)
    return len(speaking)


@transaction.atomic
def activate_stakeholders(stakeholders: Collection[int], *, actor: str) -> int:
    """Give their voice back to STAKEHOLDERS, by key, as ACTOR; tell how many had none.

    What they stated counts again where they belong now.
    """
    lock_membership()
    silent = _read(stakeholders, silent=True)
    _switch(silent, None, actor=actor)
    return len(silent)


def _read(stakeholders: Collection[int], *, silent: bool) -> list[Stakeholder]:
    """Read those of STAKEHOLDERS who are SILENT, or those who are not."""
    rows = Stakeholder.objects.filter(deactivated_at__isnull=not silent)
    return [row for keys in split(stakeholders) for row in rows.filter(pk__in=keys)]


def _switch(people: Sequence[Stakeholder], deactivated_at: datetime | None, *, actor: str) -> None:
    """Let PEOPLE be silent since DEACTIVATED_AT, or speak, and count anew what that moves."""
    occasion = Occasion(cause=Cause.MEMBERSHIP, actor=actor)
    keys = [person.pk for person in people]
    for chunk in split(keys):
        rows = Stakeholder.objects.filter(pk__in=chunk)
        rows.update(deactivated_at=deactivated_at, updated_at=occasion.at)
    recount_moved(find_stated("stakeholder", keys), find_homes(people), occasion)
