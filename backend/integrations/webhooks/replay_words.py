"""Says in the admin what became of messages that somebody wants sent again, and why of some not."""

from collections.abc import Collection

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext

from backend.integrations.webhooks.models import Endpoint
from backend.integrations.webhooks.replaying import Replay
from products.figures import write_number


def tell_replay(request: HttpRequest, replay: Replay, endpoints: Collection[Endpoint]) -> None:
    """Tell in REQUEST what came of REPLAY, and which of its ENDPOINTS nothing is sent to now."""
    if replay.again or not replay.waiting:
        told = gettext("Messages that are sent again: %(number)s.")
        number = write_number(replay.again)
        messages.success(request, told % {"number": number})
    if replay.waiting:
        told = gettext(
            "Messages that are not sent twice, as they wait for their next attempt already: "
            "%(number)s."
        )
        messages.info(request, told % {"number": write_number(replay.waiting)})
    for endpoint in sorted(endpoints, key=str):
        if not endpoint.is_active:
            told = gettext("%(endpoint)s gets nothing now: resume it, and what waits is sent.")
            messages.warning(request, told % {"endpoint": endpoint})
