"""What voices would pay for a feature, as GraphQL fields."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Final, cast

import strawberry

from backend.access.answering import get_caller, withhold
from backend.access.batching import one, shared, together
from backend.access.breakdowns import find_answering
from backend.access.errors import RefusedError
from backend.access.scopes import Scope
from backend.access.sight import may
from backend.access.smallness import find_smallest, hides_counts
from backend.api import types
from backend.api.fields import computed, identify
from products.chunks import split
from products.models import Feature, Product
from stakeholders.alignment.payment import AmountError
from stakeholders.models import Group
from stakeholders.paying import Market, Willingness, read_markets, read_product_markets

NOBODY: Final = 0  # no group has this key
NOTHING: Final[tuple[Market, Mapping[int, Group]]] = (Market(), {})

MOST: Final = 50

Bands = Annotated[
    int, strawberry.argument(description=f"Into how many bands at most, 1 to {MOST}.")
]
Least = Annotated[Decimal, strawberry.argument(description="A monthly price, 0 or more.")]


@strawberry.type(description="How many voices named an amount within some bounds.")
class PaymentBand:
    """A part of the amounts."""

    id: strawberry.ID = strawberry.field(description="Names this band, for caches.")
    lowest: Decimal = strawberry.field(description="The least amount that belongs to it.")
    highest: Decimal = strawberry.field(
        description="Where the next one begins; of the last band the greatest amount."
    )
    count: int = strawberry.field(description="How many voices named an amount in it.")
    share: float = strawberry.field(
        description="The share of all voices that would pay `lowest` or more, 0..1."
    )


@strawberry.type(description="What some voices would pay a month.")
class Amounts:
    """What is known of the amounts that voices named."""

    found: strawberry.Private[Willingness]
    id: strawberry.ID = strawberry.field(description="Names these amounts, for caches.")

    @computed("How many voices named an amount; an account is one voice.")
    def count(self) -> int:
        """Count them."""
        return self.found.payments.count

    @computed("A quarter of them would pay less; null where nobody named an amount.")
    def lower_quartile(self) -> Decimal | None:
        """Give the lower quartile."""
        return self.found.payments.lower

    @computed("Half of them would pay less; null where nobody named an amount.")
    def median(self) -> Decimal | None:
        """Give the median."""
        return self.found.payments.median

    @computed("A quarter of them would pay more; null where nobody named an amount.")
    def upper_quartile(self) -> Decimal | None:
        """Give the upper quartile."""
        return self.found.payments.upper

    @computed("The share of them that would pay at least so much, 0..1; null where there are none.")
    def share(self, at_least: Least) -> float | None:
        """Give the share.

        :raises RefusedError: when the price is none.
        """
        try:
            return self.found.share(at_least)
        except AmountError as error:
            raise RefusedError(str(error), path=["atLeast"]) from error

    @computed("The amounts sorted into bands of equal width, the least first; none without any.")
    def distribution(self, bands: Bands = 10) -> list[PaymentBand]:
        """Sort them.

        :raises RefusedError: when the number of bands is out of bounds.
        """
        if not 1 <= bands <= MOST:
            raise RefusedError(f"bands is {bands}; it may be 1 to {MOST}.", path=["bands"])
        return [
            PaymentBand(
                id=identify("PaymentBand", self.id, bands, place),
                lowest=each.lowest,
                highest=each.highest,
                count=each.count,
                share=each.share,
            )
            for place, each in enumerate(self.found.spread(bands))
        ]


@strawberry.type(description="What the voices of one group would pay a month.")
class GroupWillingness(Amounts):
    """One group's part."""

    group: types.Group = strawberry.field(description="Whose voices these are.")


@strawberry.type(
    description="What voices with a say would pay a month. The people of an account are one "
    "voice, which offers the median of the amounts that they named."
)
class WillingnessToPay(Amounts):
    """All voices together, and each group."""

    currency: str = strawberry.field(description="ISO 4217 code of the money, the product's.")
    groups: list[GroupWillingness] = strawberry.field(
        description="The same of each group in which a voice named an amount."
    )


@strawberry.type(description="Fields of a feature.")
class FeaturePayments:
    """What it would bring."""

    @computed(
        "What voices would pay for it; stands beside the score and is never mixed into it. Null "
        "without read:commercial; without read:people, amounts and groups are left out that fewer "
        "voices named than may be told apart."
    )
    def willingness_to_pay(self, root: strawberry.Parent[Any]) -> WillingnessToPay | None:
        """Read the amounts for all features read together."""
        if not may(get_caller(), Scope.READ_COMMERCIAL, root):
            withhold("Feature.willingnessToPay", Scope.READ_COMMERCIAL)
            return None
        market = shared(root, "market", _load_markets, default=NOTHING)
        return _show(root, market, cast("Product", one(root, "product")).currency)


@strawberry.type(description="Fields of a product.")
class ProductPayments:
    """What all that is open would bring."""

    @computed(
        "What voices would pay for its open features together: what each voice named for one after "
        "the other, added up. People who are asked thing by thing name more than they would pay "
        "for all, so it is an upper bound. Withheld as `Feature.willingnessToPay` is."
    )
    def willingness_to_pay(self, root: strawberry.Parent[Any]) -> WillingnessToPay | None:
        """Read the amounts for all products read together."""
        if not may(get_caller(), Scope.READ_COMMERCIAL, root):
            withhold("Product.willingnessToPay", Scope.READ_COMMERCIAL)
            return None
        market = shared(root, "market", _load_product_markets, default=NOTHING)
        return _show(root, market, root.currency)


def _show(
    root: Any,  # noqa: ANN401 -- a feature or a product
    market: tuple[Market, Mapping[int, Group]],
    currency: str,
) -> WillingnessToPay:
    """Show what would be paid for ROOT, its MARKET and the groups in it, in CURRENCY.

    What fewer voices named than may be told apart is left out for those who may not know them.
    """
    found, groups = market
    least = find_smallest() if hides_counts(root) else 0
    return WillingnessToPay(
        id=identify("WillingnessToPay", root.public_id),
        found=found.whole if found.whole.payments.count >= least else Willingness(),
        currency=currency,
        groups=[
            GroupWillingness(
                id=identify("GroupWillingness", root.public_id, groups[pk].public_id),
                found=mine,
                group=cast("types.Group", groups[pk]),
            )
            for pk, mine in found.groups.items()
            if mine.payments.count >= least
        ],
    )


def _load_markets(
    features: Sequence[Feature],
) -> Mapping[int, tuple[Market, Mapping[int, Group]]]:
    """Read what would be paid for FEATURES, and the groups that would pay."""
    answering = find_answering(features)
    found = read_markets(sorted(set(answering.values())))
    groups = _read_groups(found)
    return {pk: (found[whole], groups) for pk, whole in answering.items() if whole in found}


def _load_product_markets(
    products: Sequence[Product],
) -> Mapping[int, tuple[Market, Mapping[int, Group]]]:
    """Read what would be paid in PRODUCTS, and the groups that would pay."""
    found = read_product_markets([product.pk for product in products])
    groups = _read_groups(found)
    return {pk: (market, groups) for pk, market in found.items()}


def _read_groups(found: Mapping[int, Market]) -> dict[int, Group]:
    """Read the groups that pay in the markets that were FOUND."""
    # Asked for even where there is none, so that a page costs the same whatever stands on it.
    named = {NOBODY, *(pk for market in found.values() for pk in market.groups)}
    rows = (row for keys in split(named) for row in Group.objects.filter(pk__in=keys))
    return {row.pk: row for row in together(rows)}
