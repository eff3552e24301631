"""Erases people on request: they and their words go, the counts stay right, the log tells of it."""

from collections.abc import Collection, Sequence
from typing import Final

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from products.chunks import split
from products.naming import ERASED
from stakeholders.locking import lock_membership
from stakeholders.mentions import (
    Names,
    blank_admin_log,
    blank_mentions,
    blank_names,
    close_logins,
    find_names,
)
from stakeholders.models import (
    Cause,
    Champion,
    EventKind,
    Evidence,
    Outreach,
    Preference,
    PreferenceEvent,
    Stakeholder,
)
from stakeholders.moving import find_homes, find_stated, recount_moved
from stakeholders.scoring import Occasion

WORDS: Final[dict[str, str | None]] = {  # what a line of their history loses
    "willingness_to_pay": None,
    "reason": "",
    "entered_by": "",
    "heard_at": None,
    "heard_in": "",
}
PEOPLE_AT_ONCE: Final = 50  # each brings names to look for; SQLite nests them, up to 1,000 deep


@transaction.atomic
def erase_stakeholders(stakeholders: Collection[int], *, actor: str) -> int:
    """Erase STAKEHOLDERS, by key, and all their words, as ACTOR; tell how many there were.

    What they stated counts no more. Its history keeps stance, importance and dates, but neither
    person nor words, and gains a line for each preference that stood. Their login is closed. This
    cannot be undone.
    """
    lock_membership()
    people = [
        row
        for keys in split(stakeholders)
        for row in Stakeholder.objects.filter(pk__in=keys).select_related("login").order_by("pk")
    ]
    is_own = actor in find_names(people).names
    occasion = Occasion(cause=Cause.ERASURE, actor=ERASED if is_own else actor)
    features = find_stated("stakeholder", [person.pk for person in people])
    homes = find_homes(people)
    for some in split(people, PEOPLE_AT_ONCE):
        _forget(some, occasion)
    recount_moved(features, homes, occasion)
    return len(people)


def _forget(people: Sequence[Stakeholder], occasion: Occasion) -> None:
    """Delete PEOPLE and what is theirs alone, and blank what stays.

    They go last: with them the audit log loses the words that name them.
    """
    stated, names = Preference.objects.filter(stakeholder__in=people), find_names(people)
    _blank_admin_log(people, names)
    _blank_outreach(people, names)
    blank_names(names)
    blank_mentions(names)
    PreferenceEvent.objects.filter(stakeholder__in=people).update(stakeholder=None, **WORDS)
    _log(stated, occasion)
    stated.delete()  # and with it its evidence
    close_logins([person.login_id for person in people if person.login_id is not None])
    Stakeholder.objects.filter(pk__in=[person.pk for person in people]).delete()


def _log(stated: QuerySet[Preference], occasion: Occasion) -> None:
    """Add to the history of all that was STATED that it was erased, but not whose it was.

    Its lines are of the same moment as the scores that move, which Django would make a later one.
    """
    group = Coalesce("stakeholder__team", "stakeholder__account__segment")
    lines = [
        PreferenceEvent(
            created_at=occasion.at,
            kind=EventKind.ERASED,
            feature_id=row.feature_id,
            group_id=vars(row)["group"],
            stance=row.stance,
            importance=row.importance,
            stated_at=occasion.at,
            actor=occasion.actor,
        )
        for row in stated.annotate(group=group).order_by("pk")
    ]
    fields = [field for field in PreferenceEvent._meta.concrete_fields if not field.primary_key]  # noqa: SLF001 -- Django's documented model API
    columns, marks = (
        ", ".join(str(field.column) for field in fields),
        ", ".join(["%s"] * len(fields)),
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO stakeholders_preferenceevent ({columns}) VALUES ({marks})",  # noqa: S608 -- a model's columns
            [
                [
                    field.get_db_prep_save(getattr(line, field.attname), connection)
                    for field in fields
                ]
                for line in lines
            ],
        )


def _blank_outreach(people: Sequence[Stakeholder], names: Names) -> None:
    """Blank who held the conversations that PEOPLE held, and what they wrote down of them."""
    Outreach.objects.filter(
        Q(contacted_by__in=names.names) | Q(champion__stakeholder__in=people)
    ).update(contacted_by=ERASED, outcome="")


def _blank_admin_log(people: Sequence[Stakeholder], names: Names) -> None:
    """Take PEOPLE, and what hangs on them, out of what the admin remembers of its own use."""
    stated = Preference.objects.filter(stakeholder__in=people)
    trails = (
        (Stakeholder, Stakeholder.objects.filter(pk__in=[person.pk for person in people])),
        (Preference, stated),
        (Evidence, Evidence.objects.filter(preference__in=stated)),
        (Champion, Champion.objects.filter(stakeholder__in=people)),
        (Outreach, Outreach.objects.filter(champion__stakeholder__in=people)),
    )
    for model, rows in trails:
        LogEntry.objects.filter(
            object_id__in=[str(key) for key in rows.values_list("pk", flat=True)],
            content_type=ContentType.objects.get_for_model(model),
        ).update(object_repr=ERASED, change_message="")
    blank_admin_log(names)
