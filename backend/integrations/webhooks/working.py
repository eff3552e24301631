"""Lets workers know what there is to do for webhooks."""

from datetime import timedelta
from typing import Final

from backend.integrations.webhooks.delivering import deliver, give_up
from backend.integrations.webhooks.dispatching import dispatch
from backend.integrations.webhooks.tasks import ATTEMPTS, DELIVER, DISPATCH, TIDY, wait
from backend.integrations.webhooks.tidying import tidy
from backend.queue.daily import daily
from backend.queue.kinds import register

LEASE: Final = timedelta(seconds=60)  # four times what an attempt can take
AT_ONCE: Final = 2  # deliveries to one endpoint, by all workers together
THREADS: Final = 8  # of a worker, so that one slow receiver does not hold up the others
PAUSE: Final = timedelta(seconds=5)  # after following the feed has failed
ALWAYS: Final = 2**31 - 1  # attempts: following the feed has no end


def register_work() -> None:
    """Register following the feed, deliveries, and what is cleared away each day."""
    register(
        DISPATCH, dispatch, lease=LEASE, attempts=ALWAYS, lane="dispatch", wait=lambda _: PAUSE
    )
    register(
        DELIVER,
        deliver,
        lease=LEASE,
        attempts=ATTEMPTS,
        lane="deliveries",
        wait=wait,
        most_at_once=AT_ONCE,
        failed=give_up,
        threads=THREADS,
    )
    daily(TIDY, tidy)
