"""Keeps what shows preferences: what was said word for word, where to read it, and of what part."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from products.chunks import split
from products.faults import RowFault, RowsRefusedError, vet
from products.models import Insight
from products.moments import find_moment_fault
from products.upserts import Outcome, Upserted
from stakeholders.models import Evidence, Preference

Fault: TypeAlias = tuple[str, str, str]  # field, code and message


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What shows a preference: a QUOTE, a URL or an INSIGHT, or several of them together.

    OCCURRED_AT is left out when it is unknown, or to keep what is known.
    """

    quote: str = ""
    url: str = ""
    insight: Insight | None = None
    occurred_at: datetime | None = None


@transaction.atomic
def add_evidence(preference: Preference, proof: Proof) -> Upserted[Evidence]:
    """Let PROOF show PREFERENCE; the same again is the same evidence, and changes nothing.

    :raises RowsRefusedError: when it shows nothing, is part of another product's insight, cannot
        have been said yet or be stored, or the preference was withdrawn; nothing is written then.
    """
    if faults := [RowFault(0, *fault) for fault in _find_faults(preference, proof)]:
        raise RowsRefusedError(faults)
    # Two at once would write it twice.
    if not Preference.objects.select_for_update().filter(pk=preference.pk).exists():
        told = gettext("They have stated nothing about it.")
        raise RowsRefusedError.of("feature", "UNKNOWN", told)
    said = {"quote": proof.quote.strip(), "url": proof.url.strip(), "insight": proof.insight}
    fresh = Evidence(preference=preference, occurred_at=proof.occurred_at, **said)
    vet(fresh)  # before the database is asked for it
    row = Evidence.objects.filter(preference=preference, **said).order_by("pk").first()
    if row is None:
        fresh.save()
        return Upserted(fresh, Outcome.CREATED)
    if proof.occurred_at in {None, row.occurred_at}:
        return Upserted(row, Outcome.UNCHANGED)
    before = {"occurred_at": row.occurred_at}
    row.occurred_at = proof.occurred_at
    row.save(update_fields=["occurred_at", "updated_at"])
    return Upserted(row, Outcome.CHANGED, before)


@dataclass(frozen=True, slots=True)
class Citation:
    """That what a STAKEHOLDER stated about a FEATURE rests on an INSIGHT, each by key."""

    stakeholder: int
    feature: int
    insight: int
    occurred_at: datetime | None = None


@transaction.atomic
def cite_insights(citations: Iterable[Citation]) -> Counter[Outcome]:
    """Add the insights of CITATIONS as evidence where the person has stated anything.

    What is evidence already stays as it is. Set-based: insights and preferences are of one product,
    and are there.
    """
    outcomes: Counter[Outcome] = Counter()
    for chunk in split(citations):
        found = _find_preferences(chunk)
        wanted = {
            (found[key], each.insight): each
            for each in chunk
            if (key := (each.stakeholder, each.feature)) in found
        }
        known = set()
        for keys in split({preference for preference, _ in wanted}):
            rows = Evidence.objects.filter(preference__in=keys).exclude(insight=None)
            known |= set(rows.values_list("preference", "insight"))
        fresh = [
            Evidence(preference_id=pair[0], insight_id=pair[1], occurred_at=each.occurred_at)
            for pair, each in wanted.items()
            if pair not in known
        ]
        Evidence.objects.bulk_create(fresh)
        outcomes[Outcome.CREATED] += len(fresh)
        outcomes[Outcome.UNCHANGED] += len(wanted) - len(fresh)
    return outcomes


def _find_preferences(citations: Sequence[Citation]) -> dict[tuple[int, int], int]:
    """Find the preferences of the people of CITATIONS, by person and feature."""
    features = {each.feature for each in citations}
    found: dict[tuple[int, int], int] = {}
    for people in split({each.stakeholder for each in citations}):
        rows = Preference.objects.filter(stakeholder__in=people, feature__in=features)
        locked = rows.order_by("pk").select_for_update()  # a withdrawn one cannot be shown
        for pk, person, feature in locked.values_list("pk", "stakeholder", "feature"):
            found[person, feature] = pk
    return found


def remove_evidence(evidence: Evidence) -> bool:
    """Let EVIDENCE go; tell whether it was there. What it showed stays as it was stated."""
    removed, _ = Evidence.objects.filter(pk=evidence.pk).delete()
    return removed > 0


def _find_faults(preference: Preference, proof: Proof) -> Iterator[Fault]:
    """Yield why PROOF cannot show PREFERENCE."""
    if not (proof.quote.strip() or proof.url.strip() or proof.insight):
        yield "quote", "REQUIRED", gettext("Give a quote, a link or an insight.")
    if proof.insight and proof.insight.product_id != preference.feature.product_id:
        yield "insight", "UNKNOWN", gettext("The feature's product has no such insight.")
    at = proof.occurred_at
    told = None if at is None else find_moment_fault(at, timezone.now())
    if told is not None:
        yield "occurred_at", "INVALID", told
