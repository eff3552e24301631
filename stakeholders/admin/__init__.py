"""How curators edit who wants what; Django finds the pages here."""

from stakeholders.admin.accounts import AccountAdmin
from stakeholders.admin.advocacy import ChampionAdmin, OutreachAdmin
from stakeholders.admin.alignment import AlignmentChangeAdmin, AlignmentScoreAdmin
from stakeholders.admin.catalogue import (
    ObjectiveAdmin,
    ProductAdmin,
)
from stakeholders.admin.cells import CellAdmin, CellChangeAdmin
from stakeholders.admin.commitments import CommitmentAdmin
from stakeholders.admin.decisions import DecisionAdmin
from stakeholders.admin.electorates import ElectorateChangeAdmin
from stakeholders.admin.evidence import EvidenceAdmin, PreferenceEventAdmin
from stakeholders.admin.features import FeatureAdmin
from stakeholders.admin.groups import GroupAdmin
from stakeholders.admin.insight import InsightAdmin
from stakeholders.admin.merges import MergeAdmin
from stakeholders.admin.news import NewsAdmin, StageChangeAdmin
from stakeholders.admin.people import StakeholderAdmin
from stakeholders.admin.preference import PreferenceAdmin
from stakeholders.admin.tallies import TallyAdmin
from stakeholders.admin.weights import ReferenceWeightAdmin

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
    "MergeAdmin",
    "NewsAdmin",
    "ObjectiveAdmin",
    "OutreachAdmin",
    "PreferenceAdmin",
    "PreferenceEventAdmin",
    "ProductAdmin",
    "ReferenceWeightAdmin",
    "StageChangeAdmin",
    "StakeholderAdmin",
    "TallyAdmin",
]
