"""Lets programs subscribe and unsubscribe an address by REST, as Zapier and others do it."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from backend.access.answering import refuse as refuse_scope
from backend.access.callers import PROGRAM, Caller
from backend.access.errors import Code, RefusedError
from backend.access.rest import RestView, show
from backend.access.scopes import Scope
from backend.access.tokens import TokenRefusedError
from backend.integrations.webhooks.endpoints import add, remove
from backend.integrations.webhooks.hook_orders import find_token, read_order
from backend.integrations.webhooks.models import Endpoint


def _find_mine(caller: Caller) -> QuerySet[Endpoint]:
    """Find what the token of CALLER has subscribed, where it may do so still."""
    token = find_token(caller)
    theirs = Q(token=token) | Q(token__replacement=token)  # until it is handed on
    rows = Endpoint.objects.filter(theirs).select_related("product")
    mine = caller.find_products(Scope.ADMIN_WEBHOOKS)
    return rows if mine is None else rows.filter(product__in=mine)


def _describe(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "id": str(endpoint.public_id),
        "name": endpoint.name,
        "url": endpoint.url,
        "product": endpoint.product.key if endpoint.product else None,
        "types": endpoint.types,
        "standing": endpoint.standing,
    }


class ProgramView(RestView):
    """Answers programs alone: a session is none, as another site could send in its name."""

    def admit(self, caller: Caller) -> None:
        """Let CALLER in.

        :raises RefusedError: when they have shown no token that is good for webhooks.
        """
        if caller.kind != PROGRAM:
            raise TokenRefusedError("Send Authorization: Bearer, and a token with admin:webhooks.")
        if not caller.may(Scope.ADMIN_WEBHOOKS):
            raise refuse_scope(caller, Scope.ADMIN_WEBHOOKS)


class HooksView(ProgramView):
    """All that a token has subscribed."""

    def get(self, _request: HttpRequest, *, caller: Caller) -> HttpResponse:
        """List what was subscribed."""
        return show({"hooks": [_describe(each) for each in _find_mine(caller).order_by("pk")]})

    def post(self, request: HttpRequest, *, caller: Caller) -> HttpResponse:
        """Subscribe an address; its secret is told this once."""
        order = read_order(request, caller)
        added = add(order, by=caller, token=find_token(caller))
        told = _describe(added.endpoint) | {"secret": added.secret}
        response = show(told, status=HTTPStatus.CREATED)
        response["Location"] = f"{request.path.rstrip('/')}/{added.endpoint.public_id}"
        return response


class HookView(ProgramView):
    """One address that a token has subscribed."""

    def get(self, _request: HttpRequest, *, caller: Caller, hook: UUID) -> HttpResponse:
        """Show it."""
        return show(_describe(_find_one(caller, hook)))

    def delete(self, _request: HttpRequest, *, caller: Caller, hook: UUID) -> HttpResponse:
        """Unsubscribe it; nothing more is sent there."""
        remove(_find_one(caller, hook))
        return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _find_one(caller: Caller, hook: UUID) -> Endpoint:
    """Find the endpoint with the public id HOOK that the token of CALLER has subscribed.

    :raises RefusedError: when there is none.
    """
    found = _find_mine(caller).filter(public_id=hook).first()
    if found is None:
        raise RefusedError("There is no such hook.", code=Code.NOT_FOUND)
    return found
