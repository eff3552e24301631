"""Measures how long it takes to read scores, with what each group gives to them.

`python -m tests.benchmarks.table --only read postgres://USER@HOST/postgres` runs it on two sets of
`dataset.py`, a small one and a large one with the same people, groups and features.
"""

import random
import time
from statistics import median
from typing import Final

from products.models import Feature, Product
from stakeholders.ranking import ranked, with_rank

TOP: Final = 20
READINGS: Final = 300


def measure() -> float:
    """Give the median seconds of reading one score by key, and then the top of its product."""
    chance = random.Random(1)  # noqa: S311 -- a benchmark needs the same numbers each time
    heard = Feature.objects.filter(alignment__isnull=False).order_by("pk")
    keys = list(heard.values_list("product", "key"))
    chosen = [chance.choice(keys) for _ in range(READINGS)]
    for product, key in chosen[:20]:
        _read(product, key)
    return median(_read(product, key) for product, key in chosen)


def _read(product: int, key: str) -> float:
    """Read the score of the feature KEY of PRODUCT and the top; give the seconds."""
    started = time.perf_counter()
    one = with_rank(Feature.objects.select_related("alignment")).get(product=product, key=key)
    features = Feature.objects.filter(product=product, alignment__isnull=False)
    top = ranked(features).select_related("alignment")[:TOP]
    groups = [len(feature.alignment.breakdown) for feature in (one, *top)]
    seconds = time.perf_counter() - started
    if not all(groups):
        raise SystemExit(f"A score of {Product.objects.get(pk=product)} has no breakdown.")
    return seconds
