"""Equal shares once more, voice by voice in fractions: slow, plain, and told apart by no float."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from stakeholders.alignment.backing import Voices


def fill_purses(voices: Voices, budget: Fraction) -> list[Fraction]:
    """Give what each of VOICES has of BUDGET."""
    groups = voices.group.tolist()
    weights = [int(weight) for weight in voices.influence]
    say = {g: min(Fraction(1), Fraction(groups.count(g), 3)) for g in set(groups)}
    kinds = {voices.kinds[g] for g in say}
    purses = []
    for group, weight in zip(groups, weights, strict=True):
        kin = sum(part for g, part in say.items() if voices.kinds[g] == voices.kinds[group])
        whole = sum(w for g, w in zip(groups, weights, strict=True) if g == group)
        purses.append(budget * say[group] / kin / len(kinds) * weight / (whole or 1))
    return purses


def find_price(purses: Sequence[Fraction], cost: Fraction) -> Fraction | None:
    """Give what each pays at most for PURSES to cover COST, or nothing where they cannot."""
    if sum(purses) < cost:
        return None
    for poorer, money in enumerate(sorted(purses)):
        price = (cost - sum(sorted(purses)[:poorer])) / (len(purses) - poorer)
        if price <= money:
            return price
    return None


def buy_slowly(
    backs: Sequence[Sequence[bool]], purses: Sequence[Fraction], costs: Mapping[int, Fraction]
) -> list[int]:
    """Give what voices with PURSES buy in order, BACKS telling by voice what they back."""
    left, bought = list(purses), list[int]()
    while True:
        offers = []
        for feature, cost in costs.items():
            backers = [voice for voice, row in enumerate(backs) if row[feature]]
            price = find_price([left[voice] for voice in backers], cost)
            if feature not in bought and price is not None:
                offers.append((price / cost, -len(backers), feature, price, backers))
        if not offers:
            return bought
        *_, feature, price, backers = min(offers)
        bought.append(feature)
        for voice in backers:
            left[voice] -= min(left[voice], price)
