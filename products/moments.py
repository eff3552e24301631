"""When something can have taken place."""

from datetime import datetime

from django.utils.translation import gettext


def find_moment_fault(at: datetime, now: datetime) -> str | None:
    """Tell why nothing can have taken place AT a moment, as seen from NOW; None when it can."""
    if at.tzinfo is None:
        return gettext("This needs a time zone.")
    return gettext("This has not come yet.") if at > now else None
