"""Tells whom to ask next: the conversations that would make scores most certain."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from products.chunks import split
from products.models import Feature
from stakeholders.alignment.listening import choose_conversations, expect_shrinkage
from stakeholders.counting import Sums
from stakeholders.electorates import Electorate, load_electorates
from stakeholders.keeping import load_cells
from stakeholders.rosters import Place, name_silent
from stakeholders.tables import stack

CELLS_AT_ONCE: Final = 100_000  # so that many groups need little memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """One more voice of GROUP on FEATURE, and the points it is expected to take off high - low."""

    feature: int
    group: int
    shrinkage: float

    @property
    def place(self) -> Place:
        """Give what it is about and with whom."""
        return self.feature, self.group


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A prospect, how many voices of its group are SILENT, and whom of them to ask, by key.

    PEOPLE of a team, heaviest first; of a segment its ACCOUNTS, and people who speak for them.
    """

    prospect: Prospect
    silent: int
    accounts: tuple[int, ...]
    people: tuple[int, ...]


def ask_about_features(features: Collection[int], most: int) -> dict[int, list[Conversation]]:
    """Give for each of FEATURES at MOST so many conversations, those first that settle most.

    The queries are as many for any number of features.
    """
    owners = dict(Feature.objects.filter(pk__in=features).values_list("pk", "product"))
    return _name(dict(_find_prospects(owners, most)))


def ask_in_products(products: Collection[int], most: int) -> dict[int, list[Conversation]]:
    """Give for each of PRODUCTS at MOST so many conversations about its open features.

    The queries are as many for any number of products.
    """
    rows = Feature.objects.open().filter(product__in=products).order_by("pk")
    owners = dict(rows.values_list("pk", "product"))
    prospects: defaultdict[int, list[Prospect]] = defaultdict(list)
    for feature, found in _find_prospects(owners, most):
        prospects[owners[feature]] += found
    return _name({product: _choose(found, most) for product, found in prospects.items()})


def _choose(prospects: Iterable[Prospect], most: int) -> list[Prospect]:
    """Give at MOST so many of PROSPECTS, the best first."""
    return sorted(prospects, key=lambda each: (-each.shrinkage, each.feature, each.group))[:most]


def _find_prospects(owners: Mapping[int, int], most: int) -> Iterator[tuple[int, list[Prospect]]]:
    """Give each feature of OWNERS, which name its product, with at MOST so many prospects."""
    owned: defaultdict[int, list[int]] = defaultdict(list)
    for feature, product in owners.items():
        owned[product].append(feature)
    spoken: defaultdict[int, Sums] = defaultdict(dict)
    for (feature, group), cell in load_cells(owners).items():
        spoken[feature][feature, group] = cell
    for product, electorate in load_electorates(owned).items():
        for keys in split(owned[product], max(1, CELLS_AT_ONCE // (len(electorate.groups) or 1))):
            sums = {place: cell for key in keys for place, cell in spoken[key].items()}
            yield from _weigh(keys, electorate, sums, most=most)


def _weigh(
    features: Sequence[int], electorate: Electorate, sums: Sums, *, most: int
) -> Iterator[tuple[int, list[Prospect]]]:
    """Give each of FEATURES of one product with at MOST so many prospects, the best first."""
    groups = electorate.groups
    if not groups:
        return
    table = stack(sums, features, groups)
    shrinkage = expect_shrinkage(table, electorate.voices, electorate.kinds)
    for row, feature in enumerate(features):
        yield (
            feature,
            [
                Prospect(feature=feature, group=groups[found.group].pk, shrinkage=found.shrinkage)
                for found in choose_conversations(shrinkage[[row]], most)
            ],
        )


def _name(prospects: Mapping[int, Sequence[Prospect]]) -> dict[int, list[Conversation]]:
    """Name for all PROSPECTS whom to ask."""
    silences = name_silent({each.place for mine in prospects.values() for each in mine})
    return {
        key: [
            Conversation(
                prospect=prospect,
                silent=silences[prospect.place].voices,
                accounts=silences[prospect.place].accounts,
                people=silences[prospect.place].people,
            )
            for prospect in mine
        ]
        for key, mine in prospects.items()
    }
