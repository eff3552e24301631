"""Decides about features, and keeps with each decision how the feature was backed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from products.decisions import Backing, Choice, find_decision, follow, record
from products.faults import RowsRefusedError
from products.models import Decision, Feature, StageChange
from products.moments import find_moment_fault
from products.upserts import Outcome, Upserted
from stakeholders.locking import lock_features
from stakeholders.models import AlignmentScore, Group
from stakeholders.news import spread
from stakeholders.ranking import with_rank
from stakeholders.remembering import remember, remember_ranks

LINE: Final = 50  # as much for it as against it


@dataclass(frozen=True, slots=True)
class Decided(Upserted[Decision]):
    """A decision as it stands, and the CHANGE of stage that it made, if it made any just now."""

    change: StageChange | None = None


@transaction.atomic
def decide(feature: Feature, choice: Choice, *, actor: str) -> Decided:
    """Write down CHOICE about FEATURE with the backing as it stands, and move it to its new stage.

    A choice that was made earlier keeps the backing of then, and moves nothing: what became of the
    feature has happened since. The same choice with the same external id again changes nothing.

    :raises RowsRefusedError: when the choice makes no sense; nothing is written then.
    """
    lock_features([feature.pk])
    feature = Feature.objects.select_related("merged_into").get(pk=feature.pk)
    known = find_decision(feature, choice)
    if known is not None:
        return Decided(known, Outcome.UNCHANGED)
    _check(feature, choice.decided_at)
    change: StageChange | None = None
    if choice.decided_at is None:
        decision = record(feature, choice, find_backing(feature), at=timezone.now())
        change = follow(feature, choice, actor=actor)
        if change is not None:
            spread(change)
    else:
        at = choice.decided_at
        decision = record(feature, choice, remember_backing(feature, at), at=at)
    return Decided(decision, Outcome.CREATED, change=change)


def find_backing(feature: Feature) -> Backing:
    """Give the backing of FEATURE as it stands, with the groups named as they are called now."""
    score = AlignmentScore.objects.filter(pk=feature.pk).first()
    if score is None:
        return Backing()
    ranked = with_rank(Feature.objects.filter(pk=feature.pk)).get()
    names = dict(
        Group.objects.filter(pk__in=[line["group"] for line in score.breakdown]).values_list(
            "pk", "name"
        )
    )
    lines = [line | {"name": names[line["group"]]} for line in score.breakdown]
    return _freeze(score, vars(ranked)["rank"], lines)


def remember_backing(feature: Feature, at: datetime) -> Backing:
    """Give the backing of FEATURE as it stood AT a moment, just before anything moved by it."""
    at -= timedelta.resolution
    score = remember([feature], at).get(feature.pk)
    if score is None:
        return Backing()
    return _freeze(score, remember_ranks([feature], at).get(feature.pk), score.breakdown)


def _freeze(score: AlignmentScore, rank: int | None, lines: Sequence[Mapping[str, Any]]) -> Backing:
    return Backing(
        score=score.score,
        low=score.low,
        high=score.high,
        rank=rank,
        breakdown=lines,
        line=find_line(),
    )


def find_line() -> float:
    """Tell which score parts weak from strong backing; a host need not say."""
    return float(getattr(settings, "BACKING_LINE", LINE))


def tell_merged(target: Feature) -> str:
    """Say that nothing is decided about what is part of TARGET."""
    told = gettext("It was merged into %(merged_into)r; decide about that one.")
    return told % {"merged_into": target.key}


def _check(feature: Feature, decided_at: datetime | None) -> None:
    """Let a choice about FEATURE that was DECIDED_AT a moment pass.

    :raises RowsRefusedError: when the feature is part of another, or the moment has not come.
    """
    if feature.merged_into is not None:
        raise RowsRefusedError.of("feature", "CONFLICT", tell_merged(feature.merged_into))
    fault = None if decided_at is None else find_moment_fault(decided_at, timezone.now())
    if fault is not None:
        raise RowsRefusedError.of("decided_at", "INVALID", fault)
