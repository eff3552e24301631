"""Tells callers apart, and what each of them may do where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, TypeAlias

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from backend.access.models import RoleGrant
from backend.access.scopes import BROUGHT_BY, EVERY_SCOPE, SCOPES, Role, Scope
from backend.access.second_factor import has_second_factor
from backend.access.tokens import Bearer, find_bearer, read_header

ANYONE: Final = "anonymous"
PERSON: Final = "user"  # the kind of callers who have signed in
PROGRAM: Final = "token"
KEPT: Final = "_tutti_caller"
ASKED: Final = "_tutti_caller_asked"
AUTHORIZATION: Final = "HTTP_AUTHORIZATION"
FOR_PEOPLE: Final = ("/admin/", "/accounts/")  # pages that know people by their sessions alone
Scopes: TypeAlias = frozenset[Scope]
NONE: Final[Scopes] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Whoever asks: KEY tells them from all others, NAME is what logs call them.

    EVERYWHERE is what they may do in every product, PRODUCTS what more in some, by primary key.
    Who IS_ASLEEP has more, but not before they have shown a second factor.
    """

    key: str
    name: str
    everywhere: Scopes = NONE
    products: Mapping[int, Scopes] = field(default_factory=dict)
    is_asleep: bool = False

    @property
    def is_known(self) -> bool:
        """Tell whether they have said who they are."""
        return self.key != ANYONE

    @property
    def kind(self) -> str:
        """Tell by what they are known: `user`, `token` and so on."""
        return self.key.partition(":")[0]

    @property
    def login(self) -> int | None:
        """Give the key of the login that they are; None for programs and strangers."""
        return int(self.key.partition(":")[2]) if self.kind == PERSON else None

    @property
    def is_administrator(self) -> bool:
        """Tell whether all of the workspace is theirs to administer."""
        return Scope.ADMIN_ACCESS in self.everywhere

    def may(self, scope: Scope, product: int | None = None) -> bool:
        """Tell whether they have SCOPE in PRODUCT; without one, in any product at all."""
        if includes(self.everywhere, scope):
            return True
        if product is not None:
            return includes(self.products.get(product, NONE), scope)
        return any(includes(each, scope) for each in self.products.values())

    def find_products(self, scope: Scope) -> frozenset[int] | None:
        """Find the products in which they have SCOPE; None when they have it in all."""
        if includes(self.everywhere, scope):
            return None
        return frozenset(key for key, each in self.products.items() if includes(each, scope))

    @cached_property
    def sight(self) -> tuple[object, ...]:
        """Give what decides all they may see: callers with the same are answered alike.

        It is plain, so that it can be written into the tag of an answer.
        """
        some = sorted((key, tuple(sorted(each))) for key, each in self.products.items() if each)
        return self.is_known, tuple(sorted(self.everywhere)), tuple(some)


STRANGER: Final = Caller(key=ANYONE, name=ANYONE)
VIEWER: Final = replace(STRANGER, everywhere=SCOPES[Role.VIEWER])


def includes(scopes: Scopes, scope: Scope) -> bool:
    """Tell whether SCOPES hold SCOPE, or another that brings it."""
    return scope in scopes or not BROUGHT_BY.get(scope, NONE).isdisjoint(scopes)


def find_caller(request: HttpRequest) -> Caller:
    """Find out who sends REQUEST, once.

    :raises TokenRefusedError: when it shows a token that is not good.
    """
    found: Caller | None = getattr(request, KEPT, None)
    if found is None:
        setattr(request, ASKED, True)
        found = _identify(request)
        setattr(request, KEPT, found)
    return found


def is_unsettled(request: HttpRequest) -> bool:
    """Tell whether it is just being found out who sends REQUEST; to ask then is a circle."""
    return hasattr(request, ASKED) and not hasattr(request, KEPT)


def name_caller(request: HttpRequest) -> str:
    """Name whoever sends REQUEST: what one caller keeps under a key is never shown to another."""
    return find_caller(request).key


def _identify(request: HttpRequest) -> Caller:
    shown = AUTHORIZATION in request.META and not request.path_info.startswith(FOR_PEOPLE)
    if shown:  # whatever it is, it counts before any session
        text = read_header(request.META[AUTHORIZATION])
        return describe_bearer(find_bearer(text, at=timezone.now()))
    user = getattr(request, "user", None)
    if user is None or _has_no_session(request, user) or not user.is_authenticated:
        return find_anyone()
    caller = recall_user(user)
    if (
        settings.REQUIRE_MFA
        and caller.may(Scope.WRITE_CATALOGUE)
        and not has_second_factor(request)
    ):
        return replace(caller, everywhere=find_anyone().everywhere, products={}, is_asleep=True)
    return caller


def _has_no_session(request: HttpRequest, user: object) -> bool:
    """Tell whether USER would only be looked for in a session that REQUEST does not name."""
    return (
        isinstance(user, SimpleLazyObject) and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


def find_anyone() -> Caller:
    """Describe callers of whom nothing is known: viewers where reading is public.

    A project of somebody else's need not say whether it is: then it is not.
    """
    return VIEWER if getattr(settings, "PUBLIC_READ", False) else STRANGER


def describe_bearer(bearer: Bearer) -> Caller:
    """Describe BEARER, a program that has shown a token."""
    return Caller(
        key=f"token:{bearer.public_id}",
        name=f"token {bearer.name}",
        everywhere=bearer.everywhere | find_anyone().everywhere,
        products=bearer.products,
    )


def recall_user(user: Any) -> Caller:  # noqa: ANN401 -- any model of users
    """Describe USER, somebody who has signed in, once for each time that they were read."""
    found: Caller | None = getattr(user, KEPT, None)
    if found is None:
        found = describe_user(user)
        setattr(user, KEPT, found)
    return found


def describe_user(user: Model) -> Caller:
    """Describe USER, somebody who has signed in, by the roles that were given to them."""
    if getattr(user, "is_superuser", False):  # every right everywhere: no role adds to it
        return describe_granted(user, ())
    grants = RoleGrant.objects.filter(user_id=user.pk).values_list("product_id", "role")
    return describe_granted(user, grants)


def describe_granted(user: Model, grants: Iterable[tuple[int, str]]) -> Caller:
    """Describe USER by GRANTS, their roles by product."""
    everywhere = find_anyone().everywhere
    if getattr(user, "is_superuser", False):
        everywhere = EVERY_SCOPE
    return Caller(
        key=f"user:{user.pk}",
        name=user.get_username(),  # type: ignore[attr-defined]  # -- every model of users has one
        everywhere=everywhere,
        products={product: SCOPES[Role(role)] for product, role in grants},
    )
