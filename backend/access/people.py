"""Tells a person all that is held about them, as one document, and erases it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model, Q

from backend.access.audit_models import AuditEntry
from backend.access.audit_reading import tell_all
from backend.access.idempotency import forget_answers
from backend.access.models import IdempotencyKey
from stakeholders.erasing import erase_stakeholders
from stakeholders.mentions import LOGIN, NAMES, TEXTS, Names, find_names
from stakeholders.models import (
    Champion,
    Evidence,
    Outreach,
    Preference,
    PreferenceEvent,
    Stakeholder,
)

# What opens a login or stands for one; it is nobody's to read, whichever table keeps it.
SECRET: Final = frozenset({"password", "digest", "secret", "token", "token_secret", "data", "key"})

Document = dict[str, Any]


class NobodyFoundError(LookupError):
    """Says that nobody, or more than one person, is meant."""


def find_person(text: str) -> Stakeholder:
    """Find the person whose e-mail address, key or public id TEXT is.

    :raises NobodyFoundError: when there is none, or there are several.
    """
    meant = Q(email__iexact=text)
    if text.isdecimal() and len(text) < 19:  # noqa: PLR2004 -- digits of a key
        meant |= Q(pk=int(text))
    if len(digits := text.replace("-", "")) == 32 and digits.isalnum():  # noqa: PLR2004 -- of a UUID
        meant |= Q(public_id__in=_read_ids(digits))
    found = list(Stakeholder.objects.filter(meant).select_related("login").order_by("pk")[:2])
    if len(found) != 1:
        raise NobodyFoundError(f"{len(found) or 'No'} people are known as {text!r}; one is needed.")
    return found[0]


def _read_ids(digits: str) -> list[str]:
    return [digits] if set(digits.lower()) <= set("0123456789abcdef") else []


def tell_person(person: Stakeholder) -> Document:
    """Tell all that is held about PERSON, by what kind of row holds it."""
    names = find_names([person])
    stated = Preference.objects.filter(stakeholder=person)
    document = {
        "person": [_tell(person)],
        "preferences": _tell_each(stated.select_related("feature")),
        "history": _tell_each(PreferenceEvent.objects.filter(stakeholder=person)),
        "evidence": _tell_each(Evidence.objects.filter(preference__in=stated)),
        "champion": _tell_each(Champion.objects.filter(stakeholder=person)),
        "outreach": _tell_each(Outreach.objects.filter(champion__stakeholder=person)),
        "login": _tell_each([person.login] if person.login else []),
        "hanging on the login": _tell_login(person.login_id),
        "named elsewhere": _tell_named(names),
        "admin log about them": _tell_each(LogEntry.objects.filter(_find_logged(person, names))),
        "admin log by them": _tell_each(LogEntry.objects.filter(user=person.login_id)),
        "requests": _tell_each(IdempotencyKey.objects.filter(caller=f"user:{person.login_id}")),
        "audit log": list(tell_all(_find_audited(person, names))),
    }
    return {name: rows for name, rows in document.items() if rows}


def _tell_each(rows: Iterable[Model]) -> list[Document]:
    return [_tell(row) for row in rows]


def _tell(row: Any, *, hidden: frozenset[str] = frozenset({"password"})) -> Document:  # noqa: ANN401 -- any model
    """Tell all columns of ROW but those that are HIDDEN."""
    fields = [each for each in row._meta.concrete_fields if each.name not in hidden]  # noqa: SLF001 -- Django's documented model API
    told = {field.name: getattr(row, field.attname) for field in fields}
    return {"kind": row._meta.verbose_name_raw, **told}  # noqa: SLF001 -- as above


def _tell_login(login: int | None) -> list[Document]:
    """Tell what hangs on LOGIN, by key: roles, tokens, addresses to sign in with."""
    told = []
    for relation in LOGIN._meta.related_objects:  # noqa: SLF001 -- as above
        if login is None or relation.related_model in {Stakeholder, LogEntry}:
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: login})  # noqa: SLF001 -- as above
        told += [_tell(row, hidden=SECRET) for row in rows]
    return told


def _tell_named(names: Names) -> list[Document]:
    """Tell the rows of others in which one of NAMES stands."""
    told: list[Document] = []
    for model in dict.fromkeys([*NAMES, *TEXTS]):
        mentioned = Q(pk__in=[])
        for column in NAMES.get(model, ()):
            mentioned |= Q(**{f"{column}__in": names.names})
        for column in TEXTS.get(model, ()):
            mentioned |= names.find(column)
        rows: Any = model._default_manager  # noqa: SLF001 -- generic over models
        told += _tell_each(rows.filter(mentioned).order_by("pk"))
    return told


def _find_logged(person: Stakeholder, names: Names) -> Q:
    """Give the condition that a line of the admin's log is about PERSON, or has one of NAMES."""
    kind = ContentType.objects.get_for_model(Stakeholder)
    about = Q(content_type=kind, object_id=str(person.pk))
    return about | names.find("object_repr") | names.find("change_message")


def _find_audited(person: Stakeholder, names: Names) -> Any:  # noqa: ANN401 -- a QuerySet of entries
    """Find the entries about PERSON, by them, and with one of NAMES among their words."""
    words = Q(words__person=person.pk) | names.find("words__before") | names.find("words__after")
    mine = Q(actor=f"user:{person.login_id}") if person.login_id is not None else Q(pk__in=[])
    kept = AuditEntry.objects.filter(words | mine).order_by().values("pk")
    return AuditEntry.objects.filter(pk__in=kept)


def write_json(document: Document) -> str:
    """Write DOCUMENT for programs."""
    return json.dumps(document, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)


def write_text(document: Document) -> str:
    """Write DOCUMENT to be read."""
    return "\n".join(_write_lines(document))


def _write_lines(document: Document) -> Iterator[str]:
    for name, rows in document.items():
        yield f"{name.upper()} ({len(rows)})"
        for row in rows:
            yield ""
            yield from (
                f"  {key}: {value}" for key, value in row.items() if value not in (None, "")
            )
        yield ""


def erase_people(stakeholders: Sequence[int], *, actor: str) -> int:
    """Erase STAKEHOLDERS, by key, as ACTOR, also from answers; tell how many there were."""
    erased = erase_stakeholders(stakeholders, actor=actor)
    if erased:  # what others were answered may tell of them; once no lock of theirs is held
        transaction.on_commit(forget_answers, robust=True)
    return erased
