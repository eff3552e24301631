"""Refuses settings that would open Tutti to strangers; each command asks before it runs."""

from ipaddress import ip_address
from typing import Any, Final

from django.conf import settings
from django.core.checks import Error

OURS: Final = ("localhost", ".localhost", ".test", "testserver")  # never names of the internet


def is_ours(host: str) -> bool:
    """Tell whether HOST, a name or an address, is reached from this machine alone."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == OURS[0] or host.endswith(OURS[1:])


def check_hosts(**_: Any) -> list[Error]:  # noqa: ANN401 -- Django's signature
    """Refuse DEBUG under a name that others know, and any name at all without DEBUG."""
    known = [host for host in settings.ALLOWED_HOSTS if not is_ours(host)]
    if settings.DEBUG and known:
        told = f"DEBUG is on, and ALLOWED_HOSTS names {known[0]!r}."
        hint = "DEBUG tells strangers all that goes wrong. Set SECRET_KEY, and leave DEBUG out."
        return [Error(told, hint=hint, id="tutti.E001")]
    if not settings.DEBUG and "*" in known:
        told = "ALLOWED_HOSTS takes any name."
        return [Error(told, hint="Name the hosts that Tutti answers to.", id="tutti.E002")]
    return []
