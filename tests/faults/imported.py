"""Tells all that an import may write, without what two databases number or date for themselves."""

import json
from hashlib import sha256
from typing import Final

from django.db.models import Model, QuerySet

from products.models import Feature, Insight, Product
from stakeholders.models import (
    Account,
    AlignmentChange,
    AlignmentScore,
    Cell,
    Group,
    Preference,
    PreferenceEvent,
    Stakeholder,
    Tally,
)
from tests.faults.processes import manage

SCRIPT: Final = "from tests.faults.imported import describe; describe()"
SAID: Final = ("stance", "importance", "willingness_to_pay", "reason", "source", "stated_at")
COLUMNS: Final[dict[type[Model], tuple[str, ...]]] = {
    Product: ("key", "name"),
    Group: ("kind", "key", "name", "products__key"),
    Account: ("key", "name", "segment__key", "annual_value", "source", "external_id"),
    Stakeholder: ("source", "external_id", "name", "email", "team__key", "account__key", "weight"),
    Feature: ("product__key", "key", "name", "summary", "stage", "tags", "merged_into__key"),
    Preference: ("stakeholder__external_id", "feature__key", *SAID),
    PreferenceEvent: ("kind", "stakeholder__external_id", "feature__key", *SAID),
    Cell: ("feature__key", "group__key", "heads", "sum_m", "sum_m2", "backing_weight"),
    AlignmentScore: ("feature__key", "score", "low", "high", "voices", "contested"),
    AlignmentChange: ("feature__key", "score", "cause"),
    Insight: ("source", "external_id", "title", "body"),
    Tally: ("feature__key", "source", "count"),
}


def describe() -> None:
    """Print how many rows there are of each kind, and what they say in short."""
    told = {model.__name__: _digest(model, columns) for model, columns in COLUMNS.items()}
    print(json.dumps(told))  # noqa: T201 -- whoever started this process reads it


def _digest(model: type[Model], columns: tuple[str, ...]) -> str:
    rows: QuerySet[Model] = model._default_manager.order_by()  # noqa: SLF001 -- of any model
    lines = sorted(repr(row) for row in rows.values_list(*columns))
    return f"{len(lines)} {sha256(repr(lines).encode()).hexdigest()[:16]}"


def read_rows(url: str) -> dict[str, str]:
    """Tell what is in the database at URL, by the names of models."""
    told: dict[str, str] = json.loads(manage(url, "shell", "--no-imports", "--command", SCRIPT))
    return told
