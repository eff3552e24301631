"""Lets what a token has subscribed go with the token: to the one that takes over, or to its end."""

from datetime import datetime

from backend.integrations.webhooks.endpoints import stop
from backend.integrations.webhooks.models import Endpoint, Reason, Standing


def follow_tokens(*, at: datetime) -> None:
    """Hand endpoints on to tokens that take over; stop AT a moment those of tokens revoked.

    Whoever got hold of a token may have subscribed an address of theirs. A token that only expires
    does not end what it has subscribed. Rows are locked until the transaction ends.
    """
    handed = Endpoint.objects.filter(token__replacement__isnull=False).order_by("pk")
    for key, heir in list(handed.values_list("pk", "token__replacement")):
        Endpoint.objects.filter(pk=key).update(token=heir)
    ended = Endpoint.objects.active().filter(token__revoked_at__isnull=False).order_by("pk")
    for endpoint in ended.select_for_update(of=("self",)):
        stop(endpoint, Standing.DISABLED, Reason.REVOKED, at=at)


def has_strays() -> bool:
    """Tell whether there is anything for `follow_tokens` to do."""
    handed = Endpoint.objects.filter(token__replacement__isnull=False)
    ended = Endpoint.objects.active().filter(token__revoked_at__isnull=False)
    return handed.exists() or ended.exists()
