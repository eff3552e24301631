"""Erases people for those who may: nobody loses a login whom the eraser could not shut out."""

from collections.abc import Callable, Collection
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction

from backend.access.callers import Caller
from backend.access.idempotency import forget_answers
from backend.access.import_words import blank_imports
from backend.access.invitations import find_addressed
from backend.access.models import Invitation
from backend.access.roles import find_beyond, find_holds
from backend.access.saved_filters import forget_names
from products.chunks import split
from products.naming import ERASED
from stakeholders.erasing import PEOPLE_AT_ONCE, erase_stakeholders
from stakeholders.locking import lock_membership
from stakeholders.mentions import LOGIN, find_names
from stakeholders.models import Stakeholder

# What rooms above forget when people are erased: called in the transaction that erases them, and
# once more after it, for what was begun meanwhile.
FORGETTING: Final[list[Callable[[], None]]] = []


@transaction.atomic
def erase_people(stakeholders: Collection[int], *, by: Caller, actor: str) -> int:
    """Erase STAKEHOLDERS, by key, for the caller BY, as ACTOR; tell how many there were.

    With a person their login is closed, and what others were answered is forgotten.

    :raises LastHeadError: when they alone own a product, or administer the workspace.
    :raises PermissionDenied: when one of them is something that BY could not take from them.
    """
    lock_membership()  # before any rows, as everybody who moves people
    logins = LOGIN._default_manager.filter(stakeholder__in=stakeholders)  # noqa: SLF001 -- any model of logins
    if find_beyond(logins, by).exists():
        raise PermissionDenied
    for hold in find_holds(list(logins), lock=True):
        raise hold
    _blank_names(stakeholders)  # before they are gone by whom the log knows their names
    erased = erase_stakeholders(stakeholders, actor=actor)
    if erased:  # what others were answered may tell of them; once no lock of theirs is held
        transaction.on_commit(forget_answers, robust=True)
        for forget in FORGETTING:
            forget()
            transaction.on_commit(forget, robust=True)
    return erased


def _blank_names(stakeholders: Collection[int]) -> None:
    """Close the links that STAKEHOLDERS have not used; take their names from others and filters."""
    for keys in split(stakeholders, PEOPLE_AT_ONCE):
        people = Stakeholder.objects.filter(pk__in=keys).select_related("login").order_by("pk")
        names = find_names(list(people))
        forget_names(names)
        blank_imports(names)
        theirs = find_addressed(names.names)
        theirs.filter(used_at=None).delete()
        theirs.update(email=ERASED)
        Invitation.objects.filter(used_by__stakeholder__in=keys).update(email=ERASED)
        Invitation.objects.filter(invited_by__in=names.names).update(invited_by=ERASED)
