"""Reads for the metrics what stands in the database, and notes the requests that it failed."""

import sys
from collections.abc import Iterator
from typing import Any

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily

from backend.access.metrics import count_loss
from stakeholders.verification import find_latest


class Verifications:
    """Reads what the latest comparison with a recount has found."""

    def collect(self) -> Iterator[Metric]:
        """Read it; nothing where there was none yet."""
        latest = find_latest()
        if latest is None:
            return
        told = (
            ("cells", "Cells that were compared with a recount.", latest.cells),
            ("differences", "Where they differed from it; there must be none.", latest.differences),
            ("timestamp_seconds", "When that began, in seconds since 1970.", latest.began_at),
        )
        for name, words, value in told:
            yield GaugeMetricFamily(f"tutti_verification_{name}", words, value=value)


def count_lost(**_: Any) -> None:  # noqa: ANN401 -- what Django's signal sends along
    """Count the exception that a request has ended in, if the database was out of reach."""
    count_loss(sys.exc_info()[1], during="request")
