"""What was known when a decision was made, and deciding, as GraphQL fields and mutations."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import strawberry
from strawberry import ID, Maybe

from backend.access.batching import shared
from backend.access.breakdowns import Breakdown
from backend.access.ids import find_pks
from backend.access.lines import Directory
from backend.access.smallness import hides_counts
from backend.api import enums, types
from backend.api.fields import computed, mutation
from backend.api.inputs import NOBODY, needed, of, read_entry
from backend.api.mutations import Given, who
from backend.api.once import Echoed, Keyed
from backend.api.payloads import Told, UserError, shown, tell, unknown, write
from backend.api.payloads import of as payload_of
from products import models as catalogue
from products.decisions import Choice, review
from products.faults import RowsRefusedError
from products.models import Decision, Feature, Insight
from stakeholders.deciding import decide


@strawberry.type(description="Fields of a decision.")
class DecisionBacking:
    """Who stood where."""

    @computed("The backing of each group then, as in an alignment; empty when unheard.")
    def breakdown(self, root: strawberry.Parent[Any]) -> list[types.GroupBacking]:
        """Show the lines that were frozen in all decisions read together."""
        found = shared(root, "breakdown", _load_breakdowns, default=Breakdown())
        hides = hides_counts(root)
        return [types.show_line(root, line, found, hides=hides) for line in found.lines]


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


@strawberry.type(description="A decision beside what came of it.")
class ReviewDecisionPayload(Echoed):
    """The answer to `reviewDecision`."""

    decision: types.Decision | None = payload_of("decision")
    errors: list[UserError] = strawberry.field(description="What has to be mended.")


@strawberry.type(description="What can be changed.")
class DecisionMutations:
    """Deciding, and looking back."""

    @mutation(
        "Decide about a feature: its score, rank and breakdown are kept with the decision. COMMIT "
        "moves it from VALIDATION to DEVELOPMENT, DECLINE to DECLINED, RETIRE to SUNSET."
    )
    def decide(self, info: strawberry.Info, given: Given[DecideInput]) -> DecidePayload:
        """Decide about one feature."""
        pks = find_pks(Feature.objects.all(), [given.feature])
        if not pks:
            return DecidePayload(
                outcome=None, errors=[unknown("feature")], decision=None, feature=None
            )
        feature = Feature.objects.get(pk=pks[given.feature])
        done = write(lambda: [decide(feature, read_choice(given, who(info)), actor=who(info))])
        now = Feature.objects.get(pk=feature.pk) if done.row else None
        return DecidePayload(decision=done.row, feature=shown(now), **done.rest)

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


def read_choice(given: DecideInput, caller: str) -> Choice:
    """Read what GIVEN says was chosen, by CALLER unless it names somebody.

    :raises RowsRefusedError: when null was given where nothing can be empty.
    """
    entry = {"decided_by": caller} | read_entry(given, "feature")
    ids = entry.pop("insights", [])
    pks = find_pks(Insight.objects.all(), ids)
    outcome = catalogue.Outcome(entry.pop("outcome"))
    return Choice(outcome=outcome, insights=[pks.get(text, NOBODY) for text in ids], **entry)
