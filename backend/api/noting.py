"""Keeping what shows preferences, and saying what insights bear on, as GraphQL mutations."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

import strawberry
from django.utils.translation import gettext
from strawberry import ID, Maybe

from backend.access.ids import find_pks
from backend.api import types
from backend.api.evidence import Evidence
from backend.api.fields import mutation
from backend.api.inputs import needed, of, read_entry
from backend.api.mutations import Given
from backend.api.once import Echoed, Keyed
from backend.api.payloads import Told, UserError, Writing, shown, write
from backend.api.payloads import of as payload_of
from backend.api.rallying import find_rows
from products.faults import RowFault, RowsRefusedError
from products.insights import attach_insight, detach_insight
from products.models import Feature, Insight
from products.upserts import Upserted
from stakeholders import models as backing
from stakeholders.evidence import Proof, add_evidence, remove_evidence
from stakeholders.models import Preference, Stakeholder


@strawberry.input(description="What shows which preference: a quote, a link or an insight.")
class AddEvidenceInput(Keyed):
    """One piece of evidence."""

    stakeholder: ID = needed("The id of whoever holds the preference.")
    feature: ID = needed("The id of what it is about.")
    quote: Maybe[str | None] = of(backing.Evidence, "quote")
    url: Maybe[str | None] = of(backing.Evidence, "url")
    insight: Maybe[ID | None] = of(
        backing.Evidence, "insight", "The id of an insight about the feature's product."
    )
    occurred_at: Maybe[datetime | None] = of(
        backing.Evidence, "occurred_at", "As it is known, when left out."
    )


@strawberry.input(description="What shows nothing after all.")
class RemoveEvidenceInput(Keyed):
    """One piece of evidence."""

    evidence: ID = needed("The id of the evidence.")


@strawberry.input(description="What an insight bears on too.")
class AttachInsightInput(Keyed):
    """One insight, and some features."""

    insight: ID = needed("The id of the insight.")
    features: list[ID] = needed("The ids of features of its product; the others stay.")


@strawberry.input(description="What an insight bears on no more.")
class DetachInsightInput(Keyed):
    """One insight, and some features."""

    insight: ID = needed("The id of the insight.")
    features: list[ID] = needed("The ids of features; the others stay.")


@strawberry.type(description="What shows a preference from now on.")
class AddEvidencePayload(Told):
    """The answer to `addEvidence`."""

    evidence: Evidence | None = payload_of("evidence")


@strawberry.type(description="What shows a preference no more.")
class RemoveEvidencePayload(Echoed):
    """The answer to `removeEvidence`."""

    removed: bool = strawberry.field(description="Whether it was there, and is no more.")
    preference: types.Preference | None = payload_of("preference")
    errors: list[UserError] = strawberry.field(description="What has to be mended.")


@strawberry.type(description="An insight that bears on something too.")
class AttachInsightPayload(Told):
    """The answer to `attachInsight`."""

    insight: types.Insight | None = payload_of("insight")


@strawberry.type(description="An insight that bears on something no more.")
class DetachInsightPayload(Told):
    """The answer to `detachInsight`."""

    insight: types.Insight | None = payload_of("insight")


@strawberry.type(description="What can be changed.")
class NotingMutations:
    """Showing preferences, and placing insights."""

    @mutation(
        "Keep what shows a preference: a quote, a link, an insight, or several of them. The same "
        "again changes nothing."
    )
    def add_evidence(self, given: Given[AddEvidenceInput]) -> AddEvidencePayload:
        """Add one piece of evidence."""
        found, errors = find_rows(given, stakeholder=Stakeholder, feature=Feature)
        preference = None if errors else Preference.objects.filter(**found).first()
        if preference is None:
            told = gettext("They have stated nothing about it.")
            silent = UserError(code="UNKNOWN", message=told, path=["input", "feature"])
            return AddEvidencePayload(evidence=None, outcome=None, errors=errors or [silent])
        done = write(lambda: [add_evidence(preference, read_proof(given))])
        return AddEvidencePayload(evidence=done.row, **done.rest)

    @mutation("Let go what shows a preference; the preference stays as it was stated.")
    def remove_evidence(self, given: Given[RemoveEvidenceInput]) -> RemoveEvidencePayload:
        """Remove one piece of evidence."""
        found, errors = find_rows(given, evidence=backing.Evidence)
        preference = None if errors else shown(found["evidence"].preference)
        removed = not errors and remove_evidence(found["evidence"])
        return RemoveEvidencePayload(removed=removed, preference=preference, errors=errors)

    @mutation("Let an insight bear on features too; the same again changes nothing.")
    def attach_insight(self, given: Given[AttachInsightInput]) -> AttachInsightPayload:
        """Attach one insight."""
        done = place(given, attach_insight)
        return AttachInsightPayload(insight=done.row, **done.rest)

    @mutation(
        "Let an insight bear on features no more; what cites it as evidence goes on doing so. The "
        "same again changes nothing."
    )
    def detach_insight(self, given: Given[DetachInsightInput]) -> DetachInsightPayload:
        """Detach one insight."""
        done = place(given, detach_insight)
        return DetachInsightPayload(insight=done.row, **done.rest)


def read_proof(given: AddEvidenceInput) -> Proof:
    """Read what GIVEN says of evidence.

    :raises RowsRefusedError: when it names no insight that there is, or null where nothing can be
        empty.
    """
    entry = read_entry(given, "stakeholder", "feature")
    if entry.get("insight") is not None:
        pks = find_pks(Insight.objects.all(), [entry["insight"]])
        if not pks:
            told = gettext("There is no such insight.")
            raise RowsRefusedError([RowFault(0, "insight", "UNKNOWN", told)])
        entry["insight"] = Insight.objects.get(pk=pks[entry["insight"]])
    return Proof(**entry)


def place(
    given: AttachInsightInput | DetachInsightInput,
    change: Callable[[Insight, Collection[Feature]], Upserted[Insight]],
) -> Writing:
    """Let CHANGE be done to the insight and the features that GIVEN names."""
    found, errors = find_rows(given, insight=Insight)
    pks = find_pks(Feature.objects.all(), given.features)
    told = gettext("There is no such feature.")
    errors += [
        UserError(code="UNKNOWN", message=told, path=["input", "features", str(number)])
        for number, text in enumerate(given.features)
        if text not in pks
    ]
    if errors:
        return Writing(errors=errors)
    rows: dict[int, Any] = Feature.objects.in_bulk(pks.values())
    features = [rows[pks[text]] for text in given.features]
    return write(lambda: [change(found["insight"], features)])
