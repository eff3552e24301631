"""Tokens as GraphQL: who has which, and making, rotating and revoking them."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, Final, cast

import strawberry
import strawberry_django
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from strawberry import ID, UNSET, Maybe, relay

from backend.access import issuing, models
from backend.access.answering import get_caller
from backend.access.batching import one
from backend.access.callers import Caller
from backend.access.ids import NO_TEXT, find_pks
from backend.access.scopes import TOKEN_SCOPES, Scope
from backend.access.sight import see
from backend.access.token_filters import TokenFilterSet
from backend.api import listings, types
from backend.api.connections import Connection, Listing, listed, nested, orders
from backend.api.fields import computed, mutation
from backend.api.filtering import filter_kind
from backend.api.inputs import needed, of
from backend.api.mutations import Given
from backend.api.once import Echoed, Keyed
from backend.api.packing import TOLD_ONCE
from backend.api.paging import PK, Key
from backend.api.payloads import UserError, shown, tell, unknown
from backend.api.queries import InProduct, within
from backend.api.viewers import MEANINGS
from products.faults import RowsRefusedError
from products.models import Product

MOST_PRODUCTS: Final = 100  # that one token names


def make_scopes() -> Any:  # noqa: ANN401 -- an enum made at run time
    """Make the enum of what a token may be allowed."""
    known = [scope for scope in Scope if scope in TOKEN_SCOPES]
    values = {
        scope.name: strawberry.enum_value(scope.value, description=MEANINGS[scope])
        for scope in known
    }
    return strawberry.enum(
        cast("Any", Enum)("TokenScope", values), description="One thing that a token may do."
    )


TokenScope: Any = make_scopes()


@cache
def tokens() -> Listing:
    """List tokens, the latest first."""
    paths = {"CREATED_AT": "created_at", "NAME": "name", "EXPIRES_AT": "expires_at"}
    return Listing(
        rows=models.Token.objects.all,
        order=(Key("created_at", descending=True), PK),
        orders=orders("TokenOrder", "tokens", paths | {"LAST_USED_AT": "last_used_at"}),
        filters=filter_kind(TokenFilterSet, "TokenFilter"),
    )


@strawberry_django.type(
    models.Token,
    fields=[
        "name",
        "start",
        "all_products",
        "created_at",
        "expires_at",
        "last_used_at",
        "revoked_at",
    ],
)
class Token(relay.Node):
    """A key by which a program shows who it is."""

    public_id: relay.NodeID[uuid.UUID]
    products: Connection[types.Product] = nested(
        listings.products,
        "tokens",
        "Where it may do so; none where it is for all products.",
    )

    @computed("What it may do where whoever made it may do the same.")
    def scopes(self, root: strawberry.Parent[Any]) -> list[TokenScope]:
        """Give its scopes, in the order of the enum."""
        return [each for each in TokenScope if each.value in root.scopes]

    @computed("The login of who made it; null when it was made at the server's command line.")
    def created_by(self, root: strawberry.Parent[Any]) -> str | None:
        """Name its maker, and those of all tokens read together."""
        maker: Any = one(cast("Model", root), "created_by")
        return None if maker is None else str(maker.get_username())


@strawberry.input(description="What a new token is for.")
class CreateTokenInput(Keyed):
    """One token."""

    name: str = needed("What it is for, in words.")
    scopes: list[TokenScope] = needed("What it may do.")
    products: list[str] = strawberry.field(
        default_factory=list, description="The keys of the products where it may do so."
    )
    all_products: bool = strawberry.field(
        default=False, description="In all products, also in those to come, in place of `products`."
    )
    expires_at: Maybe[datetime | None] = of(
        models.Token, "expires_at", "In 90 days, when left out; never, when null."
    )


@strawberry.input(description="A token that another is to take over from.")
class RotateTokenInput(Keyed):
    """One rotation."""

    token: ID = needed("The id of the token.")
    overlap_hours: int = strawberry.field(
        default=issuing.OVERLAP // timedelta(hours=1),
        description="For how many hours it is good beside the new one: 0 to 720.",
    )


@strawberry.input(description="A token that is to end.")
class RevokeTokenInput(Keyed):
    """One end."""

    token: ID = needed("The id of the token.")


def told_once() -> Any:  # noqa: ANN401 -- strawberry's field
    """Make the field that holds the text of a new token."""
    return strawberry.field(
        default=None,
        description="The token itself, for `Authorization: Bearer`. It is told this once: the same "
        "mutation under the same key is answered with null, as nobody keeps it.",
        metadata={TOLD_ONCE: True},
    )


@strawberry.type(description="A token that was made.")
class CreateTokenPayload(Echoed):
    """The answer to `createToken`."""

    token: Token | None = strawberry.field(
        default=None, description="The token, without its secret; null when it was refused."
    )
    secret: str | None = told_once()
    errors: list[UserError] = strawberry.field(description="What has to be mended.")


@strawberry.type(description="A token that takes over from another.")
class RotateTokenPayload(Echoed):
    """The answer to `rotateToken`."""

    token: Token | None = strawberry.field(
        default=None, description="The new token, without its secret; null when it was refused."
    )
    secret: str | None = told_once()
    previous: Token | None = strawberry.field(
        default=None, description="The one before, with the end that it has now."
    )
    errors: list[UserError] = strawberry.field(description="What has to be mended.")


@strawberry.type(description="A token that has ended.")
class RevokeTokenPayload(Echoed):
    """The answer to `revokeToken`."""

    token: Token | None = strawberry.field(
        default=None, description="The token, which is refused from now on."
    )
    errors: list[UserError] = strawberry.field(description="What has to be mended.")


@strawberry.type(description="What can be asked.")
class TokenQueries:
    """Who has which token."""

    @listed(tokens, Connection[Token], "The tokens for products that you own, latest first.")
    def tokens(self, product: InProduct = UNSET) -> QuerySet[models.Token]:
        """List tokens."""
        return within(tokens().rows(), product, "products")


@strawberry.type(description="What can be changed.")
class TokenMutations:
    """Making, rotating and revoking tokens: for owners of all the products that they name."""

    @mutation("Make a token for a program; its text is told in this answer, and never again.")
    def create_token(self, given: Given[CreateTokenInput]) -> CreateTokenPayload:
        """Make one token."""
        maker, at = get_caller(), timezone.now()
        products, errors = find_products(given, maker)
        if errors:
            return CreateTokenPayload(errors=errors)
        order = issuing.Order(
            name=given.name,
            scopes=frozenset(Scope(each.value) for each in given.scopes),
            products=products,
            expires_at=read_end(given, at),
        )
        issued, errors = attempt(lambda: issuing.issue_token(order, maker=maker, at=at))
        if issued is None:
            return CreateTokenPayload(errors=errors)
        return CreateTokenPayload(token=shown(issued.token), secret=issued.text, errors=[])

    @mutation("Let a new token take over from one, which is good for a while beside it.")
    def rotate_token(self, given: Given[RotateTokenInput]) -> RotateTokenPayload:
        """Rotate one token."""
        maker, at = get_caller(), timezone.now()
        token = find_token(given.token, maker)
        if token is None:
            return RotateTokenPayload(errors=[unknown("token")])
        overlap = timedelta(hours=given.overlap_hours)
        issued, errors = attempt(
            lambda: issuing.rotate_token(token, maker=maker, overlap=overlap, at=at)
        )
        if issued is None:
            return RotateTokenPayload(previous=shown(token), errors=errors)
        return RotateTokenPayload(
            token=shown(issued.token),
            secret=issued.text,
            previous=shown(issued.token.replaces),
            errors=[],
        )

    @mutation("End a token for good, at once; streams that were opened with it end, too.")
    def revoke_token(self, given: Given[RevokeTokenInput]) -> RevokeTokenPayload:
        """Revoke one token."""
        maker = get_caller()
        token = find_token(given.token, maker)
        if token is None:
            return RevokeTokenPayload(errors=[unknown("token")])
        ended = issuing.revoke_token(token, maker=maker, at=timezone.now())
        return RevokeTokenPayload(token=shown(ended), errors=[])


def find_token(text: str, maker: Caller) -> models.Token | None:
    """Find the token with the global id TEXT among those that MAKER may see."""
    mine = see(models.Token.objects.all(), maker)
    pks = find_pks(mine, [text])
    return mine.filter(pk__in=pks.values()).first()


def find_products(
    given: CreateTokenInput, maker: Caller
) -> tuple[frozenset[int] | None, list[UserError]]:
    """Find the products that GIVEN names among those that MAKER may see; None for all."""
    if given.all_products and not given.products:
        return None, []
    if given.all_products or len(given.products) > MOST_PRODUCTS:
        told = gettext("Name up to %(most)s products, or choose all of them.") % {
            "most": MOST_PRODUCTS
        }
        return frozenset(), [UserError(code="INVALID", message=told, path=["input", "products"])]
    keys = [key for key in given.products if NO_TEXT not in key]
    known = see(Product.objects.filter(key__in=keys), maker)
    pks: dict[str, int] = dict(known.values_list("key", "pk"))
    told = gettext("There is no such product.")
    return frozenset(pks.values()), [
        UserError(code="UNKNOWN", message=told, path=["input", "products", str(place)])
        for place, key in enumerate(given.products)
        if key not in pks
    ]


def read_end(given: CreateTokenInput, at: datetime) -> datetime | None:
    """Read when the token that is GIVEN ends, of which nothing may be said AT this moment."""
    if given.expires_at is None:
        return at + issuing.LIFETIME
    end = given.expires_at.value
    return timezone.make_aware(end) if end is not None and timezone.is_naive(end) else end


def attempt(
    issue: Callable[[], issuing.Issued],
) -> tuple[issuing.Issued | None, list[UserError]]:
    """Let ISSUE make a token, or tell why there is none."""
    try:
        return issue(), []
    except RowsRefusedError as error:
        return None, tell(error.faults)
