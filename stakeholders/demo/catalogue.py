"""Writes the demo's products, objectives, features with their past, and insights."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, TypeAlias

from products.catalogue import (
    FeatureEntry,
    InsightEntry,
    ObjectiveEntry,
    move_feature,
    upsert_features,
    upsert_insights,
    upsert_objectives,
    upsert_products,
)
from products.models import Feature, Insight, Objective, Product, StageChange
from stakeholders.demo.history import FeaturePast
from stakeholders.demo.sketches import Content, FeatureSketch, InsightSketch, ProductSketch

SOURCE: Final = "demo"

Place: TypeAlias = tuple[str, str]  # the key of a product, and of something within it


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The rows that were written, by key."""

    products: dict[str, Product] = field(default_factory=dict)
    objectives: dict[Place, Objective] = field(default_factory=dict)
    features: dict[Place, Feature] = field(default_factory=dict)
    insights: dict[Place, Insight] = field(default_factory=dict)


def write_catalogue(content: Content, pasts: Mapping[Place, FeaturePast]) -> Catalogue:
    """Write all products of CONTENT with what belongs to them, and move features along PASTS."""
    catalogue = Catalogue()
    for sketch in content.products:
        _write_product(sketch, catalogue)
        _write_insights(sketch, content, catalogue)
    _write_moves(catalogue.features, pasts)
    return catalogue


def _write_product(sketch: ProductSketch, catalogue: Catalogue) -> None:
    """Write one product with its objectives and features into CATALOGUE."""
    (product,) = upsert_products(
        [
            {
                "key": sketch.key,
                "name": sketch.name,
                "vision": sketch.vision,
                "north_star_metric": sketch.north_star_metric,
                "currency": sketch.currency,
                "source": SOURCE,
                "external_id": sketch.key,
            }
        ]
    )
    catalogue.products[sketch.key] = product.row
    objectives: list[ObjectiveEntry] = [
        {**entry, "source": SOURCE, "external_id": f"{sketch.key}/{entry['key']}"}
        for entry in sketch.objectives
    ]
    for objective in upsert_objectives(product.row, objectives):
        catalogue.objectives[sketch.key, objective.row.key] = objective.row
    features = [_enter_feature(sketch.key, feature) for feature in sketch.features]
    for feature in upsert_features(product.row, features):
        catalogue.features[sketch.key, feature.row.key] = feature.row


def _enter_feature(product: str, feature: FeatureSketch) -> FeatureEntry:
    """Enter FEATURE as an idea: its moves follow."""
    return {
        "key": feature.key,
        "name": feature.name,
        "summary": feature.summary,
        "problem": feature.problem,
        "effort": None if feature.effort is None else Decimal(feature.effort),
        "tags": feature.tags,
        "objectives": feature.objectives,
        "source": SOURCE,
        "external_id": f"{product}/{feature.key}",
    }


def _write_insights(sketch: ProductSketch, content: Content, catalogue: Catalogue) -> None:
    """Write the insights about one product into CATALOGUE."""
    own = [insight for insight in content.insights if insight.product == sketch.key]
    written = upsert_insights(
        catalogue.products[sketch.key], [_enter_insight(insight) for insight in own]
    )
    for insight, item in zip(own, written, strict=True):
        catalogue.insights[sketch.key, insight.key] = item.row


def _enter_insight(insight: InsightSketch) -> InsightEntry:
    """Enter INSIGHT with the features it bears on."""
    return {
        "kind": insight.kind,
        "mood": insight.mood,
        "title": insight.title,
        "body": insight.body,
        "occurred_at": insight.occurred_at,
        "features": insight.features,
        "source": SOURCE,
        "external_id": f"{insight.product}/{insight.key}",
    }


def _write_moves(features: Mapping[Place, Feature], pasts: Mapping[Place, FeaturePast]) -> None:
    """Move each of FEATURES along its past, by the lifecycle's own rules, and date the moves."""
    changes: list[StageChange] = []
    for place, feature in features.items():
        feature.created_at = pasts[place].since
        for move in pasts[place].moves:
            change = move_feature(
                feature, move.stage, reason=move.reason, actor=move.actor, moved_at=move.at
            )
            change.created_at = move.at
            changes.append(change)
    # A new row takes the time of writing; these are to have been written as things happened.
    Feature.objects.bulk_update(features.values(), ["created_at"], batch_size=500)
    StageChange.objects.bulk_update(changes, ["created_at"], batch_size=500)
