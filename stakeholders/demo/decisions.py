"""Writes the demo's decisions, each with the backing of its feature as it stood then."""

from products.decisions import Choice
from products.models import Outcome
from stakeholders.deciding import decide
from stakeholders.demo.catalogue import SOURCE, Catalogue
from stakeholders.demo.sketches import Content


def write_decisions(content: Content, catalogue: Catalogue) -> None:
    """Write all decisions; what was said before them has to stand already."""
    for product in content.products:
        for sketch in product.decisions:
            choice = Choice(
                outcome=Outcome(sketch.outcome),
                rationale=sketch.rationale,
                promise=sketch.promise,
                review_on=sketch.review_on,
                outcome_note=sketch.outcome_note,
                decided_by=product.manager,
                decided_at=sketch.decided_at,
                insights=[catalogue.insights[product.key, key].pk for key in sketch.insights],
                source=SOURCE,
                external_id=f"{product.key}/{sketch.feature}",
            )
            decide(catalogue.features[product.key, sketch.feature], choice, actor=product.manager)
