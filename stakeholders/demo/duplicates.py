"""Writes the demo's duplicates: written down twice, spoken about under both names, and merged."""

from datetime import timedelta

from products.catalogue import upsert_features
from products.models import Feature, Merge
from stakeholders.demo.catalogue import SOURCE, Catalogue
from stakeholders.demo.membership import ACTOR
from stakeholders.demo.sketches import Content, DuplicateSketch, ProductSketch
from stakeholders.merging import merge_features
from stakeholders.models import Preference
from stakeholders.preferences import state
from stakeholders.statements import Statement

EARLIER = timedelta(days=1)  # than they spoke of the other, whose word stands


def write_duplicates(content: Content, catalogue: Catalogue) -> None:
    """Write all duplicates and merge them; whoever spoke of one has spoken of the other since."""
    for product in content.products:
        for sketch in product.duplicates:
            into = catalogue.features[product.key, sketch.into]
            twin = _write_twin(sketch, product, catalogue)
            _speak(twin, into, sketch)
            merge = merge_features(twin, into, actor=product.manager, reason=sketch.because)
            # A new row takes the time of writing; these were written as things happened.
            Feature.objects.filter(pk=twin.pk).update(created_at=sketch.since)
            Merge.objects.filter(pk=merge.pk).update(created_at=sketch.merged_at)


def _write_twin(sketch: DuplicateSketch, product: ProductSketch, catalogue: Catalogue) -> Feature:
    """Write the duplicate of SKETCH as an idea of its own."""
    (twin,) = upsert_features(
        catalogue.products[product.key],
        [
            {
                "key": sketch.key,
                "name": sketch.name,
                "summary": sketch.summary,
                "source": SOURCE,
                "external_id": f"{product.key}/{sketch.key}",
            }
        ],
    )
    return twin.row


def _speak(twin: Feature, into: Feature, sketch: DuplicateSketch) -> None:
    """Let those who spoke first about INTO have said the same about TWIN, a day before."""
    rows = Preference.objects.filter(feature=into).order_by("stated_at", "pk")[: sketch.voices]
    statements = [
        Statement(
            stakeholder=row.stakeholder_id,
            feature=twin.pk,
            stance=row.stance,
            importance=row.importance,
            reason=sketch.says,
            source=row.source,
            stated_at=row.stated_at - EARLIER,
        )
        for row in rows
    ]
    state(statements, actor=ACTOR, at=sketch.merged_at)
