"""Brings deleted rows back from the audit log, with their public id and what they were linked to.

Nothing is written over: what has taken the place of a row stays, and the row does not come back.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, Q
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy

from backend.access.audit_models import Action, AuditEntry
from backend.access.history import State, find_deleted, find_noun, list_fields
from backend.access.history_links import Relation, list_relations
from backend.access.history_wording import REDACTED, label
from backend.access.models import RoleGrant
from backend.access.restoring_doors import DOORS, SAY_GONE, RestoreError, bring
from products.admin.wording import Wording
from products.faults import RowsRefusedError
from products.looking import shown
from products.models import LogRecord
from products.origins import Interface, coming_by
from stakeholders.models import Group, Preference, ReferenceWeight, Stakeholder

AT_ONCE: Final = timedelta(seconds=2)  # between lines of one deletion
SPAN: Final = timedelta(minutes=5)  # that the longest deletion takes
CLOSED: Final[Mapping[type[Model], Any]] = {
    Stakeholder: gettext_lazy("Whoever was erased does not come back."),
    Preference: gettext_lazy("It was withdrawn: state it anew."),
    ReferenceWeight: gettext_lazy("Reference weights are never deleted."),
}
TAKEN: Final = gettext_lazy("Another row has taken its place: its public id or key is in use.")


@dataclass(frozen=True, slots=True)
class Draft:
    """A row as it would come back: not written yet, with LINKS, and what is LEFT out, with why."""

    entry: AuditEntry
    row: Any
    links: Mapping[str, frozenset[int]] = field(default_factory=dict)
    left: tuple[tuple[str, str], ...] = ()  # what it is called, and why it does not come back


def draft_row(entry: AuditEntry, model: type[Model]) -> tuple[Any, State]:
    """Make the row of MODEL that ENTRY says was deleted, in memory."""
    then = find_deleted(entry, model)
    fields = {each.name: each for each in list_fields(model)}
    known = {name: value for name, value in then.values.items() if name not in then.lost}
    row = model(**{fields[name].attname: value for name, value in known.items()})
    row.pk = entry.row_id
    if isinstance(row, LogRecord) and entry.public_id is not None:
        row.public_id = entry.public_id
    return row, then


def plan_restore(entry: AuditEntry, model: type[Model]) -> Draft:
    """Plan how the row of MODEL would come back that ENTRY says was deleted.

    :raises RestoreError: when it cannot.
    """
    if closed := CLOSED.get(model):
        raise RestoreError([str(closed)])
    row, then = draft_row(entry, model)
    left = [(label(each), str(REDACTED)) for each in list_fields(model) if each.name in then.lost]
    left += _drop_gone(row)
    if _is_taken(row):
        raise RestoreError([str(TAKEN)])
    links: dict[str, frozenset[int]] = {}
    for relation in list_relations(model):
        keys = _find_links(entry, relation)
        there = _list_there(relation, keys)
        links[relation.name] = frozenset(there)
        if model is Group and keys and not there:
            raise RestoreError([str(SAY_GONE)])
        for key in sorted(keys - there):
            name = Wording().tell(relation.field, [key])
            left.append((capfirst(relation.label), name))
    return Draft(entry, row, links, tuple(left))


def _drop_gone(row: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 -- any model
    """Empty what in ROW names rows that are gone, where it may be empty; tell of each.

    :raises RestoreError: when a row is gone without which this one cannot be.
    """
    for each in list_fields(type(row)):
        key = getattr(row, each.attname)
        if each.remote_field is None or key is None:
            continue
        if each.related_model._base_manager.filter(pk=key).exists():  # noqa: SLF001 -- any model
            continue
        name = Wording().tell(each, key)
        if not each.null:
            told = gettext("%(field)s: %(name)s. Without it this cannot come back.")
            raise RestoreError([told % {"field": label(each), "name": name}])
        setattr(row, each.attname, None)
        yield label(each), name


def _is_taken(row: Any) -> bool:  # noqa: ANN401 -- as above
    """Tell whether a row stands where ROW stood."""
    rows = type(row)._base_manager  # noqa: SLF001 -- as above
    same = Q(pk=row.pk)
    if isinstance(row, LogRecord):
        same |= Q(public_id=row.public_id)
    return bool(rows.filter(same).exists())


def _find_links(entry: AuditEntry, relation: Relation) -> frozenset[int]:
    """Find what was unlinked under RELATION in one go with the deletion that ENTRY tells of."""
    before = AuditEntry.objects.filter(
        relation.find(entry.row_id or 0),
        action=Action.DELETED,
        actor=entry.actor,
        interface=entry.interface,
        created_at__range=(entry.created_at - SPAN, entry.created_at + AT_ONCE),
    )
    keys, last = set(), entry.created_at
    for each in before.order_by("-pk"):
        if last - each.created_at > AT_ONCE:
            break
        keys.add(relation.read(each))
        last = each.created_at
    return frozenset(keys)


def _list_there(relation: Relation, keys: Iterable[int]) -> set[int]:
    """Give those KEYS of RELATION whose rows are there, and may be shown to whoever asks."""
    rows = relation.field.related_model._default_manager.filter(pk__in=keys)  # noqa: SLF001 -- as above
    return set(shown(rows).values_list("pk", flat=True))


def restore(entry: AuditEntry, model: type[Model], *, actor: str) -> Any:  # noqa: ANN401 -- a row of any model
    """Bring the row of MODEL back that ENTRY says was deleted, as ACTOR; give it.

    :raises RestoreError: when it cannot, or the domain refuses it; nothing is written then.
    """
    try:
        with transaction.atomic(), coming_by(Interface.RESTORE):
            draft = plan_restore(entry, model)
            door = cast("Callable[..., Any]", DOORS.get(model, bring))
            row = door(draft.row, draft.links, actor=actor)
            _set_back(row, entry)
            return row
    except ValidationError as error:
        raise RestoreError(error.messages) from error
    except RowsRefusedError as error:
        raise RestoreError(fault.message for fault in error.faults) from error


def _set_back(row: Any, entry: AuditEntry) -> None:  # noqa: ANN401 -- as above
    """Let ROW say since when it was there, as far as the log knows."""
    if isinstance(row, RoleGrant):
        return
    noun = find_noun(type(row))
    made = AuditEntry.objects.filter(noun=noun, row_id=entry.row_id, action=Action.CREATED)
    first = made.order_by("pk").values_list("created_at", flat=True).first()
    if first is not None:
        type(row)._base_manager.filter(pk=row.pk).update(created_at=first)  # noqa: SLF001 -- as above
