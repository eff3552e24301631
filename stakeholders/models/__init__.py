"""The models of who wants what, where Django looks for them."""

from stakeholders.models.advocacy import (
    UNSETTLED,
    Champion,
    Commitment,
    News,
    Outreach,
    OutreachQuerySet,
    OutreachResult,
)
from stakeholders.models.alignment import (
    AlignmentChange,
    AlignmentScore,
    Cause,
    Cell,
    CellChange,
    ElectorateChange,
)
from stakeholders.models.group import Account, Group, GroupKind, ReferenceWeight, Stakeholder
from stakeholders.models.preference import (
    EventKind,
    Evidence,
    Importance,
    Preference,
    PreferenceEvent,
    Stance,
)
from stakeholders.models.tally import Tally

__all__ = [
    "UNSETTLED",
    "Account",
    "AlignmentChange",
    "AlignmentScore",
    "Cause",
    "Cell",
    "CellChange",
    "Champion",
    "Commitment",
    "ElectorateChange",
    "EventKind",
    "Evidence",
    "Group",
    "GroupKind",
    "Importance",
    "News",
    "Outreach",
    "OutreachQuerySet",
    "OutreachResult",
    "Preference",
    "PreferenceEvent",
    "ReferenceWeight",
    "Stakeholder",
    "Stance",
    "Tally",
]
