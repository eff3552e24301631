"""The schema at /graphql."""

from typing import Any

from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from backend.api import (
    advocacy,
    allowances,
    briefs,
    committing,
    conversations,
    decisions,
    disclosure,
    evidence,
    feed,
    history,
    inviting,
    merges,
    news,
    noting,
    payments,
    persuasion,
    pursuits,
    puzzle,
    rallies,
    rallying,
    similar,
    stages,
    tallies,
    timelines,
    tokens,
    types,
    voices,
)
from backend.api.admitting import admit
from backend.api.completing.executing import CompletingContext
from backend.api.documents import Remembering
from backend.api.errors import Coded
from backend.api.extending import extend
from backend.api.limits import Limited
from backend.api.mutations import Mutation
from backend.api.queries import Query
from backend.api.scalars import SCALARS
from backend.api.streamed import StreamedSchema
from backend.api.subscriptions import Opened, Subscription
from backend.api.watching import Watched


class TuttiSchema(StreamedSchema):
    """Strawberry's schema, which leaves it to `Coded` to log what callers cannot mend."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Log nothing here: a caller's mistake is no news, and `Coded` logs the rest."""


extend(
    types.Product,
    conversations.ProductConversations,
    evidence.ProductDecisions,
    rallies.ProductRallies,
    payments.ProductPayments,
    puzzle.ProductPuzzle,
    stages.ProductStages,
    pursuits.ProductDuties,
)
extend(types.Objective, advocacy.ObjectiveAdvocacy, pursuits.ObjectivePursuit)
extend(
    types.Feature,
    persuasion.FeaturePersuasion,
    payments.FeaturePayments,
    conversations.FeatureConversations,
    history.FeatureHistory,
    merges.FeatureMerges,
    advocacy.FeatureAdvocacy,
    briefs.FeatureBriefs,
    puzzle.FeaturePuzzle,
    stages.FeatureStages,
    tallies.FeatureTallies,
    timelines.FeatureTimeline,
)
extend(types.StageChange, news.StageChangeNews)
extend(types.Insight, evidence.InsightEvidence, puzzle.InsightVoices)
extend(types.Decision, decisions.DecisionBacking)
extend(types.Group, advocacy.GroupAdvocacy)
extend(
    types.Stakeholder,
    history.StakeholderHistory,
    advocacy.StakeholderAdvocacy,
    news.StakeholderNews,
)
extend(types.Preference, evidence.PreferenceEvidence)
extend(history.PreferenceEvent, merges.EventMerge)
extend(types.Alignment, persuasion.AlignmentPersuasion)
extend(
    Query,
    merges.MergeQueries,
    evidence.EvidenceQueries,
    advocacy.AdvocacyQueries,
    news.NewsQueries,
    allowances.AllowanceQueries,
    tokens.TokenQueries,
    disclosure.DisclosureQueries,
    similar.SimilarQueries,
    feed.FeedQueries,
)
extend(
    Mutation,
    merges.MergeMutations,
    voices.VoiceMutations,
    decisions.DecisionMutations,
    rallying.RallyMutations,
    noting.NotingMutations,
    committing.CommittingMutations,
    tokens.TokenMutations,
    inviting.InvitationMutations,
)
admit(Query, Mutation, Subscription)

schema: Any = TuttiSchema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    extensions=[Watched, Coded, Limited, Remembering, Opened],
    execution_context_class=CompletingContext,
    config=StrawberryConfig(disable_field_suggestions=True, scalar_map=SCALARS),
)
