"""Lets people speak for features, and teams stand by what they contribute to objectives."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from products.models import Feature, Objective
from products.upserts import Outcome, RowFault, RowsRefusedError, Upserted, vet
from stakeholders.models import Champion, Commitment, Group, GroupKind, Outreach, Stakeholder


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A conversation: who held it, as which champion if any, when, and what came of it.

    CONTACTED_AT is now where it is None.
    """

    contacted_by: str
    contacted_at: datetime | None = None
    outcome: str = ""
    champion: Champion | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pledge:
    """What a team contributes to an objective, and who stands by it since when.

    An empty STATEMENT leaves standing what was stated. Without ACKNOWLEDGED_BY nobody stands by it
    yet; with a name and no moment, since now.
    """

    statement: str = ""
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None


@transaction.atomic
def add_champion(
    stakeholder: Stakeholder, feature: Feature, *, since_date: date | None = None
) -> Upserted[Champion]:
    """Let STAKEHOLDER speak for FEATURE since SINCE_DATE; without it since today, or as before.

    :raises RowsRefusedError: when the date has not come; nothing is written then.
    """
    today = timezone.localdate()
    if since_date is not None and since_date > today:
        raise _refuse("since_date", "INVALID", "This has not come yet.")
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
    _check_talk(feature, talk)
    Feature.objects.select_for_update().get(pk=feature.pk)  # two at once would write it twice
    at = talk.contacted_at or timezone.now()
    place = {"feature": feature, "group": group, "contacted_at": at}
    row = Outreach.objects.filter(**place, contacted_by=talk.contacted_by).first()
    known = row is not None
    row = row or Outreach(**place, contacted_by=talk.contacted_by)
    before = {"outcome": row.outcome, "champion_id": row.champion_id}
    row.outcome, row.champion = talk.outcome.strip(), talk.champion
    vet(row)
    if known and before == {"outcome": row.outcome, "champion_id": row.champion_id}:
        return Upserted(row, Outcome.UNCHANGED)
    row.save()
    return Upserted(row, Outcome.CHANGED, before) if known else Upserted(row, Outcome.CREATED)


@transaction.atomic
def commit(objective: Objective, team: Group, pledge: Pledge) -> Upserted[Commitment]:
    """Write down what TEAM contributes to OBJECTIVE by its PLEDGE, and who stands by it.

    Other words have to be acknowledged anew; whoever stands by the same words already does so since
    then.
    :raises RowsRefusedError: when it is no team, or there are no words; nothing is written then.
    """
    if team.kind != GroupKind.TEAM:
        raise _refuse("team", "INVALID", f"{team.name} is no team.")
    Objective.objects.select_for_update().get(pk=objective.pk)
    row = Commitment.objects.filter(objective=objective, team=team).first()
    known = row is not None
    row = row or Commitment(objective=objective, team=team)
    before = _tell(row)
    _change(row, pledge)
    if not row.statement:
        raise _refuse("statement", "REQUIRED", "Say what the team contributes.")
    vet(row)
    if known and before == _tell(row):
        return Upserted(row, Outcome.UNCHANGED)
    row.save()
    return Upserted(row, Outcome.CHANGED, before) if known else Upserted(row, Outcome.CREATED)


def _change(row: Commitment, pledge: Pledge) -> None:
    """Let ROW say what PLEDGE says."""
    statement = pledge.statement.strip() or row.statement
    if statement != row.statement:
        row.statement, row.acknowledged_by, row.acknowledged_at = statement, "", None
    by, at = pledge.acknowledged_by.strip(), pledge.acknowledged_at
    if by and (by != row.acknowledged_by or at not in {None, row.acknowledged_at}):
        row.acknowledged_by, row.acknowledged_at = by, at or timezone.now()


def _tell(row: Commitment) -> dict[str, object]:
    names = ("statement", "acknowledged_by", "acknowledged_at")
    return {name: getattr(row, name) for name in names}


def _check_talk(feature: Feature, talk: Talk) -> None:
    """Let a TALK about FEATURE pass.

    :raises RowsRefusedError: when it cannot have taken place so.
    """
    if talk.champion is not None and talk.champion.feature_id != feature.pk:
        raise _refuse("champion", "CONFLICT", f"The champion speaks for {talk.champion.feature}.")
    if not talk.contacted_by.strip():
        raise _refuse("contacted_by", "REQUIRED", "Say who held the conversation.")
    at = talk.contacted_at
    if at is not None and timezone.is_naive(at):
        raise _refuse("contacted_at", "INVALID", "This needs a time zone.")
    if at is not None and at > timezone.now():
        raise _refuse("contacted_at", "INVALID", "This has not come yet.")


def _refuse(field: str, code: str, message: str) -> RowsRefusedError:
    return RowsRefusedError([RowFault(0, field, code, message)])
