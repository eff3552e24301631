"""Writes the catalogue by the caller's own keys, and moves features through their stages."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypedDict

from django.db import transaction

from products.lifecycle import LifecycleStage, check_move
from products.models import (
    Exposure,
    Feature,
    Insight,
    Objective,
    Product,
    SourcedRecord,
    StageChange,
)
from products.upserts import Outcome, RowFault, RowsRefusedError, Upserted, upsert


class SourcedEntry(TypedDict, total=False):
    """What any row from outside may say; a field left out is left alone."""

    key: str
    source: str
    external_id: str


class ProductEntry(SourcedEntry, total=False):
    """What can be said of a product."""

    name: str
    vision: str
    north_star_metric: str
    currency: str
    exposure: str


class ObjectiveEntry(SourcedEntry, total=False):
    """What can be said of an objective."""

    title: str
    target_date: date | None
    achieved_at: datetime | None


class FeatureEntry(SourcedEntry, total=False):
    """What can be said of a feature; the stage holds only when it is new."""

    name: str
    summary: str
    problem: str
    stage: str
    effort: Decimal | None
    tags: list[str]
    exposure_unknown: bool
    objectives: list[str]


class InsightEntry(SourcedEntry, total=False):
    """What can be said of an insight."""

    kind: str
    mood: str
    title: str
    body: str
    url: str
    occurred_at: datetime | None
    features: list[str]


def upsert_products(entries: Sequence[ProductEntry]) -> list[Upserted[Product]]:
    """Write products by source or key.

    :raises RowsRefusedError: when an entry is invalid; nothing is written then.
    """
    return upsert(Product, entries, keys=("key",))


@transaction.atomic
def upsert_objectives(
    product: Product, entries: Sequence[ObjectiveEntry]
) -> list[Upserted[Objective]]:
    """Write objectives of PRODUCT by source or key.

    :raises RowsRefusedError: when an entry is invalid; nothing is written then.
    """
    return upsert(Objective, entries, keys=("key",), scope={"product": product})


@transaction.atomic
def upsert_features(product: Product, entries: Sequence[FeatureEntry]) -> list[Upserted[Feature]]:
    """Write features of PRODUCT by source or key; OBJECTIVES are keys and replace the former.

    :raises RowsRefusedError: when an entry is invalid, names an unknown objective or gives a known
        feature another stage (`move_feature` does that); nothing is written then.
    """
    links, rows = _split(entries, "objectives")
    default = {"exposure_unknown": product.exposure == Exposure.UP_VOTES}
    known = set(product.features.values_list("key", flat=True))
    rows = [row if row.get("key") in known else default | row for row in rows]
    written = upsert(Feature, rows, keys=("key",), scope={"product": product})
    restaged = [
        RowFault(
            number, "stage", "INVALID", "Move the feature, with a reason, to change its stage."
        )
        for number, item in enumerate(written)
        if item.outcome is Outcome.CHANGED and "stage" in item.changes
    ]
    if restaged:
        raise RowsRefusedError(restaged)
    return _link(written, links, "objectives", product)


@transaction.atomic
def upsert_insights(product: Product, entries: Sequence[InsightEntry]) -> list[Upserted[Insight]]:
    """Write insights about PRODUCT by source; FEATURES are keys and replace the former.

    :raises RowsRefusedError: when an entry is invalid or names an unknown feature; nothing is
        written then.
    """
    links, rows = _split(entries, "features")
    written = upsert(Insight, rows, keys=(), scope={"product": product})
    return _link(written, links, "features", product)


def _split(
    entries: Sequence[Any], relation: str
) -> tuple[list[list[str] | None], list[dict[str, Any]]]:
    """Take the keys under RELATION out of ENTRIES."""
    links = [entry.get(relation) for entry in entries]
    return links, [
        {name: value for name, value in entry.items() if name != relation} for entry in entries
    ]


def _link(
    written: list[Upserted[Any]], links: list[list[str] | None], relation: str, product: Product
) -> list[Upserted[Any]]:
    """Point each written row at the rows of PRODUCT that its LINKS name by key."""
    if not any(wanted is not None for wanted in links):
        return written
    targets: dict[str, SourcedRecord] = {row.key: row for row in getattr(product, relation).all()}
    faults = [
        RowFault(number, relation, "UNKNOWN", f"{product.key!r} has no {key!r} in its {relation}.")
        for number, wanted in enumerate(links)
        for key in wanted or ()
        if key not in targets
    ]
    if faults:
        raise RowsRefusedError(faults)
    return [
        item if wanted is None else _point(item, relation, [targets[key] for key in wanted])
        for item, wanted in zip(written, links, strict=True)
    ]


def _point(item: Upserted[Any], relation: str, targets: list[SourcedRecord]) -> Upserted[Any]:
    """Make TARGETS the whole RELATION of one written row, and say whether that changed it."""
    manager = getattr(item.row, relation)
    before = set() if item.outcome is Outcome.CREATED else set(manager.values_list("pk", flat=True))
    if before == {target.pk for target in targets}:
        return item
    manager.set(targets)
    outcome = Outcome.CREATED if item.outcome is Outcome.CREATED else Outcome.CHANGED
    return Upserted(item.row, outcome, {**item.before, relation: before})


@transaction.atomic
def move_feature(
    feature: Feature, stage: LifecycleStage, *, reason: str, actor: str
) -> StageChange:
    """Move FEATURE to STAGE because of REASON, and keep a line of it.

    :raises StageMoveError: when the lifecycle has no such move.
    :raises ValueError: when REASON says nothing.
    """
    if not reason.strip():
        raise ValueError("A move needs a reason.")
    feature = Feature.objects.select_for_update().get(pk=feature.pk)
    before = LifecycleStage(feature.stage)
    check_move(before, stage)
    feature.stage = stage
    feature.save(update_fields=["stage", "updated_at"])
    return StageChange.objects.create(
        feature=feature, from_stage=before, to_stage=stage, reason=reason, actor=actor
    )
