"""Whoever is asking, and what they may do, as GraphQL types."""

from collections.abc import Iterable
from typing import Any, Final, cast

import strawberry

from backend.access.batching import together
from backend.access.callers import Caller
from backend.access.scopes import SCOPES, Scope
from backend.access.sight import see
from backend.api import types
from backend.api.enums import Role
from backend.api.fields import computed, identify
from products.models import Product
from stakeholders.models import Stakeholder

MEANINGS: Final = {
    Scope.READ_ALIGNMENT: "See the catalogue, scores, and the names of groups.",
    Scope.READ_PEOPLE: "See who said what: names, e-mail addresses, reasons, quotes.",
    Scope.READ_COMMERCIAL: "See revenue, annual values, and what people would pay.",
    Scope.WRITE_PREFERENCES: "State and withdraw preferences, also for others.",
    Scope.WRITE_CATALOGUE: "Edit products, features, people and what is known of them.",
    Scope.ADMIN_WEBHOOKS: "Say where changes are sent.",
    Scope.ADMIN_ACCESS: "Give and take roles and tokens.",
}

strawberry.enum(Scope, description="One thing that may be allowed, in some products or in all.")
for _value in getattr(Scope, "__strawberry_definition__").values:  # noqa: B009 -- set above
    _value.description = MEANINGS[Scope[_value.name]]


@strawberry.type(description="What the caller may do in one product.")
class ViewerProduct:
    """One product, and what is allowed there."""

    id: strawberry.ID = strawberry.field(description="Names this, for caches.")
    product: types.Product | None = strawberry.field(
        description="Where; null for a token that may write there and read nothing."
    )
    role: Role | None = strawberry.field(
        description="What they are there; null where no role allows just that."
    )
    scopes: list[Scope] = strawberry.field(description="What they may do there.")


@strawberry.type(description="Whoever is asking.")
class Viewer:
    """The caller."""

    caller: strawberry.Private[Caller]
    name: str = strawberry.field(description="Their login, or `anonymous`.")
    is_authenticated: bool = strawberry.field(description="Whether they have said who they are.")
    scopes: list[Scope] = strawberry.field(description="What they may do in every product.")

    @computed("The id of the stakeholder that they are counted as; null for one who is none.")
    def stakeholder_id(self) -> strawberry.ID | None:
        """Find the person whose login the caller has; so much they may know of themselves."""
        if self.caller.login is None:
            return None
        mine = together(Stakeholder.objects.filter(login=self.caller.login))
        return next((identify("Stakeholder", row.public_id) for row in mine), None)

    @computed("What more they may do in some products, by key.")
    def products(self) -> list[ViewerProduct]:
        """Read the products in which they have a role, or a token has scopes."""
        mine = Product.objects.filter(pk__in=self.caller.products).order_by("key")
        seen = set(see(mine, self.caller).values_list("pk", flat=True))
        return [
            ViewerProduct(
                id=identify("ViewerProduct", self.caller.key, row.public_id),
                product=cast("types.Product", row) if row.pk in seen else None,
                role=next((r for r in Role if SCOPES[r] == self.caller.products[row.pk]), None),
                scopes=_sort(self.caller.products[row.pk]),
            )
            for row in together(mine)
        ]


def show_viewer(caller: Caller) -> Viewer:
    """Show CALLER to themselves."""
    return Viewer(
        caller=caller,
        name=caller.name,
        is_authenticated=caller.is_known,
        scopes=_sort(caller.everywhere),
    )


def _sort(scopes: Iterable[Scope]) -> list[Any]:
    """Put SCOPES in the order in which they are declared."""
    held = set(scopes)
    return [scope for scope in Scope if scope in held]
