"""Compares the groups with a say in a product: who stands alike, and whether they agree at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from products.models import Feature, Product
from stakeholders.alignment.cells import COUNTS
from stakeholders.alignment.concordance import align_groups, find_alpha, find_concordance
from stakeholders.models import Group
from stakeholders.readings import known
from stakeholders.tables import load_table

GROUPS_AT_MOST: Final = 200  # a table of their pairs is to be looked at


class TooManyGroupsError(ValueError):
    """Says that a table of groups by groups would be too large."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How the GROUPS with a say stand to each other: a row and a column of ALIGNMENTS for each.

    An alignment runs from 0 to 1 and is empty where two groups share no feature. CONCORDANCE is
    Kendall's W, 0..1, ALPHA Krippendorff's, 1 at best; both are empty where undefined.
    """

    groups: Sequence[Group]
    alignments: Sequence[Sequence[float | None]]
    concordance: float | None
    alpha: float | None


def compare_groups(product: Product) -> Comparison:
    """Compare the groups with a say in PRODUCT over its current features, from their cells.

    :raises TooManyGroupsError: when there are more than 200.
    """
    groups = list(Group.objects.with_say_in(product).order_by("pk")[: GROUPS_AT_MOST + 1])
    if len(groups) > GROUPS_AT_MOST:
        raise TooManyGroupsError(f"More than {GROUPS_AT_MOST} groups have a say in this product.")
    mine = Feature.objects.current().filter(product=product)
    table = load_table(list(mine.order_by("pk").values_list("pk", flat=True)), groups)
    return Comparison(
        groups=groups,
        alignments=[[known(value) for value in row] for row in align_groups(table).tolist()],
        concordance=known(find_concordance(table)),
        alpha=known(find_alpha(table[:, :, COUNTS].sum(axis=1))),
    )
