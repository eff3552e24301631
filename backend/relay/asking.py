"""Tells for whom Graphene works an answer out, also in a project of somebody else's."""

from typing import Any

from django.http import HttpRequest

from backend.access import callers
from backend.access.callers import Caller, find_caller


def caller_of(info: Any) -> Caller:  # noqa: ANN401 -- graphene has no types
    """Tell who asks, from the request that INFO carries; a host that carries none is anyone."""
    request = info.context
    return find_caller(request) if isinstance(request, HttpRequest) else callers.find_anyone()
