"""Writes rows that the caller names by keys of its own, as the domain's upserts do."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from django.db import transaction
from django.utils.translation import gettext as _

from backend.access.callers import Caller
from backend.access.curating import may, show
from backend.integrations.carrying.differences import (
    Entry,
    Good,
    Written,
    find_new,
    list_cells,
    list_changes,
)
from backend.integrations.carrying.faults import Code
from backend.integrations.carrying.nouns import Noun, Seen, Terms
from backend.integrations.carrying.references import resolve
from backend.integrations.carrying.tables import Line
from backend.integrations.carrying.told import Outcome, Told
from products import upserts
from products.chunks import split
from products.faults import RowFault, RowsRefusedError
from products.models import Product
from products.upserts import Upserted

Write: TypeAlias = Callable[[Sequence[Any], str], Written]
Settle: TypeAlias = Callable[[Sequence[Entry], Caller], Iterable[RowFault]]


def settle_nothing(_entries: Sequence[Entry], _caller: Caller) -> Iterable[RowFault]:
    """Leave entries as they are."""
    return ()


@dataclass(frozen=True, kw_only=True)
class RowNoun(Noun):
    """A noun whose rows the domain writes by the caller's own keys, with WRITE.

    SETTLE completes entries, and tells what in them whoever carries may not do.
    """

    write: Write
    settle: Settle = settle_nothing

    def carry(self, lines: Sequence[Line], terms: Terms, seen: Seen) -> list[Told]:
        """Write those of LINES that are not refused."""
        labels = {line.number: self._label(line) for line in lines}
        cells = {line.number: tuple(list_cells(self.columns, line)) for line in lines}
        resolve(lines, self.columns, terms.caller)
        self.check_names(lines)
        good = [(line, dict(line.values)) for line in lines if not line.problems]
        faults = list(self.settle([entry for _line, entry in good], terms.caller))
        good, written = self._write(_leave_out(good, faults), terms, seen)
        done = {line.number: item for (line, _entry), item in zip(good, written, strict=True)}
        changes = find_new(done, cells) | list_changes(self.columns, good, written)
        return [
            Told(
                line.number,
                Outcome(done[line.number].outcome) if line.number in done else Outcome.REFUSED,
                labels[line.number],
                changes.get(line.number, ()),
                tuple(line.problems),
            )
            for line in lines
        ]

    def _label(self, line: Line) -> str:
        """Say what LINE is about."""
        named = (line.values.get(name) for name in ("name", "title", "key", *self.names))
        return next((str(text) for text in named if text), "")

    def _write(self, good: Good, terms: Terms, seen: Seen) -> tuple[Good, Written]:
        """Write GOOD lines, and leave out those that are refused; SEEN comes to hold the others.

        What is refused last may only show once the rest is left out.
        """
        while True:
            try:
                with transaction.atomic():
                    written = self.write([entry for _line, entry in good], terms.actor)
                    self._check(good, written, terms, seen)
            except RowsRefusedError as error:
                good = _leave_out(good, error.faults)
            else:
                return good, written

    def _check(self, good: Good, written: Written, terms: Terms, seen: Seen) -> None:
        """Let WRITTEN stay when each row was theirs to write, and was not written before.

        :raises RowsRefusedError: when it was not.
        """
        created = [item.outcome is upserts.Outcome.CREATED for item in written]
        old = [item.row.pk for item, new in zip(written, created, strict=True) if not new]
        rows = self.model._default_manager.all()  # noqa: SLF001 -- any model
        mine = {
            key
            for keys in split(old)
            for key in show(rows, terms.caller).filter(pk__in=keys).values_list("pk", flat=True)
        }
        adds = may(terms.caller, "add", self.model)
        faults: list[RowFault] = []
        now: dict[object, int] = {}
        for place, ((line, _entry), item) in enumerate(zip(good, written, strict=True)):
            key = item.row.pk
            if earlier := seen.get(key) or now.get(key):
                told = _("Row %(row)d is about this already.") % {"row": earlier}
                faults.append(RowFault(place, self.names[-1], Code.CONFLICT, told))
            elif not (adds if created[place] else key in mine):
                told = _("There is none that you look after, and you may not add one.")
                faults.append(RowFault(place, self.names[-1], Code.FORBIDDEN, told))
            now.setdefault(key, line.number)
        if faults:
            raise RowsRefusedError(faults)
        seen.update(now)


def _leave_out(good: Good, faults: Iterable[RowFault]) -> Good:
    """Note FAULTS with the lines that they are about, and give the rest of GOOD."""
    refused = set()
    for fault in faults:
        line = good[fault.row][0]
        refused.add(fault.row)
        line.problems.append((fault.field, fault.code, fault.message))
    return [item for place, item in enumerate(good) if place not in refused]


def by_product(write: Callable[[Product, Sequence[Any]], Written]) -> Write:
    """Make a writer of entries of several products out of WRITE, which takes those of one."""

    def write_all(entries: Sequence[Any], _actor: str) -> Written:
        places: defaultdict[int, list[int]] = defaultdict(list)
        for place, entry in enumerate(entries):
            places[entry["product"]].append(place)
        written: dict[int, Upserted[Any]] = {}
        faults: list[RowFault] = []
        for key, product in Product.objects.in_bulk(places).items():
            mine = [{n: v for n, v in entries[p].items() if n != "product"} for p in places[key]]
            try:
                written |= zip(places[key], write(product, mine), strict=True)
            except RowsRefusedError as error:
                faults += [replace(each, row=places[key][each.row]) for each in error.faults]
        if faults:
            raise RowsRefusedError(faults)
        return [written[place] for place in range(len(entries))]

    return write_all
