"""Holds writes against what their caller has read: nobody writes over what they have not seen."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext

from products.models import SourcedRecord

SINCE: Final = "if_unchanged_since"  # of an entry: when its row was changed last, as was read


def read_changes(
    model: type[SourcedRecord], entries: Iterable[Mapping[str, Any]], keys: Iterable[object]
) -> Mapping[object, datetime]:
    """Read when the rows of MODEL with KEYS were changed last, if any of ENTRIES asks for that.

    They are locked until the transaction ends, so that nobody changes them before we do.
    """
    if all(entry.get(SINCE) is None for entry in entries):
        return {}
    rows = model._base_manager.select_for_update(no_key=True)  # noqa: SLF001 -- generic over models
    found = rows.filter(pk__in=keys).order_by("pk")
    return dict(found.values_list("pk", "updated_at"))


def find_disagreement(
    entry: Mapping[str, Any], row: SourcedRecord | None, changes: Mapping[object, datetime]
) -> tuple[str, str] | None:
    """Tell in code and words why ENTRY is about another state of ROW; CHANGES say when it moved."""
    since = entry.get(SINCE)
    if since is None:
        return None
    if timezone.is_naive(since):
        return "INVALID", gettext("This needs a time zone.")
    changed = changes.get(row.pk) if row is not None else None
    if changed is None:
        return "CONFLICT", gettext("There is no such row any more.")
    if changed > since:
        told = gettext("It was changed at %(moment)s, after that.")
        return "CONFLICT", told % {"moment": changed.isoformat()}
    return None
