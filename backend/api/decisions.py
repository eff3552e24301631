"""What was known when a decision was made, and deciding, as GraphQL fields and mutations."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any, cast

import strawberry
from strawberry import ID, Maybe

from backend.access.batching import shared, together
from backend.access.breakdowns import Breakdown
from backend.access.ids import find_pks
from backend.access.lines import Directory
from backend.access.smallness import hides_counts
from backend.api import enums, types
from backend.api.fields import computed, identify, mutation
from backend.api.inputs import NOBODY, needed, of, read_entry
from backend.api.mutations import Given, who
from backend.api.once import Echoed, Keyed
from backend.api.payloads import Told, UserError, Writing, shown, tell, unknown, write
from backend.api.payloads import of as payload_of
from products import models as catalogue
from products.decisions import Choice, reads_otherwise, review
from products.faults import RowsRefusedError
from products.models import Decision, Feature, Insight
from stakeholders.deciding import decide
from stakeholders.reviewing import Since, explain_since, find_since


@strawberry.type(description="What an insight said when a decision was made that rests on it.")
class Ground:
    """One of the grounds."""

    id: strawberry.ID = strawberry.field(description="Names this ground, for caches.")
    kind: enums.InsightKind = strawberry.field(description="Where it came from.")
    mood: enums.Mood = strawberry.field(description="How the people behind it felt.")
    title: str = strawberry.field(description="The insight in one line, as it was then.")
    body: str = strawberry.field(description="What was said or seen, as it read then.")
    url: str = strawberry.field(description="Where to read the original.")
    occurred_at: datetime | None = strawberry.field(description="When it was said or seen.")
    insight: types.Insight | None = strawberry.field(
        description="The insight as it is now; null when it is gone."
    )
    changed: bool = strawberry.field(description="Whether it reads otherwise now, or is gone.")


@strawberry.type(description="How the backing of a decision's feature stands now.")
class DecisionSince:
    """Then and now; `score`, `low`, `high` and `rank` of then stand in the decision."""

    id: strawberry.ID = strawberry.field(description="Names this comparison, for caches.")
    feature: types.Feature = strawberry.field(
        description="The feature, or the one that it was merged into since."
    )
    score: float | None = strawberry.field(description="Its score now; null while unheard.")
    low: float | None = strawberry.field(description="Lower end of its interval now.")
    high: float | None = strawberry.field(description="Upper end of its interval now.")
    rank: int | None = strawberry.field(
        description="Its place now among what can be chosen; null when it cannot be any more."
    )
    score_change: float | None = strawberry.field(
        description="How many points the score rose since; null where either is not known."
    )
    low_change: float | None = strawberry.field(description="The same of the lower end.")
    rank_change: int | None = strawberry.field(
        description="How many places it rose since; null where either is not known."
    )
    is_clear: bool = strawberry.field(
        description="Whether the two intervals have no point in common: more moved than was "
        "in doubt."
    )
    explanation: str = strawberry.field(
        description="The same in plain sentences, in the language of the request."
    )


@strawberry.type(description="Fields of a decision.")
class DecisionBacking:
    """Who stood where."""

    @computed("The backing of each group then, as in an alignment; empty when unheard.")
    def breakdown(self, root: strawberry.Parent[Any]) -> list[types.GroupBacking]:
        """Show the lines that were frozen in all decisions read together."""
        found = shared(root, "breakdown", _load_breakdowns, default=Breakdown())
        hides = hides_counts(root)
        return [types.show_line(root, line, found, hides=hides) for line in found.lines]

    @computed(
        "What the insights that it rests on said when it was written down, whatever became of them "
        "since; empty for decisions from before this was kept."
    )
    def grounds(self, root: strawberry.Parent[Any]) -> list[Ground]:
        """Show what was frozen in all decisions read together."""
        nothing: Mapping[str, Insight] = {}
        known = shared(root, "grounds", _load_grounds, default=nothing)
        return [_show_ground(root, ground, known) for ground in root.grounds]

    @computed("How the backing stands now, beside how it stood when this was decided.")
    def since(self, root: strawberry.Parent[Any]) -> DecisionSince | None:
        """Compare all decisions read together with today."""
        found = shared(root, "since", _load_since, default=None)
        return None if found is None else _show_since(root, found)


def _load_grounds(decisions: Sequence[Decision]) -> Mapping[int, Mapping[str, Insight]]:
    """Read the insights on which DECISIONS rest, as they are now, by public id."""
    named = {ground["insight"] for each in decisions for ground in each.grounds}
    rows = together(Insight.objects.filter(public_id__in=named))
    known = {str(row.public_id): row for row in rows}
    return {each.pk: known for each in decisions}


def _show_ground(
    decision: Decision, ground: Mapping[str, Any], known: Mapping[str, Insight]
) -> Ground:
    """Show one GROUND of DECISION beside the insight that it was, where that is KNOWN still."""
    insight = known.get(ground["insight"])
    at = ground["occurred_at"]
    return Ground(
        id=identify("Ground", decision.public_id, ground["insight"]),
        kind=enums.InsightKind(ground["kind"]),
        mood=enums.Mood(ground["mood"]),
        title=ground["title"],
        body=ground["body"],
        url=ground["url"],
        occurred_at=None if at is None else datetime.fromisoformat(at),
        insight=cast("types.Insight | None", insight),
        changed=reads_otherwise(ground, insight),
    )


def _load_since(decisions: Sequence[Decision]) -> Mapping[int, Since]:
    """Compare DECISIONS with today, and keep their features together."""
    found = find_since(decisions)
    together({each.feature.pk: each.feature for each in found.values()}.values())
    return found


def _show_since(decision: Decision, since: Since) -> DecisionSince:
    """Show how things stand SINCE the DECISION."""
    return DecisionSince(
        id=identify("DecisionSince", decision.public_id),
        feature=cast("types.Feature", since.feature),
        explanation=explain_since(decision, since),
        **_list_numbers(since),
    )


def _list_numbers(since: Since) -> dict[str, Any]:
    """Give what SINCE tells in numbers."""
    names = (field.name for field in fields(since) if field.name != "feature")
    return {name: getattr(since, name) for name in names}


def _load_breakdowns(decisions: Sequence[Decision]) -> Mapping[int, Breakdown]:
    """Give the lines of DECISIONS, which name their groups together."""
    pks = frozenset(line["group"] for each in decisions for line in each.breakdown)
    directory = Directory(pks)
    return {each.pk: Breakdown(each.breakdown, directory) for each in decisions}


@strawberry.input(description="What is chosen about a feature, and why.")
class DecideInput(Keyed):
    """One choice."""

    feature: ID = needed("The id of the feature.")
    outcome: enums.Outcome = needed("What is chosen.")
    rationale: str = needed("Why, in words that the losing side can follow.")
    promise: Maybe[str | None] = of(catalogue.Decision, "promise")
    review_on: Maybe[date | None] = of(catalogue.Decision, "review_on")
    insights: Maybe[list[ID] | None] = of(catalogue.Decision, "insights", "Their ids.")
    decided_by: Maybe[str | None] = of(
        catalogue.Decision, "decided_by", "Whoever asks, when left out."
    )
    decided_at: Maybe[datetime | None] = of(
        catalogue.Decision,
        "decided_at",
        "Now, when left out. One made earlier keeps the backing of then, and moves nothing.",
        empties=True,
    )
    source: Maybe[str | None] = of(catalogue.Decision, "source")
    external_id: Maybe[str | None] = of(
        catalogue.Decision, "external_id", "With it, deciding twice is deciding once."
    )


@strawberry.input(description="What came of a decision.")
class ReviewDecisionInput(Keyed):
    """One look back."""

    decision: ID = needed("The id of the decision.")
    outcome_note: str = needed("What came of it, beside the promise.")


@strawberry.type(description="A decision that was made.")
class DecidePayload(Told):
    """The answer to `decide`."""

    decision: types.Decision | None = payload_of("decision")
    feature: types.Feature | None = strawberry.field(
        description="The feature, in the stage where it stands now; null when it was refused."
    )
    stage_change: types.StageChange | None = strawberry.field(
        description="The move that this call made; null when the feature stayed where it stood."
    )


@strawberry.type(description="A decision beside what came of it.")
class ReviewDecisionPayload(Echoed):
    """The answer to `reviewDecision`."""

    decision: types.Decision | None = payload_of("decision")
    errors: list[UserError] = strawberry.field(description="What has to be mended.")


@strawberry.type(description="What can be changed.")
class DecisionMutations:
    """Deciding, and looking back."""

    @mutation(
        "Decide about a feature: its score, rank and breakdown, and what the insights say, are "
        "kept with the decision, and whether it goes against the backing. COMMIT moves it from "
        "VALIDATION to DEVELOPMENT, DECLINE to DECLINED, RETIRE to SUNSET; from others it stays. "
        "`decisionOptions` of a feature tells this ahead, `stageChange` of the answer afterwards."
    )
    def decide(self, info: strawberry.Info, given: Given[DecideInput]) -> DecidePayload:
        """Decide about one feature."""
        pks = find_pks(Feature.objects.all(), [given.feature])
        if not pks:
            return _show_decided(Writing(errors=[unknown("feature")]))
        feature = Feature.objects.get(pk=pks[given.feature])
        done = write(lambda: [decide(feature, read_choice(given, who(info)), actor=who(info))])
        return _show_decided(done)

    @mutation("Write down what came of a decision, beside what it promised.")
    def review_decision(self, given: Given[ReviewDecisionInput]) -> ReviewDecisionPayload:
        """Review one decision."""
        pks = find_pks(Decision.objects.all(), [given.decision])
        if not pks:
            return ReviewDecisionPayload(decision=None, errors=[unknown("decision")])
        decision = Decision.objects.get(pk=pks[given.decision])
        try:
            reviewed = review(decision, given.outcome_note)
        except RowsRefusedError as error:
            return ReviewDecisionPayload(decision=None, errors=tell(error.faults))
        return ReviewDecisionPayload(decision=shown(reviewed), errors=[])


def _show_decided(done: Writing) -> DecidePayload:
    """Show what was DONE, and where the feature stands now."""
    now = Feature.objects.get(pk=done.row.feature_id) if done.row else None
    change = done.done.change if done.done else None
    return DecidePayload(
        decision=done.row, feature=shown(now), stage_change=shown(change), **done.rest
    )


def read_choice(given: DecideInput, caller: str) -> Choice:
    """Read what GIVEN says was chosen, by CALLER unless it names somebody.

    :raises RowsRefusedError: when null was given where nothing can be empty.
    """
    entry = {"decided_by": caller} | read_entry(given, "feature")
    ids = entry.pop("insights", [])
    pks = find_pks(Insight.objects.all(), ids)
    outcome = catalogue.Outcome(entry.pop("outcome"))
    return Choice(outcome=outcome, insights=[pks.get(text, NOBODY) for text in ids], **entry)
