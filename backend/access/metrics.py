"""Shows operators what there is to watch, in the form that Prometheus reads."""

import os
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

# Where the processes of a machine leave their numbers for each other; read by prometheus_client.
SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"

REFUSED: Final = Counter(
    "tutti_rate_limit_refused",
    "Requests, attempts and streams that were refused because there had been too many.",
    ["kind"],
)
UNCOUNTED: Final = Counter(
    "tutti_rate_limit_uncounted",
    "Requests and attempts that went on without being counted together, as Redis was out of reach.",
)
FAILED: Final = Counter(
    "tutti_rate_limit_redis_failures", "Tries to reach Redis that came to nothing."
)


def show_metrics(request: HttpRequest) -> HttpResponse:
    """Show the numbers to whoever sends the METRICS_TOKEN; without one they are not there."""
    if not settings.METRICS_TOKEN:
        return HttpResponse("There is no METRICS_TOKEN.\n", status=404, content_type="text/plain")
    given = request.headers.get("Authorization", "")
    if not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        told = {"WWW-Authenticate": 'Bearer realm="metrics"'}
        return HttpResponse("Send the METRICS_TOKEN.\n", "text/plain", 401, headers=told)
    return HttpResponse(generate_latest(_gather()), content_type=CONTENT_TYPE_LATEST)


def _gather() -> CollectorRegistry:
    """Gather what is counted: by all processes where they share it, else by this one."""
    if SHARED not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # -- it registers itself
    return registry
