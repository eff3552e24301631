"""Finds entries of the audit log, and tells them whole: with the words that lie beside them."""

import csv
import io
import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_date, parse_datetime

from backend.access.addresses import OWN_NETWORK
from backend.access.audit_models import AuditEntry
from backend.access.audit_names import find_actors, name_actors
from backend.access.audit_watching import WATCHED
from products.keys import read_key

AT_ONCE: Final = 2_000  # entries that an export holds in memory
COLUMNS: Final = (
    *("id", "at", "actor", "name", "interface", "address", "noun", "action", "row", "publicId"),
    *("before", "after", "redacted"),
)


def search(rows: QuerySet[AuditEntry], text: str) -> QuerySet[AuditEntry]:
    """Keep the ROWS that meet every word of TEXT.

    A word is an actor, the name of a login, in the name of a token, a noun, an id, a day or an
    address.
    """
    for word in text.split():
        rows = rows.filter(_read_word(word))
    return rows


def _read_word(word: str) -> Q:
    """Give the condition that WORD stands for, by what it looks like."""
    with suppress(ValueError):
        return Q(public_id=uuid.UUID(word))
    with suppress(ValueError):
        return Q(address__in=_find_addresses(word))
    with suppress(ValueError):
        if day := parse_date(word):
            start = datetime.combine(day, time(), UTC)
            return Q(created_at__gte=start, created_at__lt=start + timedelta(days=1))
    if (key := read_key(word)) is not None:
        return Q(row_id=key) | Q(pk=key)
    nouns = [watch.noun for watch in WATCHED if word.lower() in watch.noun]
    return Q(actor__in=[word, *find_actors(word)]) | Q(noun__in=nouns)


def _find_addresses(text: str) -> set[str]:
    """Give the ways in which the address TEXT may be recorded: of version 6 also as a network.

    :raises ValueError: when it is no address.
    """
    if "/" in text:
        return {str(ip_network(text, strict=False))}
    address = ip_address(text)
    known = {str(address)}
    if isinstance(address, IPv6Address):
        known.add(str(ip_network((int(address), OWN_NETWORK), strict=False)))
    return known


def read_moment(text: str) -> datetime:
    """Read TEXT as a moment or a day, of UTC unless it says otherwise.

    :raises ValueError: when it is neither.
    """
    moment = parse_datetime(text)
    if moment is None and (day := parse_date(text)) is not None:
        moment = datetime.combine(day, time())
    if moment is None:
        raise ValueError(f"{text!r} is no moment; write 2030-01-31 or 2030-01-31T09:30:00Z.")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def tell_all(rows: QuerySet[AuditEntry]) -> Iterator[dict[str, Any]]:
    """Tell ROWS of the log one after the other, as they were written, in bounded memory."""
    last = 0
    while found := list(
        rows.filter(pk__gt=last).prefetch_related("words").order_by("pk")[:AT_ONCE]
    ):
        names = name_actors({entry.actor for entry in found})
        yield from (tell(entry, names) for entry in found)
        last = found[-1].pk


def tell(entry: AuditEntry, names: Mapping[str, str]) -> dict[str, Any]:
    """Tell ENTRY whole, and by one of NAMES who acted; a word that was redacted is only named."""
    before, after = dict(entry.before or {}), dict(entry.after or {})
    redacted = []
    for word in sorted(entry.words.all(), key=lambda word: word.pk):
        if word.redacted_for_id is not None:
            redacted.append(word.column)
            continue
        if word.before is not None:
            before[word.column] = word.before
        if word.after is not None:
            after[word.column] = word.after
    return {
        "id": entry.pk,
        "at": entry.created_at.isoformat(),
        "actor": entry.actor,
        "name": names.get(entry.actor, ""),
        "interface": entry.interface,
        "address": entry.address,
        "noun": entry.noun,
        "action": entry.action,
        "row": entry.row_id,
        "publicId": entry.public_id and str(entry.public_id),
        "before": before or None,
        "after": after or None,
        "redacted": redacted + (["address"] if entry.redacted_for_id is not None else []),
    }


def write_lines(rows: QuerySet[AuditEntry]) -> Iterator[str]:
    """Write ROWS of the log as JSON, one to a line."""
    return (f"{json.dumps(told, cls=DjangoJSONEncoder)}\n" for told in tell_all(rows))


def write_csv(rows: QuerySet[AuditEntry]) -> Iterator[str]:
    """Write ROWS of the log as CSV; what stood before and after is JSON there as well."""
    yield ",".join(COLUMNS) + "\r\n"
    for told in tell_all(rows):
        text = io.StringIO()
        csv.writer(text).writerow(
            json.dumps(told[name], cls=DjangoJSONEncoder)
            if isinstance(told[name], dict | list)
            else told[name]
            for name in COLUMNS
        )
        yield text.getvalue()


FORMS: Final[Mapping[str, Callable[[QuerySet[AuditEntry]], Iterator[str]]]] = {
    "jsonl": write_lines,
    "csv": write_csv,
}
