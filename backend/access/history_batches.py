"""Finds what became of a preference in batches, of which the audit log tells once for all rows."""

from typing import Any

from django.db.models import QuerySet

from backend.access.audit_models import Action, AuditEntry
from backend.access.history_steps import Step
from backend.access.history_values import Values
from stakeholders.judging import UTTERANCE
from stakeholders.models import Preference, PreferenceEvent


def read_batches(preference: Preference, entries: QuerySet[AuditEntry]) -> list[Step]:
    """Read those of ENTRIES that tell of batches in which PREFERENCE was written.

    The history of preferences tells what it said then, at the moment that the entry names.
    """
    said = PreferenceEvent.objects.filter(
        stakeholder=preference.stakeholder_id, feature=preference.feature_id
    )
    events = list(said.order_by("created_at", "pk"))
    moments = [event.created_at.isoformat() for event in events]
    told = entries.filter(
        noun=str(Preference._meta.label_lower),  # noqa: SLF001 -- Django's documented model API
        action=Action.BATCH,
        public_id=None,
        after__events_at__in=moments,
    )
    batches = {str((entry.after or {}).get("events_at")): entry for entry in told}
    steps, before = [], dict[str, Any]()
    for event, moment in zip(events, moments, strict=True):
        after = {name: getattr(event, name) for name in UTTERANCE}
        if moment in batches:
            changed = {name for name in after if before.get(name) != after[name]}
            values = Values(
                {name: before[name] for name in changed if name in before},
                {name: after[name] for name in changed},
                frozenset(),
            )
            steps.append(Step(batches[moment], values))
        before = after
    return steps
