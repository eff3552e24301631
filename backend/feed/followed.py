"""What the feed follows: which rows, and in which product and about which feature they are.

To have another model followed, add a line to FOLLOWED, and its noun; `migrate` brings its triggers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Model

from backend.feed.models import Noun
from products.models import (
    Decision,
    Feature,
    Insight,
    Merge,
    Objective,
    Product,
    StageChange,
)
from stakeholders.models import (
    Account,
    AlignmentChange,
    Champion,
    Commitment,
    Evidence,
    Group,
    Outreach,
    Preference,
    ReferenceWeight,
    Stakeholder,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where rows belong, in SQL over the row R: what to JOIN, and so their PRODUCT and FEATURE."""

    product: str = "CAST(NULL AS bigint)"
    feature: str = "CAST(NULL AS uuid)"
    join: str = ""
    columns: tuple[str, ...] = ()  # of R, beside `id` and `public_id`


NOWHERE: Final = Place()
ITSELF: Final = Place("r.id")
IN_PRODUCT: Final = Place("r.product_id", columns=("product_id",))
OF_FEATURE: Final = Place(
    "f.product_id",
    "f.public_id",
    "LEFT JOIN products_feature f ON f.id = r.feature_id",
    ("feature_id",),
)
A_FEATURE: Final = Place("r.product_id", "r.public_id", columns=("product_id",))
OF_OBJECTIVE: Final = Place(
    "a.product_id",
    join="LEFT JOIN products_objective a ON a.id = r.objective_id",
    columns=("objective_id",),
)
OF_PREFERENCE: Final = Place(
    "f.product_id",
    "f.public_id",
    "LEFT JOIN stakeholders_preference said ON said.id = r.preference_id"
    " LEFT JOIN products_feature f ON f.id = said.feature_id",
    ("preference_id",),
)


@dataclass(frozen=True, slots=True)
class Follow:
    """That rows of MODEL are followed as NOUN, and what PLACE they have.

    IS_CHOOSY when an update that leaves a row as it was has no line; that takes time.
    """

    noun: Noun
    model: Any
    place: Place
    is_choosy: bool = True

    @property
    def table(self) -> str:
        """Name its table."""
        return str(self.model._meta.db_table)  # noqa: SLF001 -- Django's documented model API


@dataclass(frozen=True, slots=True)
class Link:
    """That linking rows by RELATION, or parting them, changes the OWNER that COLUMN names."""

    relation: Any
    owner: Follow
    column: str

    @property
    def table(self) -> str:
        """Name the table of the links."""
        return str(self.relation.through._meta.db_table)  # noqa: SLF001 -- as above


_FEATURE: Final = Follow(Noun.FEATURE, Feature, A_FEATURE)
_INSIGHT: Final = Follow(Noun.INSIGHT, Insight, IN_PRODUCT)
_DECISION: Final = Follow(Noun.DECISION, Decision, OF_FEATURE)
_GROUP: Final = Follow(Noun.GROUP, Group, NOWHERE)

FOLLOWED: Final = (
    Follow(Noun.PRODUCT, Product, ITSELF),
    Follow(Noun.OBJECTIVE, Objective, IN_PRODUCT),
    _FEATURE,
    Follow(Noun.STAGE_CHANGE, StageChange, OF_FEATURE),
    Follow(Noun.MERGE, Merge, OF_FEATURE),
    _INSIGHT,
    _DECISION,
    _GROUP,
    Follow(Noun.REFERENCE_WEIGHT, ReferenceWeight, NOWHERE),
    Follow(Noun.ACCOUNT, Account, NOWHERE),
    Follow(Noun.STAKEHOLDER, Stakeholder, NOWHERE),
    # Their door writes them by the million, and none that stays as it was.
    Follow(Noun.PREFERENCE, Preference, OF_FEATURE, is_choosy=False),
    Follow(Noun.EVIDENCE, Evidence, OF_PREFERENCE),
    Follow(Noun.CHAMPION, Champion, OF_FEATURE),
    Follow(Noun.OUTREACH, Outreach, OF_FEATURE),
    Follow(Noun.COMMITMENT, Commitment, OF_OBJECTIVE),
)
SCORES: Final = Follow(Noun.SCORE, AlignmentChange, OF_FEATURE)  # whose history only grows
LINKS: Final = (
    Link(Feature.objectives, _FEATURE, "feature_id"),
    Link(Insight.features, _INSIGHT, "insight_id"),
    Link(Decision.insights, _DECISION, "decision_id"),
    Link(Group.products, _GROUP, "group_id"),
)
MODELS: Final[Mapping[str, type[Model]]] = {
    each.noun.value: each.model for each in (*FOLLOWED, SCORES)
}
