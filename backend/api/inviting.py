"""Invitations, as a GraphQL mutation."""

import strawberry
from django.utils import timezone

from backend.access.answering import get_caller
from backend.access.callers import Caller, find_caller
from backend.access.errors import Code, RefusedError
from backend.access.ids import with_key
from backend.access.invitations import InvitationError, invite
from backend.access.links import send_link, write_link
from backend.access.once import find_attempt
from backend.access.scopes import Scope
from backend.api.enums import Role
from backend.api.fields import mutation
from backend.api.inputs import needed
from backend.api.mutations import Given
from backend.api.once import Echoed, Keyed
from backend.api.payloads import UserError, unknown
from products.models import Product

NO_KEY = "An invitation takes no key: what it answers holds a secret, and is not kept."


@strawberry.input(description="Somebody to invite to a product.")
class InviteInput(Keyed):
    """One invitation."""

    email: str = needed("Their e-mail address.")
    product: str = needed("The key of the product; it takes its owner to invite to it.")
    role: Role = strawberry.field(
        default=Role.VIEWER, description="What they become there; a higher role of theirs stays."
    )


@strawberry.type(description="An invitation that was made.")
class InvitePayload(Echoed):
    """The answer to `invite`."""

    link: str | None = strawberry.field(
        default=None,
        description="What lets them in, once and within seven days; it is told only now. Null when "
        "it was refused.",
    )
    is_mailed: bool = strawberry.field(
        default=False, description="Whether the link was mailed to them as well."
    )
    errors: list[UserError] = strawberry.field(description="What has to be mended.")


@strawberry.type(description="What can be changed.")
class InvitationMutations:
    """Letting people in."""

    @mutation(
        "Invite somebody to a product: a link lets them choose a login, or take the role with the "
        "one they have. It takes no `clientMutationId`."
    )
    def invite(self, info: strawberry.Info, given: Given[InviteInput]) -> InvitePayload:
        """Invite somebody."""
        request = info.context.request
        _refuse_key(given, has_header=find_attempt(request).claim is not None)
        product = with_key(Product.objects.all(), given.product).first()
        _check_owner(find_caller(request), product)
        if product is None:
            return InvitePayload(errors=[unknown("product")])
        return _invite(info, given, product)


def _invite(info: strawberry.Info, given: InviteInput, product: Product) -> InvitePayload:
    try:
        invited = invite(
            given.email, role=given.role, products=[product], by=get_caller(), at=timezone.now()
        )
    except InvitationError as error:
        place = ["input", error.field]
        refused = UserError(code="INVALID", message=str(error), path=place)
        return InvitePayload(errors=[refused])
    link = write_link(invited, info.context.request.build_absolute_uri("/"))
    return InvitePayload(
        link=link,
        is_mailed=send_link(invited, link),
        errors=[],
    )


def _refuse_key(given: Keyed, *, has_header: bool) -> None:
    """Refuse to keep a secret under a key.

    :raises RefusedError: when there is one.
    """
    if given.client_mutation_id is not None or has_header:
        raise RefusedError(NO_KEY, path=["input", "clientMutationId"])


def _check_owner(caller: Caller, product: Product | None) -> None:
    """Let nobody invite to PRODUCT but its owners; whether there is one is told to no other.

    :raises RefusedError: when CALLER is none.
    """
    if not caller.may(Scope.ADMIN_ACCESS, product.pk if product else 0):
        code = Code.FORBIDDEN if caller.is_known else Code.UNAUTHENTICATED
        raise RefusedError("Only its owners invite people to a product.", code=code)
