"""Shows operators how long the queue is, as its rows say when they ask."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from backend.access.metrics import register_reading
from backend.queue.models import Status, Task

SHOWN = (Status.PENDING, Status.RUNNING, Status.FAILED)  # what is done is no queue any more


class QueueCollector(Collector):
    """Counts the tasks that are not done."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield how many there are, and how long the oldest has been due."""
        yield from measure_queue(timezone.now())


def measure_queue(at: datetime) -> list[GaugeMetricFamily]:
    """Measure the queue AT that moment, each status by an index of its own."""
    depth = GaugeMetricFamily("tutti_queue_tasks", "Tasks.", labels=["kind", "status"])
    age = GaugeMetricFamily(
        "tutti_queue_oldest_due_seconds",
        "For how long the oldest waiting task could have been begun.",
        labels=["kind"],
    )
    for status in SHOWN:
        for row in _count(status):
            depth.add_metric([row["kind"], status.lower()], row["number"])
            if status is Status.PENDING:
                late = (at - row["first"]).total_seconds()
                age.add_metric([row["kind"]], max(late, 0.0))
    return [depth, age]


def _count(status: Status) -> Iterable[Any]:
    """Count the tasks of STATUS by their kinds, and tell when the first of each is due."""
    rows = Task.objects.filter(status=status).values("kind").order_by("kind")
    return rows.annotate(number=Count("pk"), first=Min("due_at"))


def watch_queue() -> None:
    """Show the queue among the metrics."""
    register_reading(QueueCollector())
