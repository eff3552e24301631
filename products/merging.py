"""Makes duplicates one feature, and two again: the catalogue's part of it.

What is counted moves along in `stakeholders.merging`, which is where callers go.
"""

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext

from products.inheriting import HERITABLE, give_back, take_over
from products.models import Feature, Merge
from products.naming import REASON_LENGTH, find_text_fault


class MergeError(ValueError):
    """Says which argument of a merge is at fault, in code and in words."""

    def __init__(self, field: str, code: str, message: str) -> None:
        """Keep FIELD (`feature`, `into` or `reason`), CODE and MESSAGE."""
        self.field, self.code, self.message = field, code, message
        super().__init__(message)


def find_merge(feature: Feature) -> Merge | None:
    """Give the merge that holds FEATURE now, if it became part of another."""
    standing = Merge.objects.standing().filter(feature=feature)
    return standing.select_related("feature", "into__merged_into").first()


def find_parts(feature: Feature) -> list[int]:
    """Give the features that became part of FEATURE, of one of these, and so on."""
    standing = Merge.objects.standing().filter(feature__product=feature.product_id)
    links = list(standing.values_list("feature", "into"))
    found: list[int] = []
    level = {feature.pk}
    while level:
        level = {part for part, whole in links if whole in level}
        found += sorted(level)
    return found


def join(
    feature: Feature, into: Feature, *, reason: str, actor: str, take: Collection[str] = ()
) -> Merge:
    """Make FEATURE, a duplicate, part of INTO; both are locked and as they stand now.

    What became part of FEATURE before is answered for by INTO from now on, which says under the
    fields TAKE what FEATURE said there.

    :raises MergeError: when the two cannot be one, or REASON cannot be kept.
    """
    _check(feature, into, reason, take)
    taken = take_over(into, feature, take)
    merge = Merge.objects.create(
        feature=feature, into=into, reason=reason, actor=actor, taken=taken
    )
    _point([feature.pk, *find_parts(feature)], into, at=merge.created_at)
    return merge


def part(merge: Merge, *, actor: str) -> None:
    """Let the duplicate of MERGE stand for itself again, as ACTOR, and answer for its own parts.

    :raises MergeError: when what it became part of was itself merged since.
    """
    if merge.into.merged_into is not None:
        key, target = merge.into.key, merge.into.merged_into.key
        told = gettext(
            "%(key)r was itself merged, into %(target)r; take that merge back first."
        ) % {"key": key, "target": target}
        raise MergeError("feature", "CONFLICT", told)
    at = timezone.now()
    merge.undone_at, merge.undone_by = at, actor
    merge.save(update_fields=["undone_at", "undone_by"])
    give_back(merge)
    _point([merge.feature_id], None, at=at)
    _point(find_parts(merge.feature), merge.feature, at=at)


def _check(feature: Feature, into: Feature, reason: str, take: Collection[str]) -> None:
    """Let FEATURE and INTO pass when the first can become part of the second because of REASON.

    TAKE names what may be taken over.

    :raises MergeError: when it cannot.
    """
    if feature.pk == into.pk:
        raise MergeError(
            "into",
            "CONFLICT",
            gettext("%(feature)r cannot become part of itself.") % {"feature": feature.key},
        )
    if feature.product_id != into.product_id:
        raise MergeError(
            "into", "CONFLICT", gettext("%(into)r belongs to another product.") % {"into": into.key}
        )
    if into.merged_into is not None:
        told = gettext("%(into)r was merged into %(merged_into)r; name that one.") % {
            "into": into.key,
            "merged_into": into.merged_into.key,
        }
        raise MergeError("into", "CONFLICT", told)
    if feature.merged_into is not None:
        told = gettext("%(feature)r was merged into %(merged_into)r; take that back first.") % {
            "feature": feature.key,
            "merged_into": feature.merged_into.key,
        }
        raise MergeError("feature", "CONFLICT", told)
    if fault := find_text_fault(reason, REASON_LENGTH):
        raise MergeError("reason", "INVALID", fault)
    if strange := sorted(set(take) - set(HERITABLE)):
        told = gettext("%(names)s cannot be taken over.") % {"names": ", ".join(strange)}
        raise MergeError("take", "INVALID", told)


def _point(features: list[int], into: Feature | None, *, at: datetime) -> None:
    """Let INTO, or each of FEATURES for itself, answer for FEATURES since AT."""
    Feature.objects.filter(pk__in=features).update(merged_into=into, updated_at=at)
