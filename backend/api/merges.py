"""Duplicates, as GraphQL fields and mutations."""

import uuid
from typing import Any

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import ID, UNSET, relay

from backend.access.ids import find_pks
from backend.api import listings, types
from backend.api.connections import Connection, listed, nested, related
from backend.api.fields import mutation
from backend.api.guarded import guarded_name
from backend.api.inputs import needed
from backend.api.mutations import Given, who
from backend.api.once import Echoed, Keyed
from backend.api.payloads import UserError, shown, unknown
from backend.api.queries import InProduct, within
from products import models as catalogue
from products.merging import MergeError
from products.models import Feature
from stakeholders.merging import merge_features, unmerge_feature


@strawberry_django.type(catalogue.Merge, fields=["reason", "created_at", "undone_at"])
class Merge(relay.Node):
    """One merge of a duplicate into another feature."""

    public_id: relay.NodeID[uuid.UUID]
    actor: str = guarded_name(catalogue.Merge, "actor")
    undone_by: str = guarded_name(catalogue.Merge, "undone_by")
    feature: types.Feature = related("feature", "The duplicate.")
    into: types.Feature = related("into", "What it became part of.")


@strawberry.type(description="Fields of a preference event.")
class EventMerge:
    """What brought it here."""

    merge: Merge | None = related(
        "merge", "The merge that brought it here; null when it was stated here."
    )


@strawberry.type(description="What can be asked.")
class MergeQueries:
    """What was taken for one."""

    @listed(listings.merges, Connection[Merge], "The merges of duplicates, latest first.")
    def merges(self, product: InProduct = UNSET) -> QuerySet[Any]:
        """List merges."""
        return within(listings.merges().rows(), product, "feature__product")


@strawberry.type(description="Fields of a feature.")
class FeatureMerges:
    """What it became part of, and what became part of it."""

    merged_into: types.Feature | None = related(
        "merged_into", "What it became part of, and whose score it answers with; null if nothing."
    )
    merged_features: Connection[types.Feature] = nested(
        listings.duplicates, "merged_into", "The duplicates that it answers for."
    )
    merges: Connection[Merge] = nested(
        listings.merges, "feature", "When it was taken for a duplicate, and why, latest first."
    )
    absorptions: Connection[Merge] = nested(
        listings.merges, "into", "When others were taken for it, and why, latest first."
    )


@strawberry.input(description="Two features that are one.")
class MergeFeaturesInput(Keyed):
    """One merge."""

    feature: ID = needed("The id of the duplicate.")
    into: ID = needed("The id of what it becomes part of.")
    reason: str = strawberry.field(default="", description="Why the two are one.")


@strawberry.input(description="A duplicate that is none after all.")
class UnmergeFeatureInput(Keyed):
    """One merge to undo."""

    feature: ID = needed("The id of what was taken for a duplicate.")


@strawberry.type(description="A feature that became part of another.")
class MergeFeaturesPayload(Echoed):
    """The answer to `mergeFeatures`."""

    feature: types.Feature | None = strawberry.field(
        default=None, description="The duplicate; null when it was refused."
    )
    into: types.Feature | None = strawberry.field(
        default=None, description="What it is part of, as it is backed now; null when refused."
    )
    errors: list[UserError] = strawberry.field(description="What has to be mended.")


@strawberry.type(description="A feature that stands for itself again.")
class UnmergeFeaturePayload(Echoed):
    """The answer to `unmergeFeature`."""

    feature: types.Feature | None = strawberry.field(
        default=None, description="The feature, as it is backed now; null when it was refused."
    )
    was_part_of: types.Feature | None = strawberry.field(
        default=None, description="What it was part of; null when it was part of nothing."
    )
    errors: list[UserError] = strawberry.field(description="What has to be mended.")


@strawberry.type(description="What can be changed.")
class MergeMutations:
    """Merging and its undoing."""

    @mutation(
        "Make a duplicate part of another feature: what was stated about it is stated about that "
        "one, with its own date. The same again changes nothing."
    )
    def merge_features(
        self, info: strawberry.Info, given: Given[MergeFeaturesInput]
    ) -> MergeFeaturesPayload:
        """Merge two features."""
        found = find_features(feature=given.feature, into=given.into)
        errors = [unknown(noun) for noun, feature in found.items() if feature is None]
        if errors:
            return MergeFeaturesPayload(errors=errors)
        try:
            merge = merge_features(**found, reason=given.reason, actor=who(info))
        except MergeError as error:
            return MergeFeaturesPayload(errors=[refuse(error)])
        return MergeFeaturesPayload(feature=read(merge.feature), into=read(merge.into), errors=[])

    @mutation(
        "Let a merged feature stand for itself again; what was stated about the other one since "
        "stays there. The same again changes nothing."
    )
    def unmerge_feature(
        self, info: strawberry.Info, given: Given[UnmergeFeatureInput]
    ) -> UnmergeFeaturePayload:
        """Undo a merge."""
        feature = find_features(feature=given.feature)["feature"]
        if feature is None:
            return UnmergeFeaturePayload(errors=[unknown("feature")])
        try:
            merge = unmerge_feature(feature, actor=who(info))
        except MergeError as error:
            return UnmergeFeaturePayload(errors=[refuse(error)])
        whole = read(merge.into) if merge else None
        return UnmergeFeaturePayload(feature=read(feature), was_part_of=whole, errors=[])


def find_features(**ids: str) -> dict[str, Any]:
    """Find the features with IDS, each under its name; None where there is none."""
    pks = find_pks(Feature.objects.all(), ids.values())
    rows = Feature.objects.in_bulk(pks.values())
    return {name: rows.get(pks.get(text, 0)) for name, text in ids.items()}


def read(feature: Feature) -> Any:  # noqa: ANN401 -- shown as its GraphQL type
    """Read FEATURE as it stands now."""
    return shown(Feature.objects.get(pk=feature.pk))


def refuse(error: MergeError) -> UserError:
    """Tell ERROR to the caller."""
    return UserError(code=error.code, message=str(error), path=["input", error.field])
