"""Tells those who look after an endpoint that nothing is sent there any more."""

import logging
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.http import HttpRequest
from django.utils.translation import gettext

from backend.access.callers import describe_user
from backend.access.curating import find_curator, may, show
from backend.access.scopes import Role, Scope
from backend.integrations.webhooks.models import Endpoint, Reason, Standing

logger = logging.getLogger("tutti.webhooks")

MOST_SHOWN = 5  # endpoints in the notices of one page


def tell_stopped(endpoint: Endpoint) -> list[str]:
    """Tell by mail, where mail goes out, that ENDPOINT was stopped; give whom that was told.

    The admin tells it as well, on its first page.
    """
    logger.warning("webhook endpoint %s was stopped: %s", endpoint.public_id, endpoint.reason)
    told = _list_addresses(endpoint) if settings.SENDS_MAIL else []
    for address in told:
        subject = gettext("Tutti: nothing is sent to %(endpoint)s any more")
        send_mail(
            subject % {"endpoint": endpoint.name},
            word(endpoint),
            None,
            [address],
            fail_silently=False,
        )
    return told


def word(endpoint: Endpoint) -> str:
    """Say why ENDPOINT was stopped, and what to do."""
    told = {"endpoint": endpoint.name}
    if endpoint.reason == Reason.GONE:
        return (
            gettext(
                "The webhook endpoint %(endpoint)s is disabled: it answered that it wants no more "
                "messages. If that was an error, resume it in the admin."
            )
            % told
        )
    return (
        gettext(
            "The webhook endpoint %(endpoint)s is paused: it took nothing for three days. Messages "
            "wait. When it works again, resume it in the admin, and replay what has failed."
        )
        % told
    )


def _list_addresses(endpoint: Endpoint) -> list[str]:
    """List the addresses of who owns ENDPOINT; without them, of the owners of its product."""
    owner = endpoint.owner
    if owner is not None and owner.is_active and owner.email and _looks_after(owner, endpoint):
        return [owner.email]
    users = get_user_model()._default_manager.filter(is_active=True).exclude(email="")  # noqa: SLF001 -- any model of users
    if endpoint.product_id is None:
        heads = users.filter(is_superuser=True)
    else:
        heads = users.filter(role_grants__product=endpoint.product_id, role_grants__role=Role.OWNER)
    return list(heads.order_by("pk").distinct().values_list("email", flat=True))


def _looks_after(user: User, endpoint: Endpoint) -> bool:
    """Tell whether ENDPOINT is still USER's to look after."""
    mine = describe_user(user).find_products(Scope.ADMIN_WEBHOOKS)
    return mine is None or endpoint.product_id in mine


def list_notices(request: HttpRequest) -> Iterator[str]:
    """List what whoever sends REQUEST, in the admin, is to know of their endpoints."""
    caller = find_curator(request.user)
    if not may(caller, "view", Endpoint):
        return
    stopped = Endpoint.objects.exclude(standing=Standing.ACTIVE).exclude(reason=Reason.BY_HAND)
    for endpoint in show(stopped, caller).order_by("-stopped_at", "-pk")[:MOST_SHOWN]:
        yield word(endpoint)
