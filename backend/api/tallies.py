"""Votes that other tools counted and attributed to nobody, as a GraphQL field."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import strawberry
from django.db.models import Model

from backend.access.batching import shared
from backend.access.breakdowns import find_answering
from backend.api.fields import computed, identify
from stakeholders.models import Tally
from stakeholders.tallying import read_tallies


@strawberry.type(
    name="Tally",
    description="How many votes a tool counted for a feature without saying whose they are. They "
    "are nobody's voice, and enter no score.",
)
class TallyNode:
    """One number of one tool."""

    id: strawberry.ID = strawberry.field(description="Names this number, for caches.")
    source: str = strawberry.field(description="The tool that counted them.")
    key: str = strawberry.field(
        description="Key of the feature that they were counted for: of this one or a duplicate."
    )
    count: int = strawberry.field(
        description="How many there are, beside those of whom the tool says who cast them."
    )
    seen_at: datetime = strawberry.field(description="When an import first found this number.")


@strawberry.type(description="Fields of a feature.")
class FeatureTallies:
    """What was counted for it elsewhere."""

    @computed(
        "Votes that other tools counted for it, or for a duplicate, without saying whose they "
        "are: beside what people have stated, and not to be added up."
    )
    def tallies(self, root: strawberry.Parent[Any]) -> list[TallyNode]:
        """Read for all features read together."""
        nothing: Sequence[Tally] = ()
        return [
            TallyNode(
                id=identify("Tally", root.public_id, each.public_id),
                source=each.source,
                key=each.feature.key,
                count=each.count,
                seen_at=each.seen_at,
            )
            for each in shared(root, "tallies", _load, default=nothing)
        ]


def _load(rows: Sequence[Model]) -> Mapping[int, Sequence[Tally]]:
    """Read the tallies of what answers for each of ROWS."""
    answering = find_answering(rows)
    found = read_tallies(sorted(set(answering.values())))
    return {pk: found[whole] for pk, whole in answering.items() if whole in found}
