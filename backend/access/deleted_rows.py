"""Lists the rows that were deleted, for those who might have edited them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

from backend.access.audit_models import Action, AuditEntry
from backend.access.audit_names import name_actors, tell_actor
from backend.access.callers import Caller
from backend.access.curating import DESKS, UNKNOWN, find_held, find_products, holds
from backend.access.history import find_noun
from backend.access.history_values import read_values
from backend.access.history_wording import REDACTED
from backend.access.restoring import CLOSED, draft_row

PAGE: Final = 50
MOST_READ: Final = 1_000  # entries for one page, where most are of other products
# Written out, not passed along: SQLite finds a partial index by nothing else.
DELETED: Final = RawSQL(f"'{Action.DELETED.value}'", ())  # noqa: S611 -- a constant


@dataclass(frozen=True, slots=True)
class Deleted:
    """A row that was deleted: what it was called, when and by whom, and why it stays so."""

    entry: AuditEntry
    name: str
    at: datetime
    who: str
    closed: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of deleted ROWS, the latest first; OLDER is where the next one begins, if there is."""

    rows: Sequence[Deleted]
    older: int | None


def find_deletions(model: type[Model]) -> QuerySet[AuditEntry]:
    """Find the entries that tell of rows of MODEL that were deleted."""
    entries = AuditEntry.objects.filter(noun=find_noun(model), action=DELETED)
    return entries.prefetch_related("words")


def list_deleted(model: type[Model], caller: Caller, *, until: int | None = None) -> Listed:
    """List the rows of MODEL that CALLER might restore, from before the entry UNTIL."""
    entries = find_deletions(model).order_by("-pk")
    if until is not None:
        entries = entries.filter(pk__lt=until)
    found: dict[int | None, AuditEntry] = {}  # by row, which may have gone more than once
    last = 0
    for number, entry in enumerate(entries[: MOST_READ + 1]):
        if len(found) == PAGE or number == MOST_READ:
            break
        last = entry.pk
        if entry.row_id not in found and may_restore(entry, model, caller):
            found[entry.row_id] = entry
    else:
        last = 0
    there = _find_there(model, list(found.values()))
    names = name_actors(entry.actor for entry in found.values())
    rows = [_tell(entry, model, names) for entry in found.values() if entry.pk not in there]
    return Listed(rows, last or None)


def _tell(entry: AuditEntry, model: type[Model], names: Mapping[str, str]) -> Deleted:
    row, then = draft_row(entry, model)
    try:
        name = str(row) or str(REDACTED if then.lost else "")
    except ObjectDoesNotExist:
        name = ""
    closed = str(CLOSED.get(model, ""))
    who = tell_actor(entry.actor, names)
    return Deleted(entry, name or f"{entry.row_id}", entry.created_at, who, closed)


def _find_there(model: Any, entries: Sequence[AuditEntry]) -> set[int]:  # noqa: ANN401 -- any model
    """Give those of ENTRIES whose rows of MODEL have come back since."""
    keys = {entry.row_id for entry in entries}
    rows = model._base_manager  # noqa: SLF001 -- as above
    there = set(rows.filter(pk__in=keys).values_list("pk", flat=True))
    public_ids: set[Any] = set()
    if hasattr(model, "public_id"):
        named = {entry.public_id for entry in entries}
        public_ids = set(rows.filter(public_id__in=named).values_list("public_id", flat=True))
    return {each.pk for each in entries if each.row_id in there or each.public_id in public_ids}


def may_restore(entry: AuditEntry, model: type[Model], caller: Caller) -> bool:
    """Tell whether CALLER might have edited the row of MODEL that ENTRY says was deleted."""
    desk = DESKS.get(model, UNKNOWN)
    if caller.is_administrator:
        return True
    if desk.path is None or "add" in desk.held:
        return False
    held = find_held(caller, desk.role)
    if held is None or not desk.path:
        return holds(caller, desk.role)
    products = set(_follow(model, desk.path, read_values(entry, model).before))
    return bool(products) and products <= held


def _follow(model: type[Model], path: str, values: Mapping[str, Any]) -> Iterator[int]:
    """Follow PATH from a row of MODEL with VALUES to its product, past rows that are gone too."""
    name, _, rest = path.partition("__")
    field: Any = model._meta.get_field(name)  # noqa: SLF001 -- Django's documented model API
    key = values.get(name)
    if not rest:
        yield from [key] if key is not None else []
        return
    row = field.related_model._base_manager.filter(pk=key).first()  # noqa: SLF001 -- any model
    if row is not None:
        yield from find_products(row, rest)
        return
    gone = find_deletions(field.related_model).filter(row_id=key).order_by("-pk").first()
    if gone is not None:
        yield from _follow(field.related_model, rest, read_values(gone, field.related_model).before)
