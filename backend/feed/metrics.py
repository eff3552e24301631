"""Shows operators how far the feed has come, and what waits for its place."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from backend.access.metrics import register_reading
from backend.feed.epochs import find_extent
from backend.feed.models import Change


class FeedCollector(Collector):
    """Reads where the feed ends, and what has no place yet."""

    def collect(self) -> Iterator[CounterMetricFamily | GaugeMetricFamily]:
        """Yield how many lines there were, how many wait, and for how long the oldest has."""
        yield from measure_feed(timezone.now())


def measure_feed(at: datetime) -> list[CounterMetricFamily | GaugeMetricFamily]:
    """Measure the feed AT that moment."""
    lines = CounterMetricFamily(
        "tutti_feed_lines", "Lines that got their place in the feed.", value=find_extent().end
    )
    found = Change.objects.filter(seq=None).aggregate(number=Count("pk"), first=Min("at"))
    late = (at - found["first"]).total_seconds() if found["first"] else 0.0
    waiting = GaugeMetricFamily(
        "tutti_feed_unstamped_lines", "Lines that wait for their place.", value=found["number"]
    )
    oldest = GaugeMetricFamily(
        "tutti_feed_oldest_unstamped_seconds",
        "For how long the oldest line has waited for its place.",
        value=max(late, 0.0),
    )
    return [lines, waiting, oldest]


def watch_feed() -> None:
    """Show the feed among the metrics."""
    register_reading(FeedCollector())
