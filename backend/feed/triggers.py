"""The triggers that write the feed, whatever way a change takes."""

from collections.abc import Iterator
from typing import Any, Final

from backend.access.triggers import TriggerSet
from backend.feed import postgresql, sqlite
from backend.feed.columns import PREFIX
from backend.feed.followed import FOLLOWED, LINKS, SCORES
from backend.feed.models import Change, Epoch


def _write(vendor: str) -> Iterator[str]:
    """Write the SQL of all triggers, for VENDOR."""
    module: Any = postgresql if vendor == "postgresql" else sqlite
    for event in ("INSERT", "UPDATE", "DELETE"):
        yield from (module.follow(each, event) for each in FOLLOWED)
        yield from (module.link(each, event) for each in LINKS)
    yield module.follow(SCORES, "INSERT")


TRIGGERS: Final = TriggerSet(
    prefix=PREFIX,
    models=(Change, Epoch, SCORES.model, *(each.model for each in FOLLOWED)),
    write=_write,
)
install, uninstall = TRIGGERS.install, TRIGGERS.uninstall
