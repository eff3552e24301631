"""Takes people's names out of what others wrote, and closes their logins, when they are erased."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db.models import CASCADE, CharField, F, Model, Q, Value
from django.db.models.functions import Cast, Concat

from products.chunks import split
from products.models import Decision, Feature, Insight, Merge, Objective, Product, StageChange
from products.naming import ERASED, write_pattern
from stakeholders.models import (
    AlignmentChange,
    Commitment,
    Evidence,
    Outreach,
    Preference,
    PreferenceEvent,
    Stakeholder,
)

# Columns that hold a name and nothing else.
NAMES: Final[Mapping[type[Model], tuple[str, ...]]] = {
    Preference: ("entered_by",),
    PreferenceEvent: ("entered_by", "actor"),
    Outreach: ("contacted_by",),
    Commitment: ("acknowledged_by",),
    Decision: ("decided_by",),
    StageChange: ("actor",),
    Merge: ("actor", "undone_by"),
    AlignmentChange: ("actor",),
}
# Columns in which somebody may be mentioned.
TEXTS: Final[Mapping[type[Model], tuple[str, ...]]] = {
    Product: ("vision",),
    Objective: ("title",),
    Feature: ("name", "summary", "problem"),
    Insight: ("title", "body"),
    Decision: ("rationale", "promise", "outcome_note"),
    StageChange: ("reason",),
    Merge: ("reason",),
    Preference: ("reason", "heard_in"),
    Evidence: ("quote",),
    Outreach: ("outcome",),
    Commitment: ("statement",),
}
GROUND: Final = ("title", "body")  # of what a decision rests on, the texts
LOGIN: Final[Any] = get_user_model()


@dataclass(frozen=True, slots=True)
class Names:
    """What people are called: by all of NAMES alone, and by WHOLE ones also amid other words."""

    names: frozenset[str]
    whole: frozenset[str]

    def replace(self, text: str) -> str:
        """Put somebody in the place of whoever TEXT mentions."""
        if text.casefold() in {name.casefold() for name in self.names}:
            return ERASED
        if not self.whole:
            return text
        return re.sub(write_pattern(self.whole), ERASED, text, flags=re.IGNORECASE)

    def find(self, column: str) -> Q:
        """Give the condition that COLUMN mentions one of them."""
        found = Q(**{f"{column}__in": self.names})
        if self.whole:
            found |= Q(**{f"{column}__iregex": write_pattern(self.whole)})
        return found


def find_names(people: Sequence[Stakeholder]) -> Names:
    """Find what PEOPLE are called.

    A name of one word could be any word, so it is found where it stands alone; a full name and an
    e-mail address are found everywhere, as words of their own.
    """
    names = {person.name for person in people} | {person.email for person in people}
    names |= {text for person in people for text in _name_login(person.login)}
    names -= {"", ERASED}
    return Names(frozenset(names), frozenset(name for name in names if set(name) & {" ", "@"}))


def _name_login(login: Any) -> set[str]:  # noqa: ANN401 -- of any model of logins
    if login is None:
        return set()
    return {login.get_username(), login.get_full_name(), getattr(login, "email", "")}


def blank_names(names: Names) -> None:
    """Take NAMES out of all columns in which others are named."""
    for model, columns in NAMES.items():
        for column in columns:
            rows: Any = model._default_manager  # noqa: SLF001 -- generic over models
            rows.filter(**{f"{column}__in": names.names}).update(**{column: ERASED})


def blank_mentions(names: Names) -> None:
    """Take NAMES out of what others wrote; a line of history loses its words with them."""
    for model, columns in TEXTS.items():
        for rows in split(list(_find_rows(model, columns, names))):
            manager: Any = model._default_manager  # noqa: SLF001 -- generic over models
            manager.bulk_update(rows, columns)
    for column in TEXTS[Preference]:
        PreferenceEvent.objects.filter(names.find(column)).update(**{column: ERASED})
    for decision, grounds in list(find_grounds(names)):
        Decision.objects.filter(pk=decision.pk).update(grounds=grounds)


def find_grounds(names: Names) -> Iterator[tuple[Decision, list[dict[str, Any]]]]:
    """Yield the decisions which keep an insight that mentions NAMES, and their grounds without.

    Databases write letters in lists each in its own way, so all of them are looked through.
    """
    for decision in Decision.objects.exclude(grounds=[]).order_by("pk").iterator():
        blanked = [
            ground | {name: names.replace(ground[name]) for name in GROUND}
            for ground in decision.grounds
        ]
        if blanked != decision.grounds:
            yield decision, blanked


def _find_rows(model: type[Model], columns: Sequence[str], names: Names) -> Iterator[Model]:
    """Yield the rows of MODEL in which COLUMNS mention NAMES, without these."""
    mentioned = Q()
    for column in columns:
        mentioned |= names.find(column)
    for row in model._default_manager.filter(mentioned).order_by("pk"):  # noqa: SLF001 -- as above
        for column in columns:
            field: Any = model._meta.get_field(column)  # noqa: SLF001 -- Django's documented model API
            setattr(row, column, names.replace(getattr(row, column))[: field.max_length])
        yield row


def blank_admin_log(names: Names) -> None:
    """Take NAMES out of what the admin remembers of its own use."""
    named = names.find("object_repr") | names.find("change_message")
    for name in names.names:  # of what it names somebody's, such as their preference
        named |= Q(object_repr__startswith=f"{name}: ") | Q(object_repr__startswith=f"{name} ")
    LogEntry.objects.filter(named).update(object_repr=ERASED, change_message="")


def close_logins(logins: Collection[int]) -> None:
    """Close LOGINS, by key: nobody signs in as them, they may do nothing and name nobody.

    The rows stay, as the logs say by key who did what. What else hangs on them goes.
    """
    for relation in LOGIN._meta.related_objects:  # noqa: SLF001 -- Django's documented model API
        if relation.on_delete is CASCADE and relation.related_model is not LogEntry:
            relation.related_model._base_manager.filter(  # noqa: SLF001 -- as above
                **{f"{relation.field.name}__in": logins}
            ).delete()
    for relation in LOGIN._meta.many_to_many:  # noqa: SLF001 -- as above
        mine = {f"{relation.m2m_field_name()}__in": logins}
        relation.remote_field.through._base_manager.filter(**mine).delete()  # noqa: SLF001 -- as above
    LOGIN._base_manager.filter(pk__in=logins).update(  # noqa: SLF001 -- as above
        username=Concat(Value("erased-"), Cast(F("pk"), CharField())),
        first_name="",
        last_name="",
        email="",
        password=make_password(None),
        is_active=False,
        is_staff=False,
        is_superuser=False,
        last_login=None,
    )
