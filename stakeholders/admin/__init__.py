"""How curators edit who wants what; Django finds the pages here."""

from stakeholders.admin.advocacy import ChampionAdmin, CommitmentAdmin, OutreachAdmin
from stakeholders.admin.alignment import AlignmentChangeAdmin, AlignmentScoreAdmin
from stakeholders.admin.catalogue import (
    DecisionAdmin,
    FeatureAdmin,
    InsightAdmin,
    ObjectiveAdmin,
    ProductAdmin,
)
from stakeholders.admin.cells import CellAdmin
from stakeholders.admin.evidence import EvidenceAdmin, PreferenceEventAdmin
from stakeholders.admin.groups import GroupAdmin, ReferenceWeightAdmin
from stakeholders.admin.people import AccountAdmin, StakeholderAdmin
from stakeholders.admin.preference import PreferenceAdmin

__all__ = [
    "AccountAdmin",
    "AlignmentChangeAdmin",
    "AlignmentScoreAdmin",
    "CellAdmin",
    "ChampionAdmin",
    "CommitmentAdmin",
    "DecisionAdmin",
    "EvidenceAdmin",
    "FeatureAdmin",
    "GroupAdmin",
    "InsightAdmin",
    "ObjectiveAdmin",
    "OutreachAdmin",
    "PreferenceAdmin",
    "PreferenceEventAdmin",
    "ProductAdmin",
    "ReferenceWeightAdmin",
    "StakeholderAdmin",
]
