"""Reads the rows of which briefs are built, with as many queries for any number of features."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from django.db.models import F, Model, Prefetch, QuerySet, Window
from django.db.models.functions import RowNumber

from products.models import Feature, Insight, Objective
from stakeholders.briefs import Quote
from stakeholders.electorates import Electorate, load_electorates
from stakeholders.models import AlignmentScore, Champion, Commitment, Evidence, Group, GroupKind
from stakeholders.ranking import with_rank

INSIGHTS: Final = 20  # of a feature, the latest, among which those for the audience are looked for
QUOTES: Final = 20  # of a feature, the latest, among which those of the audience are looked for

M = TypeVar("M", bound=Model)
Wanted = Callable[[Group], bool]


@dataclass(frozen=True, slots=True)
class Rows:
    """What briefs are built of, by the keys of features; COMMITMENTS by those of objectives."""

    features: Mapping[int, Feature]
    scores: Mapping[int, AlignmentScore]
    electorates: Mapping[int, Electorate]
    groups: Mapping[int, Group]
    rivals: Mapping[int, Mapping[int, float]]
    objectives: Mapping[int, Sequence[Objective]]
    commitments: Mapping[int, Sequence[Commitment]]
    insights: Mapping[int, Sequence[Insight]]
    quotes: Mapping[int, Sequence[Quote]]
    champions: Mapping[int, Sequence[tuple[int, str]]]

    def list_groups(self, product: int) -> list[tuple[Group, int]]:
        """List the groups with a say in PRODUCT, and how many voices each has."""
        electors = self.electorates[product].groups
        return [(self.groups[e.pk], e.voices) for e in electors if e.pk in self.groups]

    def list_texts(self) -> Iterator[str]:
        """Yield what people wrote that a brief may show."""
        for row in self.features.values():
            yield from (row.summary, row.problem)
        for objectives in self.objectives.values():
            yield from (each.title for each in objectives)
        for insights in self.insights.values():
            yield from (text for each in insights for text in (each.title, each.body))
        for quotes in self.quotes.values():
            yield from (each.text for each in quotes)

    def list_rivals(self, feature: Feature) -> list[float]:
        """List the scores of the other open features of the product of FEATURE."""
        mine = self.rivals.get(feature.product_id, {})
        return [score for key, score in mine.items() if key != feature.pk]


def read_rows(features: Collection[int], wanted: Wanted, quotable: Collection[int]) -> Rows:
    """Read all about FEATURES for the groups WANTED; of those QUOTABLE also what people said.

    For customers that is what customers said.
    """
    whole = with_rank(Feature.objects.filter(pk__in=features)).select_related("product")
    served = Prefetch("objectives", Objective.objects.order_by("target_date", "pk"))
    found = {row.pk: row for row in whole.prefetch_related(served)}
    products = {row.product_id for row in found.values()}
    electorates = load_electorates(products)
    keys = {each.pk for electorate in electorates.values() for each in electorate.groups}
    groups = Group.objects.in_bulk(sorted(keys))
    own = {pk for pk, group in groups.items() if wanted(group)}
    objectives = _share({pk: row.objectives.all() for pk, row in found.items()})
    return Rows(
        features=found,
        scores={row.pk: row for row in AlignmentScore.objects.filter(pk__in=found)},
        electorates=electorates,
        groups=groups,
        rivals=_read_rivals(products),
        objectives=objectives,
        commitments=_read_commitments({o.pk for mine in objectives.values() for o in mine}, own),
        insights=_read_insights(found),
        quotes=_read_quotes(
            set(found) & set(quotable),
            own,
            outside=any(groups[pk].kind == GroupKind.SEGMENT for pk in own),
        ),
        champions=_read_champions(set(found) & set(quotable)),
    )


def _read_rivals(products: Collection[int]) -> dict[int, dict[int, float]]:
    """Read the scores of the open features of PRODUCTS."""
    rivals: defaultdict[int, dict[int, float]] = defaultdict(dict)
    scored = Feature.objects.open().filter(product__in=products, alignment__score__isnull=False)
    for product, pk, score in scored.values_list("product", "pk", "alignment__score"):
        rivals[product][pk] = score or 0.0
    return rivals


def _read_commitments(
    objectives: Collection[int], teams: Collection[int]
) -> dict[int, list[Commitment]]:
    """Read what TEAMS contribute to OBJECTIVES."""
    found: defaultdict[int, list[Commitment]] = defaultdict(list)
    rows = Commitment.objects.filter(objective__in=objectives, team__in=teams).order_by("pk")
    for row in rows.select_related("team", "objective"):
        found[row.objective_id].append(row)
    return found


def _share(rows: Mapping[int, Iterable[M]]) -> dict[int, list[M]]:
    """Let the same row be the same object wherever it is among ROWS."""
    known: dict[int, M] = {}
    return {pk: [known.setdefault(each.pk, each) for each in mine] for pk, mine in rows.items()}


def _first(rows: QuerySet[Any], by: str, order: Sequence[Any], most: int) -> QuerySet[Any]:
    """Keep at MOST so many of ROWS for each value of the column BY, in ORDER."""
    place = Window(RowNumber(), partition_by=F(by), order_by=[*order])
    found: QuerySet[Any] = rows.annotate(place=place).filter(place__lte=most)
    return found.order_by(by, "place")


def _read_insights(features: Collection[int]) -> dict[int, list[Insight]]:
    """Read the latest insights that bear on FEATURES."""
    found: defaultdict[int, list[Insight]] = defaultdict(list)
    links = Insight.features.through.objects.filter(feature__in=features)
    order = (F("insight__occurred_at").desc(nulls_last=True), F("insight").desc())
    for link in _first(links, "feature", order, INSIGHTS).select_related("insight"):
        found[link.feature_id].append(link.insight)
    return _share(found)


def _read_quotes(
    features: Collection[int], own: Collection[int], *, outside: bool
) -> dict[int, list[Quote]]:
    """Read what was said for FEATURES: by people of the groups OWN first, then by others.

    OUTSIDE the house, where that is asked for, alone.
    """
    found: defaultdict[int, list[Evidence]] = defaultdict(list)
    said = Evidence.objects.filter(
        preference__feature__in=features,
        preference__stance__gt=0,
        preference__stakeholder__deactivated_at=None,
    ).exclude(quote="")
    if outside:
        said = said.filter(preference__stakeholder__account__isnull=False)
    order = (F("occurred_at").desc(nulls_last=True), F("pk").desc())
    rows = _first(said, "preference__feature", order, QUOTES)
    for row in rows.select_related(
        "preference__stakeholder__team", "preference__stakeholder__account__segment"
    ):
        found[row.preference.feature_id].append(row)
    return {
        pk: [_quote(row) for row in sorted(mine, key=lambda row: _place(row) not in own)]
        for pk, mine in found.items()
    }


def _place(row: Evidence) -> int | None:
    person = row.preference.stakeholder
    return person.team_id or (person.account.segment_id if person.account else None)


def _quote(row: Evidence) -> Quote:
    """Tell what ROW quotes without naming whoever said it."""
    person = row.preference.stakeholder
    group = person.team or (person.account.segment if person.account else None)
    return Quote(
        text=row.quote,
        role=person.title,
        group=group.name if group else "",
        at=row.occurred_at,
    )


def _read_champions(features: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    """Read the groups and the roles of those who speak for FEATURES."""
    found: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = Champion.objects.filter(feature__in=features).order_by("since_date", "pk")
    for row in rows.select_related("stakeholder__team", "stakeholder__account__segment"):
        person = row.stakeholder
        group = person.team or (person.account.segment if person.account else None)
        if group is not None:
            role = f"{person.title}, {group.name}" if person.title else group.name
            found[row.feature_id].append((group.pk, role))
    return found
