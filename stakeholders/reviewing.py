"""Compares what was known when a decision was made with what is known now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from products.figures import write_number
from products.models import Decision, Feature
from stakeholders.models import AlignmentScore
from stakeholders.ranking import with_rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """How the FEATURE that answers for a decision's stands now, and how far that is from then.

    SCORE_CHANGE and LOW_CHANGE are in points, RANK_CHANGE in places, above 0 where it rose; each
    is empty where one of the two is not known. IS_CLEAR tells that the two intervals have no point
    in common: what moved is more than what was in doubt.
    """

    feature: Feature
    score: float | None
    low: float | None
    high: float | None
    rank: int | None
    score_change: float | None
    low_change: float | None
    rank_change: int | None
    is_clear: bool


def find_since(decisions: Collection[Decision]) -> dict[int, Since]:
    """Compare each of DECISIONS with today, by its key; in two queries, however many they are.

    For a feature that was merged since, the one answers that it became part of.
    """
    asked = Feature.objects.filter(pk__in={each.feature_id for each in decisions})
    answering = {pk: whole or pk for pk, whole in asked.values_list("pk", "merged_into")}
    rows = with_rank(Feature.objects.filter(pk__in=set(answering.values())))
    now = {row.pk: row for row in rows.select_related("alignment")}
    return {each.pk: compare(each, now[answering[each.feature_id]]) for each in decisions}


def compare(decision: Decision, feature: Feature) -> Since:
    """Compare DECISION with FEATURE, which answers for it and was read with score and rank."""
    score: AlignmentScore | None = getattr(feature, "alignment", None)
    now: dict[str, Any] = {name: getattr(score, name, None) for name in ("score", "low", "high")}
    rank: int | None = vars(feature)["rank"]
    has_both = now["score"] is not None and decision.score is not None
    return Since(
        feature=feature,
        rank=rank,
        score_change=_subtract(now["score"], decision.score),
        low_change=_subtract(now["low"], decision.low),
        rank_change=None if rank is None or decision.rank is None else decision.rank - rank,
        is_clear=has_both and _is_apart(vars(decision), now),
        **now,
    )


def explain_since(decision: Decision, since: Since) -> str:
    """Say in a sentence what has become of the backing of DECISION's feature SINCE it was made."""
    if decision.score is None or decision.low is None or decision.high is None:
        told = gettext("Nobody had spoken when this was decided.")
        if since.score is None or since.low is None or since.high is None:
            return told
        now = gettext("Now it has %(score)s, most likely %(low)s to %(high)s.")
        return f"{told} {now % _write(since.score, since.low, since.high)}"
    if since.score is None or since.low is None or since.high is None:
        return gettext("What was said then was withdrawn since.")
    parts = [_say_change(decision.score, since)]
    if not since.is_clear:
        parts.append(gettext("That is within what was uncertain."))
    if decision.rank is not None and since.rank is not None:
        told = gettext("It ranks %(now)s; then it ranked %(then)s.")
        parts.append(told % {"now": since.rank, "then": decision.rank})
    return " ".join(parts)


def _say_change(before: float, since: Since) -> str:
    told = {"then": _number(before), "now": _number(since.score or 0)}
    if told["then"] == told["now"]:
        return gettext("Its score is %(now)s, as it was then.") % told
    if (since.score_change or 0) > 0:
        return gettext("Its score rose from %(then)s to %(now)s.") % told
    return gettext("Its score fell from %(then)s to %(now)s.") % told


def _is_apart(then: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Tell whether the intervals THEN and NOW have no point in common."""
    return bool(now["low"] > then["high"] or now["high"] < then["low"])


def _subtract(now: float | None, then: float | None) -> float | None:
    return None if now is None or then is None else now - then


def _write(score: float, low: float, high: float) -> dict[str, str]:
    return {"score": _number(score), "low": _number(low), "high": _number(high)}


def _number(value: float) -> str:
    """Write VALUE as the active language does, to a tenth."""
    return write_number(value, 1)
