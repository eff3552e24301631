"""Shows operators what there is to watch, in the form that Prometheus reads.

What happens is counted where it happens, by each process, in the folder that they share. What
stands in the database is not counted but read, once for each scrape, by whichever process answers:
a room gives `register_reading` what reads it.
"""

import logging
import os
from collections.abc import Iterable, Iterator
from socket import gethostname
from typing import Final

from django.conf import settings
from django.db import Error, connections
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Metric,
    generate_latest,
    values,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from backend.access.reach import is_out_of_reach

logger = logging.getLogger("tutti.metrics")

# Where the processes of a machine leave their numbers for each other; read by prometheus_client.
SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"


def name_process() -> str:
    """Name this process among all that share the folder, on whatever machine or container."""
    return f"{gethostname().replace('_', '-')}-{os.getpid()}"


if SHARED in os.environ:  # before anything is counted
    values.ValueClass = values.MultiProcessValue(process_identifier=name_process)  # type: ignore[no-untyped-call]  # -- the library's own recipe

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


LOST: Final = Counter(
    "tutti_database_failures",
    "Times that the database was out of reach: for a request, a probe, or a reading for this page.",
    ["during"],
)
_readings: list[Collector] = []


def register_reading(collector: Collector) -> None:
    """Have COLLECTOR asked at each scrape for what it reads from the database.

    It is a class with a `collect` that yields the families of prometheus_client, such as
    `GaugeMetricFamily(name, help, value=...)`. Register it in the `ready` of an app: nothing is
    read before somebody scrapes. Where the database fails, the other numbers are shown.
    """
    if collector not in _readings:
        _readings.append(collector)


def count_loss(error: BaseException | None, *, during: str) -> None:
    """Count ERROR, which came up DURING something, if it says that the database is out of reach."""
    if is_out_of_reach(error):
        LOST.labels(during).inc()


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
    """Gather what is counted, by all processes where they share it, and what is read."""
    registry = CollectorRegistry(auto_describe=False)
    if SHARED in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # -- it registers itself
    else:
        registry.register(REGISTRY)
    registry.register(_Readings())
    return registry


class _Readings:
    """Reads what was registered; a database that fails hides no more than what it holds."""

    def collect(self) -> Iterator[Metric]:
        """Read one after the other, and tell how many could not be read."""
        failed = 0
        for each in _readings:
            try:
                yield from _read_whole(each)
            except Error as error:
                failed += 1
                count_loss(error, during="reading")
                logger.warning("%s could not be read: %s", type(each).__name__, error)
                connections["default"].close_if_unusable_or_obsolete()
        yield GaugeMetricFamily(
            "tutti_readings_failed",
            "Groups of numbers that are missing here, as the database could not be read.",
            value=failed,
        )


def _read_whole(collector: Collector) -> Iterable[Metric]:
    """Read all that COLLECTOR has, or nothing: half a family would look like a drop to zero."""
    return list(collector.collect())
