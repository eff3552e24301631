"""Remembers scores as they stood at a moment, from what had been counted until then."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.db import connection
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from products.chunks import split
from products.models import Feature, Merge, Product
from stakeholders.counting import FIELDS, Sums, integers
from stakeholders.electorates import Elector, Electorate, load_electorates
from stakeholders.models import AlignmentScore, ElectorateChange
from stakeholders.readings import read_sums

FEATURES_AT_ONCE: Final = 500
# For each feature and group the last line of their history, found by the index: however long the
# history is, each pair takes one descent. No relation leads to groups that are gone, hence SQL.
LAST_CELLS: Final = """
    SELECT cell.feature_id, cell."group", cell.counted_at, {columns}
    FROM products_feature feature
    CROSS JOIN (VALUES {groups}) AS asked
    JOIN {last} WHERE feature.id IN ({features})
"""
PAST: Final = """
    FROM stakeholders_cellchange past
    WHERE past.feature_id = feature.id AND past."group" = asked.column1 AND past.counted_at <= %s
    ORDER BY past.counted_at DESC, past.id DESC LIMIT 1
"""
# SQLite joins nothing laterally; PostgreSQL would read the whole history to compare the keys.
LAST: Final = {
    "postgresql": f"LATERAL (SELECT past.* {PAST}) AS cell ON TRUE",
    "sqlite": f"stakeholders_cellchange cell ON cell.id = (SELECT past.id {PAST})",
}


@dataclass(frozen=True, slots=True)
class Say:
    """Who had a say in a product at a moment, and since when; since ever where nothing is older."""

    electorate: Electorate
    since: datetime | None


def remember(features: Collection[Feature], at: datetime) -> dict[int, AlignmentScore]:
    """Give the scores of FEATURES as they stood AT a moment; those unheard until then have none.

    They are counted by today's engine from the cells and the say of then, whoever moved, left or
    was removed since, and are no rows of the database. Their breakdown also names the groups. A
    moment to come shows today. Two queries, whatever the number of features.
    """
    owned: defaultdict[int, list[int]] = defaultdict(list)
    for feature in features:
        owned[feature.product_id].append(feature.pk)
    says = _load_says(owned, at)
    groups = {group.pk for say in says.values() for group in say.electorate.groups}
    sums, moved = _load_cells({feature.pk for feature in features}, groups, at)
    scores: dict[int, AlignmentScore] = {}
    for product, say in sorted(says.items()):
        for keys in split(owned[product], FEATURES_AT_ONCE):
            found = read_sums(keys, sums, say.electorate)
            for score in found.values():
                _complete(score, say, moved)
            scores |= found
    return scores


def find_answering(features: Collection[Feature], at: datetime) -> dict[int, Feature]:
    """Find what answered for each of FEATURES AT a moment: itself, or what it was part of then."""
    mine = Merge.objects.standing_at(at).filter(
        feature__product__in={feature.product_id for feature in features}
    )
    wholes = {merge.feature_id: merge.into for merge in mine.select_related("into")}
    answering = {feature.pk: feature for feature in features}
    while parts := [key for key, whole in answering.items() if whole.pk in wholes]:
        answering |= {key: wholes[answering[key].pk] for key in parts}
    return answering


def remember_ranks(features: Collection[Feature], at: datetime) -> dict[int, int]:
    """Give the ranks of FEATURES as they stood AT a moment, from 1, where they had one.

    All features of their products are counted that were open then.
    """
    products = {feature.product_id for feature in features}
    rivals = Feature.objects.filter(product__in=products).open_at(at).only("pk", "product_id")
    owners = {rival.pk: rival for rival in rivals}
    scores = remember(owners.values(), at).values()
    places: defaultdict[int, int] = defaultdict(int)
    ranks: dict[int, int] = {}
    for score in sorted(scores, key=lambda s: (-(s.low or 0), -(s.score or 0), s.pk)):
        product = owners[score.pk].product_id
        places[product] += 1
        ranks[score.pk] = places[product]
    return ranks


def _complete(score: AlignmentScore, say: Say, moved: Mapping[tuple[int, int], datetime]) -> None:
    """Name the groups in the breakdown of SCORE, and tell when what it was read from MOVED."""
    names = {group.pk: group.name for group in say.electorate.groups}
    mine = [moved[place] for group in names if (place := (score.pk, group)) in moved]
    score.updated_at = max(mine if say.since is None else [*mine, say.since])
    score.breakdown = [line | {"name": names[line["group"]]} for line in score.breakdown]


def _load_says(products: Collection[int], at: datetime) -> dict[int, Say]:
    """Read who had a say in each of PRODUCTS AT a moment; before all records, the first of them."""
    past = ElectorateChange.objects.filter(product=OuterRef("pk"))
    last = past.filter(counted_at__lte=at).order_by("-counted_at", "-pk").values("pk")[:1]
    first = past.order_by("counted_at", "pk").values("pk")[:1]
    chosen = Product.objects.filter(pk__in=products).annotate(
        change=Coalesce(Subquery(last), Subquery(first))
    )
    says = {
        row.product_id: Say(_restore(row.lines), row.counted_at if row.counted_at <= at else None)
        for row in ElectorateChange.objects.filter(pk__in=chosen.values("change"))
    }
    unrecorded = set(products) - says.keys()
    today = load_electorates(unrecorded) if unrecorded else {}
    return says | {product: Say(electorate, None) for product, electorate in today.items()}


def _restore(lines: Sequence[Sequence[Any]]) -> Electorate:
    """Make an electorate of LINES; its groups are as they were called then, and may be gone."""
    return Electorate(tuple(Elector(*line) for line in lines))


def _load_cells(
    features: Collection[int], groups: Collection[int], at: datetime
) -> tuple[Sums, dict[tuple[int, int], datetime]]:
    """Read the sums of FEATURES and GROUPS as they stood AT a moment, and since when each did."""
    sums: Sums = {}
    since: dict[tuple[int, int], datetime] = {}
    for keys in split(sorted(features)) if groups else ():
        for feature, group, counted_at, *values in _find_last(keys, sorted(groups), at):
            sums[feature, group] = integers(values)
            since[feature, group] = _read_moment(counted_at)
    return sums, since


def _find_last(
    features: Sequence[int], groups: Sequence[int], at: datetime
) -> list[tuple[Any, ...]]:
    """Find the last line of each of FEATURES and GROUPS AT a moment."""
    sql = LAST_CELLS.format(
        columns=", ".join(f"cell.{name}" for name in FIELDS),
        last=LAST[connection.vendor],
        groups=", ".join(f"({group:d})" for group in groups),
        features=", ".join(f"{feature:d}" for feature in features),
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [connection.ops.adapt_datetimefield_value(at)])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _read_moment(stored: datetime) -> datetime:
    """Read the moment STORED, which SQLite keeps without a zone."""
    return stored if stored.tzinfo else stored.replace(tzinfo=UTC)
