"""Keeps the stored scores and their history true to the cells."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.utils import timezone

from products.chunks import split
from products.models import Feature, Product
from stakeholders.models import AlignmentChange, AlignmentScore, Cause
from stakeholders.readings import load_electorate, read_features

FEATURES_AT_ONCE: Final = 500
# Two runs of the engine may differ in the last bits, on another processor; that is no news.
TOLERANCE: Final = 1e-9

MEASURES: Final = (
    "score",
    "low",
    "high",
    "provisional",
    "contested",
    "evenness",
    "reach",
    "polarization",
    "internal",
    "external",
    "voices",
    "revenue",
    "backing_groups",
    "objecting_groups",
    "heard_groups",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Why scores are counted: what caused it, who or what wrote, through which source, when."""

    cause: Cause
    actor: str
    source: str = ""
    at: datetime = field(default_factory=timezone.now)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some features with their scores as stored and as counted now; absent where unheard."""

    features: Sequence[int]
    stored: Mapping[int, AlignmentScore]
    fresh: Mapping[int, AlignmentScore]


def rescore(features: Collection[int], occasion: Occasion) -> None:
    """Score FEATURES from their cells; write what moved, and its history."""
    for batch in _score_by_product(features):
        _write(batch, occasion)


def find_stale(features: Collection[int]) -> list[int]:
    """Tell which of FEATURES have a stored score that their cells do not give; write nothing."""
    return sorted(
        feature
        for batch in _score_by_product(features)
        for feature in batch.features
        if _has_moved(batch, feature, (*MEASURES, "breakdown"))
    )


def _score_by_product(features: Collection[int]) -> Iterator[Batch]:
    """Score FEATURES from their cells, product by product; write nothing."""
    owned: defaultdict[int, list[int]] = defaultdict(list)
    for keys in split(sorted(features)):
        rows = Feature.objects.filter(pk__in=keys).order_by("pk")
        for feature, owner in rows.values_list("pk", "product"):
            owned[owner].append(feature)
    for product in Product.objects.filter(pk__in=owned).order_by("pk"):
        electorate = load_electorate(product)
        for keys in split(owned[product.pk], FEATURES_AT_ONCE):
            stored = AlignmentScore.objects.in_bulk(keys)
            yield Batch(keys, stored, read_features(keys, electorate))


def _write(batch: Batch, occasion: Occasion) -> None:
    """Store the scores of BATCH that moved, drop those that ended, append the history of both."""
    fresh, stored = batch.fresh, batch.stored
    moved = [f for f in batch.features if _has_moved(batch, f, (*MEASURES, "breakdown"))]
    told = [feature for feature in moved if _has_moved(batch, feature, MEASURES)]
    scores = [fresh[feature] for feature in moved if feature in fresh]
    for score in scores:
        score.updated_at = occasion.at
    AlignmentScore.objects.bulk_create(
        scores,
        update_conflicts=True,
        unique_fields=["feature"],
        update_fields=[*MEASURES, "breakdown", "updated_at"],
    )
    AlignmentScore.objects.filter(pk__in=stored.keys() - fresh.keys()).delete()
    AlignmentChange.objects.bulk_create(
        AlignmentChange(
            feature_id=feature,
            cause=occasion.cause,
            actor=occasion.actor,
            source=occasion.source,
            **{name: getattr(fresh[feature], name) for name in MEASURES if feature in fresh},
        )
        for feature in told
    )


def _has_moved(batch: Batch, feature: int, names: Sequence[str]) -> bool:
    """Tell whether FEATURE's score came, went or differs from the stored one in any of NAMES."""
    before, after = batch.stored.get(feature), batch.fresh.get(feature)
    if before is None or after is None:
        return before is not after
    return not all(_is_close(getattr(before, n), getattr(after, n)) for n in names)


def _is_close(before: object, after: object) -> bool:
    """Tell whether two values are the same but for the last bits of their floats."""
    if isinstance(before, float) and isinstance(after, float):
        return math.isclose(before, after, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(_is_close, before, after))
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(
            _is_close(before[key], after[key]) for key in before
        )
    return before == after
