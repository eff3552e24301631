"""Writes the demo's decisions, with the backing of their features as it stands."""

from products.models import Decision, Feature
from stakeholders.demo.catalogue import SOURCE, Catalogue
from stakeholders.demo.sketches import Content, DecisionSketch, ProductSketch
from stakeholders.models import AlignmentScore
from stakeholders.ranking import with_rank


def write_decisions(content: Content, catalogue: Catalogue) -> None:
    """Write all decisions; scores and ranks have to stand already, and are kept in them."""
    sketches = [(product, sketch) for product in content.products for sketch in product.decisions]
    features = [catalogue.features[product.key, sketch.feature].pk for product, sketch in sketches]
    scores = AlignmentScore.objects.in_bulk(features)
    ranked = with_rank(Feature.objects.filter(pk__in=features))
    ranks = {feature.pk: getattr(feature, "rank") for feature in ranked}  # noqa: B009 -- annotated
    decisions = Decision.objects.bulk_create(
        _draft(product, sketch, scores[feature], ranks[feature])
        for (product, sketch), feature in zip(sketches, features, strict=True)
    )
    for (product, sketch), decision in zip(sketches, decisions, strict=True):
        decision.insights.set([catalogue.insights[product.key, key] for key in sketch.insights])


def _draft(
    product: ProductSketch, sketch: DecisionSketch, score: AlignmentScore, rank: int | None
) -> Decision:
    """Make a decision, not yet written, with SCORE and RANK frozen in it."""
    return Decision(
        feature_id=score.feature_id,
        outcome=sketch.outcome,
        rationale=sketch.rationale,
        promise=sketch.promise,
        review_on=sketch.review_on,
        outcome_note=sketch.outcome_note,
        decided_by=product.manager,
        decided_at=sketch.decided_at,
        score=score.score,
        low=score.low,
        high=score.high,
        rank=rank,
        breakdown=score.breakdown,
        source=SOURCE,
        external_id=f"{product.key}/{sketch.feature}",
    )
