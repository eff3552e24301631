"""Counts what becomes of deliveries, and shows operators how endpoints are."""

from collections.abc import Iterator
from typing import Final

from django.db.models import Count
from prometheus_client import Counter, Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from backend.access.metrics import register_reading
from backend.integrations.webhooks.models import Delivery, Endpoint, Standing, Status
from backend.integrations.webhooks.sending import Answer

ATTEMPTS: Final = Counter(
    "tutti_webhook_attempts",
    "Attempts to deliver a message, by what came of them: ok, or why it did not arrive.",
    ["outcome"],
)
DELIVERIES: Final = Counter(
    "tutti_webhook_deliveries",
    "Deliveries that are over, by their status: delivered or failed.",
    ["status"],
)


def count(answer: Answer, status: Status) -> None:
    """Count an attempt that met with ANSWER, after which its delivery had STATUS."""
    ATTEMPTS.labels((answer.fault or "ok").lower()).inc()
    if status != Status.PENDING:
        DELIVERIES.labels(status.lower()).inc()


class Readings(Collector):
    """Reads how endpoints are, and how much waits."""

    def collect(self) -> Iterator[Metric]:
        """Yield it."""
        counted = Endpoint.objects.values("standing").order_by().annotate(number=Count("pk"))
        found = {row["standing"]: row["number"] for row in counted}
        endpoints = GaugeMetricFamily(
            "tutti_webhook_endpoints", "Webhook endpoints by standing.", labels=["standing"]
        )
        for standing in Standing:
            endpoints.add_metric([standing.lower()], found.get(standing, 0))
        yield endpoints
        yield GaugeMetricFamily(
            "tutti_webhook_deliveries_pending",
            "Deliveries that were not made yet.",
            value=Delivery.objects.filter(status=Status.PENDING).count(),
        )


def watch() -> None:
    """Have it read whenever somebody looks."""
    register_reading(Readings())
