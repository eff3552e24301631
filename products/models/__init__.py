"""The catalogue's models, where Django looks for them."""

from products.models.decision import Decision, DecisionQuerySet, Outcome
from products.models.feature import Feature, FeatureQuerySet, Merge, Stage, StageChange
from products.models.insight import Insight, InsightKind, Mood
from products.models.product import Exposure, Objective, Product
from products.models.records import LogRecord, Record, SourcedRecord

__all__ = [
    "Decision",
    "DecisionQuerySet",
    "Exposure",
    "Feature",
    "FeatureQuerySet",
    "Insight",
    "InsightKind",
    "LogRecord",
    "Merge",
    "Mood",
    "Objective",
    "Outcome",
    "Product",
    "Record",
    "SourcedRecord",
    "Stage",
    "StageChange",
]
