"""The models' choices as GraphQL enums: codes in capitals, described by their labels."""

from collections.abc import Iterable
from typing import Any, Final, TypeVar

import strawberry
from django.db.models import Choices

from backend.access.scopes import Role
from backend.feed.models import Action, Noun
from products.models import Exposure, InsightKind, Mood, Outcome, Stage
from stakeholders.chronicle import EntryKind
from stakeholders.models import Cause, EventKind, GroupKind, Importance, OutreachResult, Stance
from stakeholders.pledging import CommitmentStanding

__all__ = [
    "Action",
    "Cause",
    "CommitmentStanding",
    "EntryKind",
    "EventKind",
    "Exposure",
    "GroupKind",
    "Importance",
    "InsightKind",
    "Mood",
    "Noun",
    "Outcome",
    "OutreachResult",
    "Role",
    "Stage",
    "Stance",
    "enum_of",
]

C = TypeVar("C", bound=type[Choices])


def _publish(choices: type[Choices], name: str) -> None:
    """Make CHOICES a GraphQL enum called NAME."""
    strawberry.enum(choices, name=name, description=choices.__doc__)
    definition: Any = getattr(choices, "__strawberry_definition__")  # noqa: B009 -- set above
    for value, label in zip(definition.values, choices.labels, strict=True):
        value.description = f"{str(label)[:1].upper()}{str(label)[1:]}."


PUBLISHED: Final[dict[str, type[Choices]]] = {
    "Cause": Cause,
    "ChangeAction": Action,
    "ChangeNoun": Noun,
    "CommitmentStanding": CommitmentStanding,
    "DecisionOutcome": Outcome,
    "Exposure": Exposure,
    "FeatureStage": Stage,
    "GroupKind": GroupKind,
    "Importance": Importance,
    "InsightKind": InsightKind,
    "Mood": Mood,
    "OutreachResult": OutreachResult,
    "PreferenceEventKind": EventKind,
    "Role": Role,
    "Stance": Stance,
    "TimelineEntryKind": EntryKind,
}
for _name, _choices in PUBLISHED.items():
    _publish(_choices, _name)


def enum_of(choices: Iterable[tuple[Any, Any]]) -> type[Choices]:
    """Find the enum that a field with CHOICES takes.

    :raises KeyError: when no enum has them.
    """
    wanted = tuple(value for value, _ in choices)
    return {tuple(each.values): each for each in PUBLISHED.values()}[wanted]
