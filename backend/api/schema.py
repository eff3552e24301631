"""The schema at /graphql."""

from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from backend.api import (
    conversations,
    history,
    merges,
    payments,
    persuasion,
    types,
    voices,
)
from backend.api.completing.executing import CompletingContext
from backend.api.documents import Remembering
from backend.api.errors import Coded
from backend.api.extending import extend
from backend.api.limits import Limited
from backend.api.mutations import Mutation
from backend.api.queries import Query
from backend.api.scalars import SCALARS


class TuttiSchema(strawberry.Schema):
    """Strawberry's schema, which leaves it to `Coded` to log what callers cannot mend."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Log nothing here: a caller's mistake is no news, and `Coded` logs the rest."""


extend(types.Product, conversations.ProductConversations)
extend(
    types.Feature,
    persuasion.FeaturePersuasion,
    payments.FeaturePayments,
    conversations.FeatureConversations,
    history.FeatureHistory,
    merges.FeatureMerges,
)
extend(types.Stakeholder, history.StakeholderHistory)
extend(types.Alignment, persuasion.AlignmentPersuasion)
extend(Mutation, merges.MergeMutations, voices.VoiceMutations)

schema: Any = TuttiSchema(
    query=Query,
    mutation=Mutation,
    extensions=[Coded, Limited, Remembering],
    execution_context_class=CompletingContext,
    config=StrawberryConfig(disable_field_suggestions=True, scalar_map=SCALARS),
)
