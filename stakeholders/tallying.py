"""Keeps how many votes other tools count without saying whose they are."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from products.chunks import split
from products.upserts import Outcome
from stakeholders.models import Tally


@transaction.atomic
def keep_tallies(source: str, counts: Mapping[int, int]) -> Counter[Outcome]:
    """Keep that SOURCE has COUNTS of votes, by key of a feature; tell what became of them.

    A feature of which none was ever counted gets no row; a row whose votes have gone says 0.
    """
    outcomes: Counter[Outcome] = Counter()
    now = timezone.now()
    for features in split(sorted(counts)):
        rows = Tally.objects.select_for_update().filter(source=source, feature__in=features)
        known = {row.feature_id: row for row in rows}
        fresh = [
            Tally(feature_id=key, source=source, count=counts[key], seen_at=now)
            for key in features
            if key not in known and counts[key]
        ]
        changed = [row for key, row in known.items() if row.count != counts[key]]
        for row in changed:
            row.count, row.seen_at, row.updated_at = counts[row.feature_id], now, now
        Tally.objects.bulk_create(fresh)
        Tally.objects.bulk_update(changed, ["count", "seen_at", "updated_at"], batch_size=500)
        outcomes[Outcome.CREATED] += len(fresh)
        outcomes[Outcome.CHANGED] += len(changed)
        outcomes[Outcome.UNCHANGED] += len(known) - len(changed)
    return outcomes


def find_tallies(features: Collection[int]) -> QuerySet[Tally]:
    """Find what was counted for FEATURES and their duplicates, by key; `whole` says for which."""
    return (
        Tally.objects.annotate(whole=Coalesce("feature__merged_into", "feature"))
        .filter(whole__in=features, count__gt=0)
        .select_related("feature")
        .order_by("source", "-count", "pk")
    )


def read_tallies(features: Collection[int]) -> dict[int, list[Tally]]:
    """Read the tallies of each of FEATURES, and of its duplicates, by source; in one query.

    Those of a duplicate are not added up with its own: a tool that has merged two ideas often
    counts the same votes for both.
    """
    found: defaultdict[int, list[Tally]] = defaultdict(list)
    for row in find_tallies(features):
        found[vars(row)["whole"]].append(row)
    return dict(found)
