"""Moves features, and writes down who backed them and is to be told; nothing is sent from here."""

from datetime import datetime
from typing import Final

from django.db import connection, transaction

from products.catalogue import move_feature
from products.lifecycle import LifecycleStage
from products.models import Feature, StageChange
from products.plans import RANDOM_IDS

# In one statement, however many they are: whoever is for it, has a voice, and was not told yet.
SPREAD: Final = """
INSERT INTO stakeholders_news (public_id, created_at, stage_change_id, stakeholder_id, group_id)
SELECT {random_id}, %s, %s, person.id, COALESCE(person.team_id, account.segment_id)
FROM stakeholders_preference said
JOIN stakeholders_stakeholder person ON person.id = said.stakeholder_id
LEFT JOIN stakeholders_account account ON account.id = person.account_id
WHERE said.feature_id = %s AND said.stance > 0 AND person.deactivated_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM stakeholders_news told WHERE told.stage_change_id = %s)
ORDER BY said.id
ON CONFLICT (stage_change_id, stakeholder_id) DO NOTHING
"""


@transaction.atomic
def move(
    feature: Feature,
    stage: LifecycleStage,
    *,
    reason: str,
    actor: str,
    moved_at: datetime | None = None,
) -> StageChange:
    """Move FEATURE to STAGE because of REASON, as ACTOR, and write news of it for its backers.

    MOVED_AT dates a move of the past; they are told all the same.

    :raises StageMoveError: when the lifecycle has no such move.
    :raises MoveReasonError: when REASON says nothing, or cannot be kept.
    :raises MoveDateError: when MOVED_AT is to come, or lies before the last move.
    """
    change = move_feature(feature, stage, reason=reason, actor=actor, moved_at=moved_at)
    spread(change)
    return change


def spread(change: StageChange) -> int:
    """Write news of CHANGE for all who back its feature now; tell for how many it is new.

    Once it was written, those who come to back the feature later are not told of what was before.
    """
    at = connection.ops.adapt_datetimefield_value(change.created_at)
    text = SPREAD.format(random_id=RANDOM_IDS[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute(text, [at, change.pk, change.feature_id, change.pk])
        number: int = cursor.rowcount
    return number
