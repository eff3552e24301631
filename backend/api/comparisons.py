"""How the groups of a product stand to each other, as GraphQL types."""

from typing import cast

import strawberry

from backend.access.batching import together
from backend.access.errors import RefusedError
from backend.api import types
from backend.api.fields import identify
from products.models import Product
from stakeholders.comparing import TooManyGroupsError, compare_groups


@strawberry.type(description="How alike one group stands to each group with a say.")
class GroupAlignmentRow:
    """One row of the table."""

    id: strawberry.ID = strawberry.field(description="Names this row, for caches.")
    group: types.Group = strawberry.field(description="Whose row it is.")
    alignments: list[float | None] = strawberry.field(
        description="Its alignment with each of `groups`, in their order: from 0, opposite, to 1, "
        "alike; null where the two share no feature."
    )


@strawberry.type(description="How the groups with a say in a product stand to each other.")
class GroupAlignment:
    """A table of groups by groups, and what it comes to."""

    id: strawberry.ID = strawberry.field(description="Names this table, for caches.")
    groups: list[types.Group] = strawberry.field(
        description="The groups with a say: the columns of the table."
    )
    rows: list[GroupAlignmentRow] = strawberry.field(
        description="The table, a row for each group, in the order of `groups`."
    )
    concordance: float | None = strawberry.field(
        description="Kendall's W: how far the groups rank the features alike, from 0 to 1; null "
        "for fewer than two groups or features that were heard."
    )
    alpha: float | None = strawberry.field(
        description="Krippendorff's alpha: how far voices agree on the features, 1 at best, 0 as "
        "by chance; null where no two spoke about the same, or all took the same stance."
    )


def show_comparison(product: Product) -> GroupAlignment:
    """Compare the groups with a say in PRODUCT.

    :raises RefusedError: when there are too many for a table.
    """
    try:
        found = compare_groups(product)
    except TooManyGroupsError as error:
        raise RefusedError(str(error), path=["product"]) from error
    groups = together(found.groups)
    return GroupAlignment(
        id=identify("GroupAlignment", product.public_id),
        groups=cast("list[types.Group]", groups),
        rows=[
            GroupAlignmentRow(
                id=identify("GroupAlignmentRow", product.public_id, place.public_id),
                group=cast("types.Group", place),
                alignments=list(row),
            )
            for place, row in zip(groups, found.alignments, strict=True)
        ],
        concordance=found.concordance,
        alpha=found.alpha,
    )
