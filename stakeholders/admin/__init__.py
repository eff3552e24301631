"""How curators edit who wants what; Django finds the pages here."""

from stakeholders.admin.accounts import AccountAdmin
from stakeholders.admin.advocacy import ChampionAdmin, CommitmentAdmin, OutreachAdmin
from stakeholders.admin.alignment import AlignmentChangeAdmin, AlignmentScoreAdmin
from stakeholders.admin.catalogue import (
    DecisionAdmin,
    FeatureAdmin,
    ObjectiveAdmin,
    ProductAdmin,
)
from stakeholders.admin.cells import CellAdmin, CellChangeAdmin
from stakeholders.admin.electorates import ElectorateChangeAdmin
from stakeholders.admin.evidence import EvidenceAdmin, PreferenceEventAdmin
from stakeholders.admin.groups import GroupAdmin, ReferenceWeightAdmin
from stakeholders.admin.insight import InsightAdmin
from stakeholders.admin.people import StakeholderAdmin
from stakeholders.admin.preference import PreferenceAdmin

__all__ = [
    "AccountAdmin",
    "AlignmentChangeAdmin",
    "AlignmentScoreAdmin",
    "CellAdmin",
    "CellChangeAdmin",
    "ChampionAdmin",
    "CommitmentAdmin",
    "DecisionAdmin",
    "ElectorateChangeAdmin",
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
