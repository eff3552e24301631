"""What a feature that is being named may be already, as a GraphQL field."""

from hashlib import sha256
from typing import Annotated, Final, cast

import strawberry

from backend.access.answering import get_caller
from backend.access.batching import together
from backend.access.errors import RefusedError
from backend.api import types
from backend.api.fields import computed, identify
from backend.api.queries import ProductKey, find_product
from products.similar import find_similar

MOST: Final = 20

Name = Annotated[str, strawberry.argument(description="What the feature would be called.")]
Summary = Annotated[str, strawberry.argument(description="What it would do, as far as is written.")]
First = Annotated[
    int, strawberry.argument(description=f"How many, 0 to {MOST}; the likeliest first.")
]


@strawberry.type(description="A feature that may be what somebody is about to add.")
class SimilarFeature:
    """A likely duplicate."""

    id: strawberry.ID = strawberry.field(description="Names this likeness, for caches.")
    feature: types.Feature = strawberry.field(
        description="The feature, or what answers for it where it was merged."
    )
    likeness: float = strawberry.field(
        description="How alike the names or the summaries are, 0..1, whichever are more so."
    )
    reasons: list[str] = strawberry.field(
        description="Why it was found, in sentences; in the language of the request."
    )
    duplicate: str | None = strawberry.field(
        description="The name of what was found, where that is part of the feature; null elsewhere."
    )


@strawberry.type(description="What can be asked.")
class SimilarQueries:
    """What is there already."""

    @computed(
        "The features of a product that a name and a summary are likely to mean, while they are "
        "being written; none where nothing is alike."
    )
    def similar_features(
        self, product: ProductKey, name: Name, summary: Summary = "", first: First = 5
    ) -> list[SimilarFeature]:
        """Find them.

        :raises ObjectDoesNotExist: when there is no such product.
        :raises RefusedError: when FIRST is out of bounds.
        """
        if not 0 <= first <= MOST:
            raise RefusedError(f"first is {first}; it may be 0 to {MOST}.", path=["first"])
        found = find_similar(find_product(product, get_caller()), name, summary, most=first)
        together(each.feature for each in found)
        asked = sha256(f"{name}\n{summary}".encode()).hexdigest()
        return [
            SimilarFeature(
                id=identify("SimilarFeature", each.feature.public_id, asked),
                feature=cast("types.Feature", each.feature),
                likeness=each.likeness,
                reasons=list(each.reasons),
                duplicate=each.duplicate or None,
            )
            for each in found
        ]
