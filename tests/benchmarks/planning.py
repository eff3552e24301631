"""Measures a roadmap for many voices beside a plain GROUP BY over the same preferences.

`python -m tests.benchmarks.table --only roadmap postgres://USER@HOST/postgres` runs it: on a fresh
PostgreSQL database, in which each voice has spoken about half of the features.
"""

import time
from collections.abc import Callable
from typing import Final

from django.db import connection

from products.models import Product
from stakeholders.planning import draw_roadmap
from tests.benchmarks.world import build_world

VOICES, FEATURES, TEAMS, SEGMENTS = 40_000, 50, 24, 18
INSIDE: Final = 24_000  # of the voices; each of the others is an account with one seat
BUDGET: Final = 200.0  # person-weeks, of some 525 that all features would cost

# A feature is liked by some groups more than by others; people differ within their groups.
SPEAK: Final = """
SELECT setseed(0.5);
INSERT INTO stakeholders_preference (public_id, created_at, updated_at, stance, importance, reason,
    source, stated_at, entered_by, heard_in, stakeholder_id, feature_id)
SELECT gen_random_uuid(), now(), now(),
    greatest(-2, least(2,
        round(4 * (random() + random() - 1) + (h.home * 7 + f.id * 3) % 5 - 1.5))),
    2, '', 'benchmark', now(), '', '', h.id, f.id
FROM (
    SELECT s.id, coalesce(s.team_id, a.segment_id) AS home
    FROM stakeholders_stakeholder s LEFT JOIN stakeholders_account a ON a.id = s.account_id
) h CROSS JOIN products_feature f
WHERE random() < 0.5;
"""
COUNT: Final = """
SELECT feature_id, count(*) FILTER (WHERE stance > 0), sum(stance)
FROM stakeholders_preference GROUP BY feature_id
"""


def seed() -> int:
    """Write the voices and what they say into an empty database; tell how many preferences."""
    build_world(
        features=FEATURES,
        teams=TEAMS,
        segments=SEGMENTS,
        accounts=VOICES - INSIDE,
        people=VOICES,
        seat=lambda n: n - INSIDE if n >= INSIDE else None,
    )
    with connection.cursor() as cursor:
        cursor.execute(SPEAK)
        spoken: int = cursor.rowcount
        cursor.execute("ANALYZE")
    return spoken


def measure(runs: int) -> list[tuple[float, float]]:
    """Give the seconds of the roadmap and of the plain GROUP BY, RUNS times in turn."""
    product = Product.objects.get(key="benchmark")
    count_votes()
    return [(_time(lambda: draw_roadmap(product, BUDGET)), _time(count_votes)) for _ in range(runs)]


def count_votes() -> None:
    """Count who is for each feature, and read the answer."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT)
        if len(cursor.fetchall()) != FEATURES:
            raise SystemExit("Some feature was not spoken about.")


def _time(work: Callable[[], object]) -> float:
    """Give the seconds that WORK takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
