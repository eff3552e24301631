"""What a brief is: what one audience has to know of a feature, and what is asked of it.

What whoever asks may not know never gets into a brief, so that all that is made of one may be shown
to them.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from products.models import Feature, Insight, Objective
from stakeholders.models import Commitment, Group, GroupKind


class AskKind(StrEnum):
    """What can be asked of an audience."""

    SPEAK = "SPEAK"
    EXPLAIN = "EXPLAIN"
    CONTRIBUTE = "CONTRIBUTE"
    ACKNOWLEDGE = "ACKNOWLEDGE"
    CHAMPION = "CHAMPION"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Whom a brief is for: a GROUP, by its public id, or all groups of a KIND."""

    group: UUID | None = None
    kind: GroupKind | None = None

    def includes(self, group: Group) -> bool:
        """Tell whether it is for GROUP, too."""
        return group.public_id == self.group if self.group else group.kind == self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What whoever asks may know: of PEOPLE, of MONEY, and counts of so many voices at LEAST."""

    people: bool
    money: bool
    least: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one group stands: EVIDENCE tells whether it was heard, by so many of its VOICES.

    HEARD is None where it may not be known, and the rest is None while nobody at all has spoken.
    """

    group: Group
    voices: int
    heard: int | None
    support: float | None
    weight: float | None
    loss: float | None
    evidence: bool
    backing: bool
    objecting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What the SCORE would be, CHANGE more or less, if the audience's SUPPORT were another.

    PASSED tells how many open features it would then overtake by score; below 0, fall behind.
    """

    support: float
    score: float
    change: float
    passed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Something to ask; NUMBER says of how many, None where that may not be known."""

    kind: AskKind
    number: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What somebody said for a feature: by their ROLE and GROUP, which name nobody."""

    text: str
    role: str
    group: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What an AUDIENCE has to know of FEATURE, and what is asked of it.

    SUMMARY and PROBLEM are the feature's own, as far as the audience is to read them.
    """

    feature: Feature
    summary: str
    problem: str
    audience: Audience
    standings: tuple[Standing, ...]
    score: float | None
    low: float | None
    high: float | None
    rank: int | None
    backers: tuple[Standing, ...]
    objectors: tuple[Standing, ...]
    revenue: Decimal | None
    objectives: tuple[Objective, ...]
    commitments: tuple[Commitment, ...]
    insights: tuple[Insight, ...]
    quotes: tuple[Quote, ...]
    champions: tuple[str, ...]
    moves: tuple[Move, ...]
    asks: tuple[Ask, ...]

    @property
    def kind(self) -> GroupKind:
        """Tell what kind of groups it is for."""
        return GroupKind(self.standings[0].group.kind)
