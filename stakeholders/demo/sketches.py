"""What the demo's files say, in types: sketches of rows that are drawn and written from them."""

from dataclasses import dataclass, field
from datetime import date, datetime

from products.catalogue import ObjectiveEntry
from products.lifecycle import LifecycleStage
from stakeholders.models import GroupKind


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSketch:
    """A team or a segment: how many people it has, what they are and what they tend to say."""

    kind: GroupKind
    key: str
    name: str
    people: int
    titles: list[str]
    adds_for: list[str]
    adds_against: list[str]
    # Segments only: the range of an account's annual value, and how well they pay.
    accounts: list[str] = field(default_factory=list)
    annual_value: tuple[int, int] = (0, 0)
    pays: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """How a kind of feature is received: the average stance by kind of group, and who speaks."""

    says: str
    teams: float
    segments: float
    spread: float
    heard: float
    heard_when_leaning_for: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureSketch:
    """A feature, who leans which way about it, and the reasons that people give."""

    key: str
    name: str
    summary: str
    problem: str
    stage: LifecycleStage
    character: str
    objectives: list[str]
    tags: list[str]
    reasons_for: list[str]
    reasons_against: list[str]
    effort: int | None = None  # person-weeks
    wtp: int | None = None  # what an ordinary customer would pay a month
    lean: dict[str, float] = field(default_factory=dict)
    voices: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateSketch:
    """A feature that was written down SINCE a moment, and merged INTO another BECAUSE of it."""

    key: str
    name: str
    summary: str
    into: str
    since: datetime
    merged_at: datetime
    because: str
    voices: int  # people who spoke about both
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionSketch:
    """A decision, without the score that it will be written with."""

    feature: str
    outcome: str
    decided_at: datetime
    rationale: str
    promise: str
    insights: list[str]
    review_on: date | None = None
    outcome_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChampionSketch:
    """Someone of a group speaks for a feature."""

    feature: str
    group: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OutreachSketch:
    """A conversation with a group about a feature."""

    feature: str
    group: str
    at: datetime
    outcome: str
    result: str
    follow_up: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentSketch:
    """What a team contributes to an objective; nobody stands by it yet without a date."""

    objective: str
    team: str
    statement: str
    acknowledged_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightSketch:
    """A piece of the puzzle."""

    product: str
    key: str
    kind: str
    mood: str
    occurred_at: datetime
    title: str
    body: str
    features: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceSketch:
    """Which group, and which side in it, an insight was heard from."""

    product: str
    insight: str
    feature: str
    group: str
    side: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Showcase:
    """A feature to look at first, and what it is an example of."""

    feature: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductSketch:
    """A product with all that is about it alone."""

    key: str
    name: str
    vision: str
    north_star_metric: str
    currency: str
    manager: str
    hears: dict[str, float]
    objectives: list[ObjectiveEntry]
    features: list[FeatureSketch]
    decisions: list[DecisionSketch]
    champions: list[ChampionSketch]
    outreach: list[OutreachSketch]
    commitments: list[CommitmentSketch]
    showcase: list[Showcase]
    duplicates: list[DuplicateSketch]


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """How features come to where they stand; nothing in the demo is later than the anchor."""

    anchor: datetime
    days: dict[str, tuple[int, int]]
    days_of_old: dict[str, tuple[int, int]]  # for what is taken away by now
    ways: dict[str, list[list[LifecycleStage]]]
    reasons: dict[str, dict[str, list[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that the files say."""

    domain: str
    first_names: list[str]
    last_names: list[str]
    neutral_remarks: list[str]
    channels: dict[str, list[str]]
    groups: list[GroupSketch]
    characters: dict[str, Character]
    products: list[ProductSketch]
    insights: list[InsightSketch]
    evidence: list[EvidenceSketch]
    past: Past
