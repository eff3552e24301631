"""Tells what each choice about a feature would come to, before it is made."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from products.decisions import INSTEAD, MOVES, Backing
from products.lifecycle import LifecycleStage
from products.models import Feature, Outcome, Stage, StageChange
from stakeholders.deciding import find_line, tell_merged
from stakeholders.models import AlignmentScore


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """What it comes to when OUTCOME is chosen about a feature that stands in a stage BEFORE.

    AFTER is the stage where it stands then. INSTEAD says what to do where the choice makes no
    sense, and is empty where it does.
    """

    outcome: Outcome
    before: LifecycleStage
    after: LifecycleStage
    is_against: bool
    instead: str

    @property
    def is_allowed(self) -> bool:
        """Tell whether the choice makes sense."""
        return not self.instead

    @property
    def explanation(self) -> str:
        """Say in a sentence or two where the feature goes, and whether the backing is defied."""
        if self.instead:
            return self.instead
        told = tell_way(self.before, self.after)
        if not self.is_against:
            return told
        defiant = _("This goes against the backing: tell why in the rationale.")
        return f"{told} {defiant}"


def list_options(features: Iterable[Feature]) -> dict[int, list[Option]]:
    """List what each outcome would come to for each of FEATURES, by its key, in two queries."""
    rows = {feature.pk: feature for feature in features}
    scores = AlignmentScore.objects.in_bulk(rows)
    merged = {row.merged_into_id for row in rows.values() if row.merged_into_id}
    targets = Feature.objects.in_bulk(merged)
    return {
        pk: [
            _look_ahead(row, outcome, _back(scores.get(pk)), targets.get(row.merged_into_id or 0))
            for outcome in Outcome
        ]
        for pk, row in rows.items()
    }


def tell_way(before: LifecycleStage, after: LifecycleStage) -> str:
    """Say in a sentence that a feature goes from the stage BEFORE to AFTER, or stays there."""
    names = {"before": _(Stage(before).label), "after": _(Stage(after).label)}
    if before == after:
        return _("It stays in %(before)s.") % names
    return _("It moves from %(before)s to %(after)s.") % names


def tell_moved(change: StageChange | None, stage: str) -> str:
    """Say in a sentence which CHANGE of stage a choice made, or that it left the one in STAGE."""
    if change is None:
        return tell_way(LifecycleStage(stage), LifecycleStage(stage))
    names = {"before": _(Stage(change.from_stage).label), "after": _(Stage(change.to_stage).label)}
    return _("It moved from %(before)s to %(after)s.") % names


def _back(score: AlignmentScore | None) -> Backing:
    """Give as much of the backing as tells whether an outcome goes against it."""
    if score is None:
        return Backing()
    return Backing(score=score.score, low=score.low, line=find_line())


def _look_ahead(
    feature: Feature, outcome: Outcome, backing: Backing, target: Feature | None
) -> Option:
    stage = LifecycleStage(feature.stage)
    instead = INSTEAD[outcome].get(stage, "") if target is None else tell_merged(target)
    after = stage if instead else MOVES[outcome].get(stage, stage)
    return Option(
        outcome=outcome,
        before=stage,
        after=after,
        is_against=not instead and backing.refuses(outcome),
        instead=str(instead),
    )
