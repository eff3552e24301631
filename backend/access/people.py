"""Tells a person all that is held about them, as one document."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q

from backend.access.audit_models import AuditEntry
from backend.access.audit_reading import tell_all
from backend.access.callers import Caller
from backend.access.import_words import find_imports
from backend.access.invitations import find_addressed
from backend.access.models import FileImport, IdempotencyKey, Invitation
from backend.access.scopes import Scope
from products.keys import read_key
from stakeholders.mentions import LOGIN, NAMES, TEXTS, Names, find_grounds, find_names
from stakeholders.models import (
    Champion,
    Evidence,
    News,
    Outreach,
    Preference,
    PreferenceEvent,
    Stakeholder,
)

INVITED: Final = (
    *("email", "role", "is_administrator", "invited_by"),
    *("created_at", "expires_at", "used_at"),
)
SENT: Final = ("role", "is_administrator", "invited_by", "created_at")  # but not to whom
# What is told of the rows that hang on a login, by their model: of a model that nobody has thought
# about, nothing. What opens a login is nobody's to read: digests, secrets, the keys of sessions.
HANGING: Final[Mapping[str, tuple[str, ...]]] = {
    "access.rolegrant": ("product", "role", "created_at"),
    "access.token": (
        *("name", "start", "scopes", "all_products"),
        *("created_at", "expires_at", "last_used_at", "revoked_at"),
    ),
    "access.invitation": INVITED,
    "access.savedfilter": ("noun", "name", "is_shared", "query", "created_at"),
    # What was wrong with a file can be about anybody.
    "access.fileimport": ("noun", "file_name", "size", "created_at"),
    "account.emailaddress": ("email", "verified", "primary"),
    "exports.export": ("noun", "format", "product", "changed_since", "created_at"),
    "mfa.authenticator": ("type", "created_at", "last_used_at"),
    "socialaccount.socialaccount": ("provider", "uid", "extra_data", "last_login", "date_joined"),
    "webhooks.endpoint": ("name", "product", "types", "standing", "created_at"),
    "usersessions.usersession": ("ip", "user_agent", "created_at", "last_seen_at"),
}
SECRET: Final = frozenset({"password"})  # of what the other rows hold
# Of what they asked to be done once: what it was answered may hold what others may not read.
ASKED: Final = ("place", "key", "language", "created_at", "expires_at")
TAKES: Final = (Scope.READ_PEOPLE, Scope.READ_COMMERCIAL)  # to be told all of somebody

Document = dict[str, Any]


class NobodyFoundError(LookupError):
    """Says that nobody, or more than one person, is meant."""


def may_tell(caller: Caller) -> bool:
    """Tell whether CALLER may be told all of anybody: names and amounts, in every product."""
    return all(caller.find_products(scope) is None for scope in TAKES)


def find_person(text: str) -> Stakeholder:
    """Find the person whose e-mail address, key or public id TEXT is.

    :raises NobodyFoundError: when there is none, or there are several.
    """
    meant = Q(email__iexact=text)
    if (key := read_key(text)) is not None:
        meant |= Q(pk=key)
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
        "news": _tell_each(News.objects.filter(stakeholder=person)),
        "outreach": _tell_each(Outreach.objects.filter(champion__stakeholder=person)),
        "login": _tell_each([person.login] if person.login else []),
        "hanging on the login": _tell_login(person.login_id),
        "invitations": [_tell(row, INVITED) for row in find_addressed(names.names).order_by("pk")],
        "named elsewhere": _tell_named(names),
        "imported files": _tell_each(FileImport.objects.filter(find_imports(names))),
        "admin log about them": _tell_each(LogEntry.objects.filter(_find_logged(person, names))),
        "admin log by them": _tell_each(LogEntry.objects.filter(user=person.login_id)),
        "requests": [_tell(row, ASKED) for row in _find_requests(person)],
        "audit log": list(tell_all(_find_audited(person, names))),
    }
    return {name: rows for name, rows in document.items() if rows}


def _find_requests(person: Stakeholder) -> Iterable[Model]:
    return IdempotencyKey.objects.filter(caller=f"user:{person.login_id}").order_by("pk")


def _tell_each(rows: Iterable[Model]) -> list[Document]:
    return [_tell(row) for row in rows]


def _tell(row: Any, only: Collection[str] | None = None) -> Document:  # noqa: ANN401 -- any model
    """Tell ONLY some columns of ROW, or all that are no secret."""
    known = row._meta.concrete_fields  # noqa: SLF001 -- Django's documented model API
    fields = [
        each for each in known if (each.name not in SECRET if only is None else each.name in only)
    ]
    told = {field.name: getattr(row, field.attname) for field in fields}
    return {"kind": row._meta.verbose_name_raw, **told}  # noqa: SLF001 -- as above


def _tell_login(login: int | None) -> list[Document]:
    """Tell what hangs on LOGIN, by key: roles, tokens, addresses to sign in with."""
    told = []
    for relation in LOGIN._meta.related_objects:  # noqa: SLF001 -- as above
        only = HANGING.get(relation.related_model._meta.label_lower)  # noqa: SLF001 -- as above
        if login is None or only is None:
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: login})  # noqa: SLF001 -- as above
        told += [_tell(row, only) for row in rows]
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
    known = {row["public_id"] for row in told if "public_id" in row}
    kept = (decision for decision, _ in find_grounds(names))
    told += _tell_each(each for each in kept if each.public_id not in known)
    sent = Invitation.objects.filter(invited_by__in=names.names).order_by("pk")
    return told + [_tell(row, SENT) for row in sent]


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
