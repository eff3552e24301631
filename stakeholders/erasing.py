"""Erases people on request: they and their words go, the counts stay right, the log tells of it."""

from collections.abc import Collection, Sequence
from typing import Final

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from products.chunks import split
from stakeholders.locking import lock_membership
from stakeholders.models import (
    AlignmentChange,
    Cause,
    Champion,
    Commitment,
    EventKind,
    Evidence,
    Outreach,
    Preference,
    PreferenceEvent,
    Stakeholder,
)
from stakeholders.moving import find_homes, find_stated, recount_moved
from stakeholders.scoring import Occasion

ERASED: Final = "someone erased"  # stands where there has to be a name
WORDS: Final[dict[str, str | None]] = {  # what a line of their history loses
    "willingness_to_pay": None,
    "reason": "",
    "entered_by": "",
    "heard_at": None,
}
PEOPLE_AT_ONCE: Final = 50  # each brings names to look for; SQLite nests them, up to 1,000 deep


@transaction.atomic
def erase_stakeholders(stakeholders: Collection[int], *, actor: str) -> int:
    """Erase STAKEHOLDERS, by key, and all their words, as ACTOR; tell how many there were.

    What they stated counts no more. Its history keeps stance, importance and dates, but neither
    person nor words, and gains a line for each preference that stood. This cannot be undone.
    """
    lock_membership()
    people = [
        row
        for keys in split(stakeholders)
        for row in Stakeholder.objects.filter(pk__in=keys).select_related("login").order_by("pk")
    ]
    is_own = actor in {name for person in people for name in _find_logins([person])}
    occasion = Occasion(cause=Cause.ERASURE, actor=ERASED if is_own else actor)
    features = find_stated("stakeholder", [person.pk for person in people])
    homes = find_homes(people)
    for some in split(people, PEOPLE_AT_ONCE):
        _forget(some, occasion)
    recount_moved(features, homes, occasion)
    return len(people)


def _forget(people: Sequence[Stakeholder], occasion: Occasion) -> None:
    """Delete PEOPLE and what is theirs alone, and blank what stays."""
    stated = Preference.objects.filter(stakeholder__in=people)
    _blank_admin_log(people)
    _blank_names(people)
    _blank_history(people)
    _log(stated, occasion)
    stated.delete()  # and with it its evidence
    Stakeholder.objects.filter(pk__in=[person.pk for person in people]).delete()


def _log(stated: QuerySet[Preference], occasion: Occasion) -> None:
    """Add to the history of all that was STATED that it was erased, but not whose it was."""
    group = Coalesce("stakeholder__team", "stakeholder__account__segment")
    lines = PreferenceEvent.objects.bulk_create(
        PreferenceEvent(
            kind=EventKind.ERASED,
            feature_id=row.feature_id,
            group_id=vars(row)["group"],
            stance=row.stance,
            importance=row.importance,
            stated_at=occasion.at,
            actor=occasion.actor,
        )
        for row in stated.annotate(group=group).order_by("pk")
    )
    for keys in split(line.pk for line in lines):  # of the same moment as the scores it moves
        PreferenceEvent.objects.filter(pk__in=keys).update(created_at=occasion.at)


def _blank_history(people: Sequence[Stakeholder]) -> None:
    """Take PEOPLE and their words out of the lines of history, also where they wrote these."""
    lines, logins = PreferenceEvent.objects.filter(stakeholder__in=people), _find_logins(people)
    AlignmentChange.objects.filter(
        cause=Cause.PREFERENCES, actor__in=logins, feature__in=lines.values("feature")
    ).update(actor=ERASED)
    lines.filter(actor__in=logins).update(actor=ERASED)
    lines.update(stakeholder=None, **WORDS)


def _blank_names(people: Sequence[Stakeholder]) -> None:
    """Take the names of PEOPLE out of what others stated or promised and they wrote down."""
    names = [person.name for person in people] + _find_logins(people)
    for model in (Preference, PreferenceEvent):
        model._default_manager.filter(entered_by__in=names).update(entered_by=ERASED)  # noqa: SLF001 -- either model
    Outreach.objects.filter(Q(contacted_by__in=names) | Q(champion__stakeholder__in=people)).update(
        contacted_by=ERASED
    )
    Commitment.objects.filter(acknowledged_by__in=names).update(acknowledged_by=ERASED)


def _blank_admin_log(people: Sequence[Stakeholder]) -> None:
    """Take PEOPLE, and what hangs on them, out of what the admin remembers of its own use."""
    stated = Preference.objects.filter(stakeholder__in=people)
    trails = (
        (Stakeholder, Stakeholder.objects.filter(pk__in=[person.pk for person in people]), ""),
        (Preference, stated, ": "),
        (Evidence, Evidence.objects.filter(preference__in=stated), None),
        (Champion, Champion.objects.filter(stakeholder__in=people), " for "),
    )
    for model, rows, more in trails:
        lines = Q(object_id__in=[str(key) for key in rows.values_list("pk", flat=True)])
        for person in people if more else ():  # lines of what is gone begin with the name
            lines |= Q(object_repr__startswith=f"{person.name}{more}")
        LogEntry.objects.filter(
            lines, content_type=ContentType.objects.get_for_model(model)
        ).update(object_repr=ERASED, change_message="")


def _find_logins(people: Sequence[Stakeholder]) -> list[str]:
    """Give the names under which PEOPLE sign in."""
    return [person.login.get_username() for person in people if person.login is not None]
