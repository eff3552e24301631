"""Tells entries of the audit log in the words of people: what changed, of which row, how."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from django.contrib.admin import AdminSite
from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext

from backend.access.audit_models import AuditEntry
from backend.access.audit_reading import tell
from backend.access.audit_watching import BY_NOUN
from backend.access.history_values import read_values
from backend.access.history_wording import REDACTED, Line, label
from products.admin.wording import EMPTY, Wording

MOST_NOUNS: Final = 6  # kinds of rows that one page of the log names; of others it gives numbers

Names: TypeAlias = Mapping[tuple[str, int], str]  # by noun and key


def tell_noun(noun: str) -> str:
    """Call NOUN as the pages do; as it is written where nothing of that name is watched."""
    model = BY_NOUN.get(noun)
    return str(capfirst(model._meta.verbose_name)) if model else noun  # noqa: SLF001 -- Django's documented model API


def name_rows(entries: Sequence[AuditEntry]) -> Names:
    """Name the rows that ENTRIES are about as they are called today, in a query for each kind.

    Those that are gone have no name.
    """
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    often: Counter[str] = Counter()
    for entry in entries:
        if entry.row_id is not None and entry.noun in BY_NOUN:
            wanted[entry.noun].add(entry.row_id)
            often[entry.noun] += 1
    named: dict[tuple[str, int], str] = {}
    for noun, _number in often.most_common(MOST_NOUNS):
        named |= {(noun, key): name for key, name in _read_names(noun, wanted[noun])}
    return named


def _read_names(noun: str, keys: set[int]) -> Iterator[tuple[int, str]]:
    model: Any = BY_NOUN[noun]
    along = [each.name for each in model._meta.concrete_fields if each.remote_field]  # noqa: SLF001 -- Django's documented model API
    rows = model._default_manager.filter(pk__in=keys)  # noqa: SLF001 -- as above
    for row in rows.select_related(*along):
        # Django's own tables of links have no words but those of the rows that they link.
        linked = model._meta.auto_created  # noqa: SLF001 -- as above
        yield row.pk, " · ".join(str(getattr(row, name)) for name in along) if linked else str(row)


def link_entry(entry: AuditEntry, names: Names, site: AdminSite) -> str:
    """Lead to the page that SITE has of the row of ENTRY, by one of NAMES; else tell its key."""
    if entry.row_id is None:
        return EMPTY
    number = gettext("number %(key)s") % {"key": entry.row_id}
    name = names.get((entry.noun, entry.row_id))
    if name is None:
        return number
    model = BY_NOUN[entry.noun]
    if not site.is_registered(model):
        return name
    opts = model._meta  # noqa: SLF001 -- Django's documented model API
    page = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[entry.row_id])
    return format_html('<a href="{}">{}</a>', page, name)


def tell_lines(entry: AuditEntry) -> list[Line]:
    """Tell what ENTRY says of each field, before and after; what no field has, as it is."""
    model = BY_NOUN.get(entry.noun)
    lines = list(_tell_fields(entry, model)) if model else []
    known = {str(field.column) for field in model._meta.concrete_fields} if model else set()  # noqa: SLF001 -- Django's documented model API
    said = tell(entry, {})
    before, after = said["before"] or {}, said["after"] or {}
    lines += [
        Line(name, name, str(before.get(name, EMPTY)), str(after.get(name, EMPTY)))
        for name in before | after
        if name not in known
    ]
    return lines


def _tell_fields(entry: AuditEntry, model: type[Model]) -> Iterator[Line]:
    """Yield what ENTRY says of the fields of MODEL."""
    values, wording = read_values(entry, model), Wording()
    for field in model._meta.concrete_fields:  # noqa: SLF001 -- Django's documented model API
        if field.name in values.redacted:
            yield Line(field.name, label(field), str(REDACTED), str(REDACTED))
        elif field.name in values.before or field.name in values.after:
            sides = [
                wording.tell(field, side.get(field.name)) for side in (values.before, values.after)
            ]
            yield Line(field.name, label(field), *sides)
