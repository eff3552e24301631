"""Writes the catalogue by the caller's own keys, and moves features through their stages."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TypedDict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from products.dating import date_move
from products.lifecycle import LifecycleStage
from products.links import link_named, split_links
from products.models import Exposure, Feature, Insight, Objective, Product, StageChange
from products.moments import find_moment_fault
from products.moving import check_move
from products.naming import find_tag_fault, find_text_fault
from products.upserts import Upserted, upsert


class MoveReasonError(ValueError):
    """Says why a feature may not be moved for that reason."""


class SourcedEntry(TypedDict, total=False):
    """What any row from outside may say; a field left out is left alone."""

    key: str
    source: str
    external_id: str
    if_unchanged_since: datetime


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
    return upsert(
        Objective,
        entries,
        keys=("key",),
        scope={"product_id": product.pk},
        check=_check_objective,
    )


@transaction.atomic
def upsert_features(product: Product, entries: Sequence[FeatureEntry]) -> list[Upserted[Feature]]:
    """Write features of PRODUCT by source or key; OBJECTIVES are keys and replace the former.

    :raises RowsRefusedError: when an entry is invalid, names an unknown objective or gives a known
        feature another stage (`move_feature` does that); nothing is written then.
    """
    links, rows = split_links(entries, "objectives")
    written = upsert(
        Feature,
        rows,
        keys=("key",),
        scope={"product_id": product.pk},
        defaults={"exposure_unknown": product.exposure == Exposure.UP_VOTES},
        check=_check_feature,
    )
    return link_named(written, links, "objectives", product)


@transaction.atomic
def upsert_insights(product: Product, entries: Sequence[InsightEntry]) -> list[Upserted[Insight]]:
    """Write insights about PRODUCT by source; FEATURES are keys and replace the former.

    :raises RowsRefusedError: when an entry is invalid or names an unknown feature; nothing is
        written then.
    """
    links, rows = split_links(entries, "features")
    written = upsert(Insight, rows, keys=(), scope={"product_id": product.pk})
    return link_named(written, links, "features", product)


def _check_objective(
    row: Objective, before: Mapping[str, object]
) -> Iterator[tuple[str, str, str]]:
    """Yield why ROW cannot be an objective, or cannot become one from what it was BEFORE."""
    at = row.achieved_at if "achieved_at" in before else None
    if at is not None and (told := find_moment_fault(at, timezone.now())):
        yield "achieved_at", "INVALID", told


def _check_feature(row: Feature, before: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    """Yield why ROW cannot be a feature, or cannot become one from what it was BEFORE."""
    if row.pk and "stage" in before:
        yield "stage", "INVALID", gettext("Move the feature, with a reason, to change its stage.")
    if row.effort is not None and row.effort < 0:
        yield "effort", "INVALID", gettext("%(effort)s is below 0.") % {"effort": row.effort}
    if "tags" in before:
        yield from (("tags", "INVALID", told) for told in find_tag_faults(row.tags, before["tags"]))


def find_tag_faults(tags: object, before: object) -> Iterator[str]:
    """Yield in a sentence each why TAGS, once BEFORE, are none.

    What was a tag before there was a rule may stay one.
    """
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        yield gettext("Tags are a list of texts.")
        return
    known = before if isinstance(before, list) else ()
    yield from (fault for tag in tags if tag not in known and (fault := find_tag_fault(tag)))


@transaction.atomic
def move_feature(
    feature: Feature,
    stage: LifecycleStage,
    *,
    reason: str,
    actor: str,
    moved_at: datetime | None = None,
) -> StageChange:
    """Move FEATURE to STAGE because of REASON, and keep a line of it.

    MOVED_AT is now where it is None. A move that is told of later bears its own date; moves are
    told of in the order in which they were made.

    :raises StageMoveError: when the lifecycle has no such move.
    :raises MoveReasonError: when REASON says nothing, or cannot be kept.
    :raises MoveDateError: when MOVED_AT is to come, or lies before the last move.
    """
    reason = reason.strip()
    fault = find_text_fault(reason) if reason else gettext("A move needs a reason.")
    if fault is not None:
        raise MoveReasonError(fault)
    feature = Feature.objects.select_for_update().get(pk=feature.pk)
    before = LifecycleStage(feature.stage)
    check_move(before, stage)
    at = date_move(feature, moved_at)
    feature.stage = stage
    feature.save(update_fields=["stage", "updated_at"])
    return StageChange.objects.create(
        feature=feature, from_stage=before, to_stage=stage, reason=reason, actor=actor, moved_at=at
    )
