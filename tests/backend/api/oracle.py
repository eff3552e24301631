"""Tells in plain Python which features a filter lets through: no FilterSet, no SQL of a filter."""

import operator
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from products.lifecycle import OPEN_STAGES
from products.models import Feature, LogRecord
from stakeholders.models import AlignmentScore, Group, Preference
from tests.backend.api.asking import id_of

LOWER: Final = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
SEARCHED: Final = ("name", "key", "summary", "problem")


@dataclass(frozen=True)
class Facts:
    """What there is to know about one feature; rows are named by their global ids."""

    feature: Feature
    score: AlignmentScore | None
    objectives: frozenset[str]
    insights: frozenset[str]
    decisions: int
    champions: frozenset[str]
    people: frozenset[str]
    accounts: frozenset[str]
    lines: Mapping[str, Mapping[str, Any]]  # of its breakdown, by group
    say: frozenset[str]  # the groups with a say in its product

    def asks(self, group: str, name: str) -> bool:
        """Tell whether the line of GROUP says NAME."""
        return bool(self.lines.get(group, {}).get(name))


def read_facts() -> list[Facts]:
    """Read the facts of all features that stand for themselves."""
    groups = {group.pk: group for group in Group.objects.all()}
    return [gather(feature, groups) for feature in Feature.objects.filter(merged_into=None)]


def gather(feature: Feature, groups: Mapping[int, Group]) -> Facts:
    """Gather the facts of FEATURE, with the GROUPS that may have a say."""
    score = AlignmentScore.objects.filter(feature=feature).first()
    stated = [each.stakeholder for each in Preference.objects.filter(feature=feature)]
    say = [
        group
        for group in groups.values()
        if feature.product in group.products.all() or not group.products.all()
    ]
    return Facts(
        feature=feature,
        score=score,
        objectives=name(*feature.objectives.all()),
        insights=name(*feature.insights.all()),
        decisions=len(feature.decisions.all()),
        champions=name(*(each.stakeholder for each in feature.champions.all())),
        people=name(*stated),
        accounts=name(*(each.account for each in stated if each.account is not None)),
        lines={id_of(groups[line["group"]]): line for line in score.breakdown} if score else {},
        say=name(*say),
    )


def name(*rows: LogRecord) -> frozenset[str]:
    """Give the global ids of ROWS."""
    return frozenset(id_of(row) for row in rows)


def fold(text: str) -> str:
    """Take the capitals out of TEXT, as SQLite does."""
    return text.translate(LOWER)


def contain(text: str, part: str) -> bool:
    """Tell whether TEXT holds PART, in capitals or not."""
    return fold(part) in fold(text)


def find_words(facts: Facts, words: str) -> bool:
    """Tell whether each of WORDS stands in one of the searched texts."""
    texts = [getattr(facts.feature, each) for each in SEARCHED]
    return all(any(contain(text, word) for text in texts) for word in words.split())


# How a value is told of facts, by the path of the filter; all others compare a column or a measure.
SPECIAL: Final[dict[tuple[str, ...], Callable[[Facts, Any], bool]]] = {
    ("search",): find_words,
    ("product",): lambda facts, value: id_of(facts.feature.product) == value,
    ("objective",): lambda facts, value: value in facts.objectives,
    ("hasObjective",): lambda facts, value: bool(facts.objectives) == value,
    ("insight",): lambda facts, value: value in facts.insights,
    ("hasInsight",): lambda facts, value: bool(facts.insights) == value,
    ("hasDecision",): lambda facts, value: bool(facts.decisions) == value,
    ("champion",): lambda facts, value: value in facts.champions,
    ("hasChampion",): lambda facts, value: bool(facts.champions) == value,
    ("tag",): lambda facts, value: value in facts.feature.tags,
    ("tags", "any"): lambda facts, value: bool(set(value) & set(facts.feature.tags)),
    ("tags", "isNull"): lambda facts, value: (not facts.feature.tags) == value,
    ("open",): lambda facts, value: (facts.feature.stage in OPEN_STAGES) == value,
    ("exposureUnknown",): lambda facts, value: facts.feature.exposure_unknown == value,
    ("heard",): lambda facts, value: (facts.score is not None) == value,
    ("provisional",): lambda f, value: f.score is not None and f.score.provisional == value,
    ("contested",): lambda f, value: f.score is not None and f.score.contested == value,
    ("minReach",): lambda f, value: f.score is not None and f.score.reach >= value,
    ("backedBy", "group"): lambda facts, value: facts.asks(value, "backing"),
    ("objectedBy", "group"): lambda facts, value: facts.asks(value, "objecting"),
    ("heardBy", "group"): lambda facts, value: facts.asks(value, "evidence"),
    ("heardBy", "account"): lambda facts, value: value in facts.accounts,
    ("heardBy", "stakeholder"): lambda facts, value: value in facts.people,
    ("notHeardBy", "group"): lambda facts, value: (
        value in facts.say and not facts.asks(value, "evidence")
    ),
}
COMPARATORS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "exact": operator.eq,
    "in": lambda stored, values: stored in values,
    "contains": contain,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


def meets(facts: Facts, given: Mapping[str, Any]) -> bool:
    """Tell whether FACTS meet the filter GIVEN, as the main API writes it."""
    combined = {name: given.get(name) for name in ("and", "or", "not")}
    return (
        all(meets(facts, each) for each in combined["and"] or ())
        and (combined["or"] is None or any(meets(facts, each) for each in combined["or"]))
        and (combined["not"] is None or not meets(facts, combined["not"]))
        and all(meets_one(facts, *each) for each in given.items() if each[0] not in combined)
    )


def meets_one(facts: Facts, attribute: str, value: Any) -> bool:  # noqa: ANN401 -- JSON
    """Tell whether FACTS meet what ATTRIBUTE of a filter asks for."""
    if value is None:
        return True
    if (attribute,) in SPECIAL:
        return SPECIAL[attribute,](facts, value)
    return all(
        SPECIAL[attribute, comparator](facts, wanted)
        if (attribute, comparator) in SPECIAL
        else compare(facts, attribute, comparator, wanted)
        for comparator, wanted in value.items()
        if wanted is not None
    )


def compare(facts: Facts, attribute: str, comparator: str, wanted: Any) -> bool:  # noqa: ANN401 -- JSON
    """Compare the column or the measure ATTRIBUTE with what is WANTED."""
    column = "".join(f"_{each.lower()}" if each.isupper() else each for each in attribute)
    home = facts.feature if hasattr(facts.feature, column) else facts.score
    stored = getattr(home, column, None)
    if comparator == "isNull":
        return bool((stored is None) == wanted)
    if stored is None:
        return False
    if isinstance(stored, datetime):
        wanted = datetime.fromisoformat(wanted)
    if isinstance(stored, Decimal):
        wanted = Decimal(wanted)
    return COMPARATORS[comparator](stored, wanted)
