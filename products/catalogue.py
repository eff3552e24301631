"""Writes the catalogue by the caller's own keys, and moves features through their stages."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypedDict

from django.db import transaction
from django.utils.translation import gettext

from products.faults import RowFault, RowsRefusedError
from products.lifecycle import LifecycleStage
from products.links import relink
from products.models import (
    Exposure,
    Feature,
    Insight,
    Objective,
    Product,
    StageChange,
)
from products.moving import check_move
from products.naming import find_tag_faults, find_text_fault
from products.upserts import Upserted, upsert


class MoveReasonError(ValueError):
    """Says why a feature may not be moved for that reason."""


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


def upsert_objectives(
    product: Product, entries: Sequence[ObjectiveEntry]
) -> list[Upserted[Objective]]:
    """Write objectives of PRODUCT by source or key.

    :raises RowsRefusedError: when an entry is invalid; nothing is written then.
    """
    return upsert(Objective, entries, keys=("key",), scope={"product_id": product.pk})


@transaction.atomic
def upsert_features(product: Product, entries: Sequence[FeatureEntry]) -> list[Upserted[Feature]]:
    """Write features of PRODUCT by source or key; OBJECTIVES are keys and replace the former.

    :raises RowsRefusedError: when an entry is invalid, names an unknown objective or gives a known
        feature another stage (`move_feature` does that); nothing is written then.
    """
    links, rows = _split(entries, "objectives")
    written = upsert(
        Feature,
        rows,
        keys=("key",),
        scope={"product_id": product.pk},
        defaults={"exposure_unknown": product.exposure == Exposure.UP_VOTES},
        check=_check_feature,
    )
    return _link(written, links, "objectives", product)


@transaction.atomic
def upsert_insights(product: Product, entries: Sequence[InsightEntry]) -> list[Upserted[Insight]]:
    """Write insights about PRODUCT by source; FEATURES are keys and replace the former.

    :raises RowsRefusedError: when an entry is invalid or names an unknown feature; nothing is
        written then.
    """
    links, rows = _split(entries, "features")
    written = upsert(Insight, rows, keys=(), scope={"product_id": product.pk})
    return _link(written, links, "features", product)


def _split(
    entries: Sequence[Any], relation: str
) -> tuple[list[list[str] | None], list[dict[str, Any]]]:
    """Take the keys under RELATION out of ENTRIES."""
    links = [entry.get(relation) for entry in entries]
    return links, [
        {name: value for name, value in entry.items() if name != relation} for entry in entries
    ]


def _check_feature(row: Feature, before: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    """Yield why ROW cannot be a feature, or cannot become one from what it was BEFORE."""
    if row.pk and "stage" in before:
        yield "stage", "INVALID", gettext("Move the feature, with a reason, to change its stage.")
    if row.effort is not None and row.effort < 0:
        yield "effort", "INVALID", gettext("%(effort)s is below 0.") % {"effort": row.effort}
    if "tags" in before:
        yield from (("tags", "INVALID", told) for told in find_tag_faults(row.tags, before["tags"]))


def _link(
    written: list[Upserted[Any]], links: list[list[str] | None], relation: str, product: Product
) -> list[Upserted[Any]]:
    """Point each written row at the rows of PRODUCT that its LINKS name by key."""
    if all(wanted is None for wanted in links):
        return written
    targets = dict(getattr(product, relation).values_list("key", "pk"))
    faults = [
        RowFault(
            number,
            relation,
            "UNKNOWN",
            gettext("%(product)r has no %(key)r in its %(relation)s.")
            % {"product": product.key, "key": key, "relation": gettext(relation)},
        )
        for number, wanted in enumerate(links)
        for key in wanted or ()
        if key not in targets
    ]
    if faults:
        raise RowsRefusedError(faults)
    keys = [None if wanted is None else [targets[key] for key in wanted] for wanted in links]
    return relink(written, relation, keys)


@transaction.atomic
def move_feature(
    feature: Feature, stage: LifecycleStage, *, reason: str, actor: str
) -> StageChange:
    """Move FEATURE to STAGE because of REASON, and keep a line of it.

    :raises StageMoveError: when the lifecycle has no such move.
    :raises MoveReasonError: when REASON says nothing, or cannot be kept.
    """
    reason = reason.strip()
    fault = find_text_fault(reason) if reason else gettext("A move needs a reason.")
    if fault is not None:
        raise MoveReasonError(fault)
    feature = Feature.objects.select_for_update().get(pk=feature.pk)
    before = LifecycleStage(feature.stage)
    check_move(before, stage)
    feature.stage = stage
    feature.save(update_fields=["stage", "updated_at"])
    return StageChange.objects.create(
        feature=feature, from_stage=before, to_stage=stage, reason=reason, actor=actor
    )
