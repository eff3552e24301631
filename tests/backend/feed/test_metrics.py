"""Operators see how far the feed has come, and what waits for its place."""

from datetime import timedelta

import pytest
from django.db import connection

from backend.feed.metrics import FeedCollector, measure_feed
from backend.feed.models import Change
from backend.feed.reading import find_end
from tests.builders import build_product
from tests.token_rows import NOW

pytestmark = pytest.mark.django_db


def read() -> dict[str, float]:
    """Read the figures."""
    return {each.name: each.samples[0].value for each in measure_feed(NOW)}


def test_lines_wait_until_somebody_reads() -> None:
    build_product()
    build_product()
    Change.objects.update(at=NOW - timedelta(seconds=90))
    waits = connection.vendor == "postgresql"  # on SQLite none does

    before = read()
    find_end()

    assert before == {
        "tutti_feed_lines": 0 if waits else 2,
        "tutti_feed_unstamped_lines": 2 if waits else 0,
        "tutti_feed_oldest_unstamped_seconds": 90 if waits else 0,
    }
    assert read() == {
        "tutti_feed_lines": 2,
        "tutti_feed_unstamped_lines": 0,
        "tutti_feed_oldest_unstamped_seconds": 0,
    }
    assert len(list(FeedCollector().collect())) == 3
