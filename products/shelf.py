"""Finds the rows that a batch of entries may mean: by id, by source or by key."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.db.models.lookups import In

from products.models import SourcedRecord

M = TypeVar("M", bound=SourcedRecord)


@dataclass(slots=True)
class Shelf(Generic[M]):
    """The rows of MODEL that a batch of entries may mean.

    KEYS are the fields that name a row within SCOPE, none for nouns without a key. SCOPE, by
    column, is what all rows of the batch share, such as their product; DEFAULTS hold for new rows.
    """

    model: type[M]
    keys: tuple[str, ...]
    scope: Mapping[str, object]
    defaults: Mapping[str, object]
    by_id: dict[object, M] = field(default_factory=dict)
    by_source: dict[tuple[object, object], M] = field(default_factory=dict)
    by_key: dict[tuple[object, ...], M] = field(default_factory=dict)
    by_fold: dict[tuple[object, ...], M] = field(default_factory=dict)  # by key in small letters

    def load(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """Read every row that ENTRIES may mean, in at most three queries."""
        rows: models.QuerySet[M] = self.model._default_manager.all()  # noqa: SLF001 -- generic over models
        ids = [entry["id"] for entry in entries if "id" in entry]
        outside = [entry["external_id"] for entry in entries if entry.get("external_id")]
        named = [entry[self.keys[-1]] for entry in entries if self.keys and self.keys[-1] in entry]
        for wanted in (
            rows.filter(pk__in=ids) if ids else None,
            rows.filter(external_id__in=outside) if outside else None,
            rows.filter(self._is_called(named), **self.scope) if named else None,
        ):
            for row in wanted or ():
                self.put(row)

    def put(self, row: M) -> None:
        """Place ROW where later entries of the batch find it."""
        row = self.by_id.setdefault(row.pk, row) if row.pk else row
        if row.external_id:
            self.by_source.setdefault((row.source, row.external_id), row)
        if self.keys and self._holds(row):
            self.by_key.setdefault(self._name(row), row)
            self.by_fold.setdefault(_fold(self._name(row)), row)

    def find(self, entry: Mapping[str, Any]) -> M | None:
        """Find the row that ENTRY means: by id, then by source, then by key."""
        if "id" in entry:
            known = self.by_id.get(entry["id"])
            return known if known is not None and self._holds(known) else None
        outside = (entry.get("source", ""), entry.get("external_id", ""))
        if outside[1] and outside in self.by_source:
            return self.by_source[outside]
        name = tuple(entry.get(key) for key in self.keys)
        row = self.by_key.get(name) if name else None
        return row if row is not None and self._name(row) == name else None  # not one renamed since

    def build(self) -> M:
        """Make a new row, not yet written."""
        return self.model(**self.scope, **self.defaults)

    def find_conflicts(self, row: M, values: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
        """Yield field, code and message where ROW with VALUES would take another row's place."""
        outside = (values.get("source", row.source), values.get("external_id", row.external_id))
        if not self._holds(row):
            yield "external_id", "CONFLICT", f"{outside[1]!r} belongs elsewhere."
        elif row.external_id and outside != (row.source, row.external_id):
            yield "external_id", "CONFLICT", f"This row is {row.external_id!r} of {row.source!r}."
        elif outside[1] and self.by_source.get(outside, row) is not row:
            yield "external_id", "CONFLICT", f"{outside[1]!r} of {outside[0]!r} is another row."
        name = tuple(values.get(key, getattr(row, key)) for key in self.keys)
        if name and self.by_key.get(name, row) is not row:
            yield self.keys[-1], "CONFLICT", f"{name[-1]!r} names another row."
        elif name and (other := self.by_fold.get(_fold(name), row)) is not row:
            known = self._name(other)[-1]
            yield self.keys[-1], "CONFLICT", f"{known!r} is there already; write it so."

    def _is_called(self, named: Sequence[str]) -> Q:
        """Keep the rows with a key among NAMED, also those that write it with other capitals."""
        key = self.keys[-1]
        folded = In(Lower(key), [name.lower() for name in named])
        return Q(**{f"{key}__in": named}) | Q(folded)

    def _holds(self, row: M) -> bool:
        """Tell whether ROW is within the scope."""
        return all(getattr(row, column) == value for column, value in self.scope.items())

    def _name(self, row: M) -> tuple[object, ...]:
        """Give the values of the fields that name ROW."""
        return tuple(getattr(row, key) for key in self.keys)


def _fold(name: tuple[object, ...]) -> tuple[object, ...]:
    """Give NAME in small letters, as PostgreSQL compares it.

    SQLite folds ASCII alone: there "É" and "é" meet only within one batch.
    """
    return tuple(part.lower() if isinstance(part, str) else part for part in name)
