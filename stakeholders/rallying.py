"""Lists the features for which few conversations would move much, and whom to hold them with."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from products.chunks import split
from products.models import Feature
from stakeholders.alignment.cells import Column
from stakeholders.alignment.rallying import NOBODY, Rallies
from stakeholders.alignment.rallying import rally as find_rallies
from stakeholders.counting import Sums
from stakeholders.electorates import Electorate, load_electorates
from stakeholders.keeping import load_cells
from stakeholders.rosters import Place, Silence, name_silent
from stakeholders.tables import stack

CELLS_AT_ONCE: Final = 100_000  # so that many groups need little memory
NOBODY_SILENT: Final = Silence(voices=0, accounts=(), people=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """TIMES conversations with voices of GROUP that have said nothing about a feature yet.

    CHANCE is that of winning the first of them, RISE what all of them add to low when they are won,
    in points; SILENCE names whom to ask.
    """

    group: int
    times: int
    chance: float
    rise: float
    silence: Silence = NOBODY_SILENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Rally:
    """What a few conversations about FEATURE would bring, the STEPS that promise most first.

    WORTH is what they are worth: for each its chance times what low gains. SCORE, LOW and RANK are
    empty while nobody has spoken; SCORE_THEN, LOW_THEN and RANK_THEN hold when all steps are won
    and nothing else moves.
    """

    feature: int
    worth: float
    score: float | None
    low: float | None
    rank: int | None
    score_then: float
    low_then: float
    rank_then: int
    steps: tuple[Step, ...]


def list_rallies(products: Collection[int], most: int) -> dict[int, list[Rally]]:
    """Give for each of PRODUCTS at MOST so many of its open features, most worth a rally first.

    Features for which nobody is left to be asked are left out. The queries are as many for any
    number of products.
    """
    rows = Feature.objects.open().filter(product__in=products).order_by("pk")
    owned: defaultdict[int, list[int]] = defaultdict(list)
    for feature, product in rows.values_list("pk", "product"):
        owned[product].append(feature)
    spoken: defaultdict[int, Sums] = defaultdict(dict)
    features = [feature for mine in owned.values() for feature in mine]
    for (feature, group), cell in load_cells(features).items():
        spoken[feature][feature, group] = cell
    chosen = {
        product: _choose(list(_rally(owned[product], electorate, spoken)), most)
        for product, electorate in load_electorates(owned).items()
    }
    return _name(chosen)


def _rally(
    features: Sequence[int], electorate: Electorate, spoken: defaultdict[int, Sums]
) -> Iterator[Rally]:
    """Give what conversations would bring to each of FEATURES, of which cells were SPOKEN."""
    groups = electorate.groups
    if not groups:
        return
    for keys in split(features, max(1, CELLS_AT_ONCE // len(groups))):
        sums = {place: cell for key in keys for place, cell in spoken[key].items()}
        table = stack(sums, keys, groups)
        heard = table[..., Column.HEADS].sum(axis=1).tolist()
        found = find_rallies(table, electorate.voices, electorate.kinds)
        for row, feature in enumerate(keys):
            yield Rally(
                feature=feature,
                worth=float(found.worth[row]),
                score=float(found.score[row]) if heard[row] else None,
                low=float(found.low[row]) if heard[row] else None,
                rank=None,
                score_then=float(found.score_then[row]),
                low_then=float(found.low_then[row]),
                rank_then=0,
                steps=_read_steps(found, row, electorate),
            )


def _read_steps(found: Rallies, row: int, electorate: Electorate) -> tuple[Step, ...]:
    """Read the steps of the feature in ROW, those with the same group as one."""
    steps: dict[int, Step] = {}
    told = zip(found.group[row], found.chance[row], found.rise[row], strict=True)
    for place, chance, rise in told:
        if place == NOBODY:
            continue
        pk = electorate.groups[int(place)].pk
        first = steps.get(pk, Step(group=pk, times=0, chance=float(chance), rise=0.0))
        steps[pk] = replace(first, times=first.times + 1, rise=first.rise + float(rise))
    return tuple(steps.values())


def _choose(rallies: Sequence[Rally], most: int) -> list[Rally]:
    """Give at MOST so many of RALLIES, all of one product, those worth most first; rank them."""
    lows = {each.feature: each.low for each in rallies if each.low is not None}
    order = sorted(
        (each for each in rallies if each.steps), key=lambda each: (-each.worth, each.feature)
    )
    return [
        replace(
            each,
            rank=None if each.low is None else _find_place(lows, each.feature, each.low),
            rank_then=_find_place(lows, each.feature, each.low_then),
        )
        for each in order[:most]
    ]


def _find_place(lows: dict[int, float], feature: int, low: float) -> int:
    """Find the place that FEATURE has by LOW among all LOWS, from 1; the first of equals leads."""
    ahead = ((-other, key) < (-low, feature) for key, other in lows.items() if key != feature)
    return 1 + sum(ahead)


def _name(chosen: dict[int, list[Rally]]) -> dict[int, list[Rally]]:
    """Name for all that was CHOSEN whom to ask."""
    everyone = [each for mine in chosen.values() for each in mine]
    places: set[Place] = {(each.feature, step.group) for each in everyone for step in each.steps}
    silent = name_silent(places)
    return {
        product: [
            replace(
                each,
                steps=tuple(
                    replace(step, silence=silent[each.feature, step.group]) for step in each.steps
                ),
            )
            for each in mine
        ]
        for product, mine in chosen.items()
    }
