"""Lets people speak for features, and teams stand by what they contribute to objectives."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from products.faults import RowFault, RowsRefusedError, vet
from products.models import Feature, Objective
from products.upserts import Outcome, Upserted
from stakeholders.models import (
    Champion,
    Commitment,
    Group,
    GroupKind,
    Outreach,
    Stakeholder,
)
from stakeholders.talks import (
    Fault,
    Pledge,
    Talk,
    find_champion_faults,
    find_pledge_faults,
    find_talk_faults,
)

# What a conversation, and a commitment, say beside whose they are.
TALKED: Final = ("outcome", "result", "follow_up_date", "champion_id")
PLEDGED: Final = ("statement", "acknowledged_by", "acknowledged_at")


@transaction.atomic
def add_champion(
    stakeholder: Stakeholder, feature: Feature, *, since_date: date | None = None
) -> Upserted[Champion]:
    """Let STAKEHOLDER speak for FEATURE since SINCE_DATE; without it since today, or as before.

    :raises RowsRefusedError: when the date has not come; nothing is written then.
    """
    today = timezone.localdate()
    if since_date is not None:
        _refuse(find_champion_faults(since_date))
    row, created = Champion.objects.get_or_create(
        stakeholder=stakeholder, feature=feature, defaults={"since_date": since_date or today}
    )
    if created:
        return Upserted(row, Outcome.CREATED)
    if since_date is None or since_date == row.since_date:
        return Upserted(row, Outcome.UNCHANGED)
    before = {"since_date": row.since_date}
    row.since_date = since_date
    row.save(update_fields=["since_date", "updated_at"])
    return Upserted(row, Outcome.CHANGED, before)


def remove_champion(stakeholder: Stakeholder, feature: Feature) -> bool:
    """Let STAKEHOLDER speak for FEATURE no more; tell whether they did. Their talks stay."""
    removed, _ = Champion.objects.filter(stakeholder=stakeholder, feature=feature).delete()
    return removed > 0


@transaction.atomic
def record_outreach(feature: Feature, group: Group, talk: Talk) -> Upserted[Outreach]:
    """Write down a TALK with GROUP about FEATURE.

    The same person's with the same group at the same moment is the same one: it is changed.
    :raises RowsRefusedError: when the champion speaks for something else, or it has not taken place
        yet; nothing is written then.
    """
    _refuse(find_talk_faults(feature, talk))
    Feature.objects.select_for_update().get(pk=feature.pk)  # two at once would write it twice
    at = talk.contacted_at or timezone.now()
    by = talk.contacted_by.strip()
    place = {"feature": feature, "group": group, "contacted_at": at, "contacted_by": by}
    row = Outreach.objects.filter(**place).first()
    known = row is not None
    row = row or Outreach(**place)
    before = _tell(row, TALKED)
    row.outcome, row.champion = talk.outcome.strip(), talk.champion
    row.result, row.follow_up_date = talk.result, talk.follow_up_date
    vet(row)
    if known and before == _tell(row, TALKED):
        return Upserted(row, Outcome.UNCHANGED)
    row.save()
    return Upserted(row, Outcome.CHANGED, before) if known else Upserted(row, Outcome.CREATED)


@transaction.atomic
def commit(objective: Objective, team: Group, pledge: Pledge) -> Upserted[Commitment]:
    """Write down what TEAM contributes to OBJECTIVE by its PLEDGE, and who stands by it.

    Other words have to be acknowledged anew; whoever stands by the same words already does so since
    then.
    :raises RowsRefusedError: when it is no team, there are no words, or nobody can have stood by
        them yet; nothing is written then.
    """
    if team.kind != GroupKind.TEAM:
        raise RowsRefusedError.of(
            "team", "INVALID", gettext("%(team)s is no team.") % {"team": team.name}
        )
    _refuse(find_pledge_faults(pledge))
    Objective.objects.select_for_update().get(pk=objective.pk)
    row = Commitment.objects.filter(objective=objective, team=team).first()
    known = row is not None
    row = row or Commitment(objective=objective, team=team)
    before = _tell(row, PLEDGED)
    _change(row, pledge)
    if not row.statement:
        raise RowsRefusedError.of(
            "statement", "REQUIRED", gettext("Say what the team contributes.")
        )
    vet(row)
    if known and before == _tell(row, PLEDGED):
        return Upserted(row, Outcome.UNCHANGED)
    row.save()
    return Upserted(row, Outcome.CHANGED, before) if known else Upserted(row, Outcome.CREATED)


def withdraw_commitment(objective: Objective, team: Group) -> bool:
    """Let TEAM contribute to OBJECTIVE no more; tell whether it had said that it would."""
    removed, _ = Commitment.objects.filter(objective=objective, team=team).delete()
    return removed > 0


def _change(row: Commitment, pledge: Pledge) -> None:
    """Let ROW say what PLEDGE says."""
    statement = pledge.statement.strip() or row.statement
    if statement != row.statement:
        row.statement, row.acknowledged_by, row.acknowledged_at = statement, "", None
    by, at = pledge.acknowledged_by.strip(), pledge.acknowledged_at
    if by and (by != row.acknowledged_by or at not in {None, row.acknowledged_at}):
        row.acknowledged_by, row.acknowledged_at = by, at or timezone.now()


def _tell(row: Outreach | Commitment, names: Sequence[str]) -> dict[str, object]:
    return {name: getattr(row, name) for name in names}


def _refuse(faults: Iterable[Fault]) -> None:
    """Let pass what has no FAULTS.

    :raises RowsRefusedError: when it has.
    """
    if told := [RowFault(0, *fault) for fault in faults]:
        raise RowsRefusedError(told)
