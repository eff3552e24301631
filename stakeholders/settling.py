"""Keeps the say of groups where whoever writes them does not look after it."""

from collections.abc import Collection, Sequence
from typing import Final

from django.utils.translation import gettext_lazy

from products.faults import RowFault, RowsRefusedError
from products.models import Product
from products.upserts import Outcome, Upserted
from stakeholders.models import Group

SAY_ELSEWHERE: Final = gettext_lazy(
    "This would change its say in products that you do not look after. A group that names no "
    "product has a say in all of them: name one, or ask an administrator."
)


class SayElsewhereError(ValueError):
    """Says that the say of a group would move where whoever writes it does not look after it."""

    def __init__(self) -> None:
        super().__init__(str(SAY_ELSEWHERE))


def find_hidden(within: Collection[int]) -> set[int]:
    """Find the products that are not WITHIN those that are looked after."""
    return set(Product.objects.exclude(pk__in=within).values_list("pk", flat=True))


def settle_say(
    named: Collection[int], before: Collection[int] | None, hidden: Collection[int]
) -> set[int]:
    """Give the products that a group shall name: those NAMED, and of those BEFORE all HIDDEN.

    A new group has nothing before, None. One that names no product has a say in all, so that naming
    the first one, or none any more, moves its say everywhere.

    :raises SayElsewhereError: when its say would move in HIDDEN products.
    """
    outside = set(hidden)
    after = {*named, *(outside & set(before or ()))}
    stood = set() if before is None else outside & set(before or outside)
    if outside & (after or outside) != stood:
        raise SayElsewhereError
    return after


def settle_all(
    written: Sequence[Upserted[Group]],
    wanted: Sequence[list[int] | None],
    within: Collection[int],
) -> list[list[int] | None]:
    """Give the products that each WRITTEN group shall name, of which some are WANTED.

    :raises RowsRefusedError: when the say of one would move in products that are not WITHIN.
    """
    settled: list[list[int] | None] = []
    hidden = find_hidden(within)
    for row, (item, named) in enumerate(zip(written, wanted, strict=True)):
        is_new = item.outcome is Outcome.CREATED
        if named is None and not is_new:
            settled.append(None)
            continue
        before = None if is_new else [product.pk for product in item.row.products.all()]
        try:
            settled.append(sorted(settle_say(named or (), before, hidden)))
        except SayElsewhereError as error:
            fault = RowFault(row, "products", "FORBIDDEN", str(error))
            raise RowsRefusedError([fault]) from error
    return settled
