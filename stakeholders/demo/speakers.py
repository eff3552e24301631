"""Draws who speaks about which feature of the demo; in all, as many as are wanted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from stakeholders.demo.dice import Dice
from stakeholders.demo.history import FeaturePast
from stakeholders.demo.people import Person
from stakeholders.demo.sketches import (
    Character,
    Content,
    FeatureSketch,
    GroupSketch,
    ProductSketch,
)

PREFERENCES: Final = 20_000
LEANS_FOR: Final = 1.5

Place: TypeAlias = tuple[str, str]  # the keys of a product and a feature


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A feature that people are asked about, and all that their answers depend on."""

    content: Content
    product: ProductSketch
    feature: FeatureSketch
    past: FeaturePast
    scribes: Sequence[Person]  # colleagues who write down what customers say

    @property
    def character(self) -> Character:
        """Give how the feature is received."""
        return self.content.characters[self.feature.character]


def draw_speakers(
    questions: Sequence[Question], people: Sequence[Person]
) -> dict[Place, list[Person]]:
    """Draw who speaks about each feature: those readiest to, and `PREFERENCES` in all."""
    chosen: dict[Place, list[Person]] = {}
    ready: list[tuple[float, int, Place]] = []
    for question in questions:
        place = (question.product.key, question.feature.key)
        chosen[place] = _draw_few(question.feature, people)
        ready += [(lot, number, place) for lot, number in _draw_readiness(question, people)]
    wanted = PREFERENCES - sum(map(len, chosen.values()))
    for _, number, place in sorted(ready)[:wanted]:
        chosen[place].append(people[number])
    return chosen


def _draw_few(feature: FeatureSketch, people: Sequence[Person]) -> list[Person]:
    """Draw the handful who speak about a FEATURE that has its voices counted out, one of each."""
    few: list[Person] = []
    for key, voices in feature.voices.items():
        members = Dice("few", feature.key, key).shuffle(p for p in people if p.group.key == key)
        by_voice = {person.account or person.key: person for person in members}
        few += list(by_voice.values())[:voices]
    return few


def _draw_readiness(question: Question, people: Sequence[Person]) -> Iterator[tuple[float, int]]:
    """Yield how far each of PEOPLE is from speaking, with their number.

    Below 1 are as many as the feature's character says; the lowest of all features speak.
    """
    if question.feature.voices:
        return
    dice = Dice("speaks", question.product.key, question.feature.key)
    for number, person in enumerate(people):
        yield dice.roll() / _find_share(question, person.group), number


def _find_share(question: Question, group: GroupSketch) -> float:
    """Tell which share of GROUP is expected to speak."""
    share, leaning = question.character.heard, question.character.heard_when_leaning_for
    if leaning is not None and question.feature.lean.get(group.key, 0) >= LEANS_FOR:
        share = leaning
    return min(1, share * question.product.hears.get(group.key, 1))
