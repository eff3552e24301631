"""Makes duplicates one feature, and two again: what was stated about one is stated of the other.

The preferences of a duplicate stay where they are, with their evidence, and count nothing while it
is part of another. Each is stated about the other with the date it has, so that of two views of one
person the newer stands and nobody counts twice.
"""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext

from products.merging import MergeError, find_merge, find_parts, join, part
from products.models import Feature, Merge
from stakeholders.keeping import shift_cells
from stakeholders.locking import lock_features
from stakeholders.models import Cause
from stakeholders.recounting import find_drift
from stakeholders.restating import Restating, find_brought, find_lasting, find_news
from stakeholders.scoring import Occasion, rescore


@transaction.atomic
def merge_features(
    feature: Feature, into: Feature, *, actor: str, reason: str = "", take: Collection[str] = ()
) -> Merge:
    """Make FEATURE, a duplicate, part of INTO because of REASON, as ACTOR; again changes nothing.

    INTO says from then on what FEATURE said under the fields TAKE.

    :raises MergeError: when the two cannot be one; nothing is written then.
    """
    feature, into = _lock(feature, into)
    standing = find_merge(feature)
    if standing is not None and into.pk in {standing.into_id, feature.merged_into_id}:
        return standing
    occasion = Occasion(cause=Cause.MERGE, actor=actor)
    merge = join(feature, into, reason=reason, actor=actor, take=take)
    Restating(into.pk, occasion).state(find_news(merge))
    _settle(merge, occasion)
    return merge


@transaction.atomic
def unmerge_feature(feature: Feature, *, actor: str) -> Merge | None:
    """Let FEATURE stand for itself again, as ACTOR; give the merge undone, or none if none held.

    Whoever stated something about the other feature since keeps that. Everyone else has there what
    would stand without this merge: what it replaced, or nothing.

    :raises MergeError: when the other feature was itself merged since, or this one anew meanwhile;
        nothing is written then.
    """
    before = find_merge(feature)
    if before is None:
        return None
    _lock(before.feature, before.into)
    merge = find_merge(feature)
    if merge is None:
        return None
    if merge.pk != before.pk:  # and may be part of what is not locked
        told = gettext("%(feature)r was merged anew meanwhile; try again.") % {
            "feature": feature.key
        }
        raise MergeError("feature", "CONFLICT", told)
    occasion = Occasion(cause=Cause.MERGE, actor=actor)
    part(merge, actor=actor)
    brought = find_brought(merge)
    lasting = find_lasting(merge, brought)
    restating = Restating(merge.into_id, occasion)
    restating.state(lasting)
    restating.withdraw([key for key in brought if key not in lasting], merge)
    _settle(merge, occasion)
    return merge


def _lock(feature: Feature, into: Feature) -> tuple[Feature, Feature]:
    """Lock FEATURE, what became part of it, and INTO; give the two as they stand now."""
    lock_features({feature.pk, into.pk, *find_parts(feature)})
    rows = Feature.objects.select_related("merged_into").in_bulk([feature.pk, into.pk])
    return rows[feature.pk], rows[into.pk]


def _settle(merge: Merge, occasion: Occasion) -> None:
    """Bring the cells and scores of both features of MERGE up to what is stated now."""
    features = {merge.feature_id, merge.into_id}
    shift_cells(find_drift(features), at=occasion.at)
    rescore(features, occasion)
