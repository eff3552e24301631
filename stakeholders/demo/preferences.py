"""Draws what people say about the features of the demo, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, TypeAlias

from stakeholders.demo.dice import Dice
from stakeholders.demo.history import FeaturePast, move_to_work_hours
from stakeholders.demo.people import Person
from stakeholders.demo.sketches import (
    Content,
    FeatureSketch,
    GroupSketch,
)
from stakeholders.demo.speakers import Place, Question, draw_speakers
from stakeholders.models import GroupKind, Importance, Stance

SCRIBES: Final = frozenset({"sales", "support"})
PRICE_STEP: Final = 5

# Shares that make the demo look like a house where some write much and most write little.
ON_BEHALF: Final = 0.22  # of what customers say, somebody else wrote this much down
WITH_REASON: Final = 0.55
WITH_REASON_OF_GROUP: Final = 0.35
WITH_PRICE: Final = 0.6  # of the customers in favour, where there is a price to ask about
# The probability that a stance of this force is critical, and that it is merely nice to have.
IMPORTANCES: Final = {2: (0.3, 0.04), 1: (0.05, 0.3), 0: (0.0, 0.6)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one person says about one feature, not yet written."""

    person: Person
    feature: str
    stance: Stance
    importance: Importance
    willingness_to_pay: Decimal | None
    reason: str
    source: str
    stated_at: datetime
    entered_by: str


# What was said, by the product's key and in the order in which it was said.
Told: TypeAlias = Mapping[str, Sequence[Said]]


def draw_preferences(
    content: Content, people: Sequence[Person], pasts: Mapping[Place, FeaturePast]
) -> Told:
    """Draw what PEOPLE say, by product and in the order in which they said it."""
    scribes = [person for person in people if person.group.key in SCRIBES]
    questions = [
        Question(
            content=content,
            product=product,
            feature=feature,
            past=pasts[product.key, feature.key],
            scribes=scribes,
        )
        for product in content.products
        for feature in product.features
    ]
    speakers = draw_speakers(questions, people)
    told: dict[str, list[Said]] = {product.key: [] for product in content.products}
    for question in questions:
        place = (question.product.key, question.feature.key)
        told[question.product.key] += [_draw_said(question, who) for who in speakers[place]]
    return {
        product: sorted(said, key=lambda one: (one.stated_at, one.feature, one.person.key))
        for product, said in told.items()
    }


def _draw_said(question: Question, person: Person) -> Said:
    """Draw what PERSON says."""
    product, feature, past = question.product, question.feature, question.past
    dice = Dice("says", product.key, feature.key, person.key)
    stance = _draw_stance(question, person.group, dice)
    on_behalf = person.account is not None and dice.chance(ON_BEHALF)
    channel = "behalf" if on_behalf else person.group.kind.lower()
    when = past.asked_from + dice.roll() * (past.asked_until - past.asked_from)
    # The same colleague looks after an account each time.
    scribe = Dice("scribe", person.account or "").pick(question.scribes)
    return Said(
        person=person,
        feature=feature.key,
        stance=stance,
        importance=_draw_importance(stance, dice),
        willingness_to_pay=_draw_price(feature, person.group, stance=stance, dice=dice),
        reason=_draw_reason(question, person.group, stance=stance, dice=dice),
        source=dice.pick(question.content.channels[channel]),
        stated_at=move_to_work_hours(when),
        entered_by=scribe.name if on_behalf else "",
    )


def _draw_stance(question: Question, group: GroupSketch, dice: Dice) -> Stance:
    """Draw a stance around what GROUP says on average."""
    character = question.character
    usual = character.teams if group.kind == GroupKind.TEAM else character.segments
    drawn = dice.around(question.feature.lean.get(group.key, usual), character.spread)
    return Stance(max(-2, min(2, round(drawn))))


def _draw_importance(stance: Stance, dice: Dice) -> Importance:
    """Draw how much it matters to somebody of this STANCE."""
    critical, nice = IMPORTANCES[abs(stance)]
    lot = dice.roll()
    if lot < critical:
        return Importance.CRITICAL
    return Importance.NICE_TO_HAVE if lot < critical + nice else Importance.IMPORTANT


def _draw_price(
    feature: FeatureSketch, group: GroupSketch, *, stance: Stance, dice: Dice
) -> Decimal | None:
    """Draw what a customer would pay a month; nothing when they are not asked."""
    factor, asked = dice.between(0.5, 1.5), dice.chance(WITH_PRICE)
    if not (asked and feature.wtp and group.pays and stance >= Stance.NEUTRAL):
        return None
    amount = feature.wtp * group.pays * factor * stance / 1.5
    return Decimal(round(amount / PRICE_STEP) * PRICE_STEP)


def _draw_reason(question: Question, group: GroupSketch, *, stance: Stance, dice: Dice) -> str:
    """Draw the reason that somebody of GROUP gives for their STANCE, if any."""
    own, of_group = dice.chance(WITH_REASON), dice.chance(WITH_REASON_OF_GROUP)
    if stance == Stance.NEUTRAL:
        return dice.pick(question.content.neutral_remarks) if own else ""
    in_favour = stance > 0
    feature = question.feature
    reasons = feature.reasons_for if in_favour else feature.reasons_against
    additions = group.adds_for if in_favour else group.adds_against
    parts = [dice.pick(reasons)] if own else []
    return " ".join([*parts, dice.pick(additions)] if of_group else parts)
