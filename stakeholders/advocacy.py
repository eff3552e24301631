"""Lets people speak for features, and teams stand by what they contribute to objectives."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeAlias

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from products.faults import RowFault, RowsRefusedError, vet
from products.models import Feature, Objective
from products.moments import find_moment_fault
from products.upserts import Outcome, Upserted
from stakeholders.models import (
    Champion,
    Commitment,
    Group,
    GroupKind,
    Outreach,
    OutreachResult,
    Stakeholder,
)

Fault: TypeAlias = tuple[str, str, str]  # field, code and message

# What a conversation, and a commitment, say beside whose they are.
TALKED: Final = ("outcome", "result", "follow_up_date", "champion_id")
PLEDGED: Final = ("statement", "acknowledged_by", "acknowledged_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A conversation: who held it, as which champion if any, when, and what came of it.

    CONTACTED_AT is now where it is None. RESULT says where it has left the group, and
    FOLLOW_UP_DATE by when to talk to them again.
    """

    contacted_by: str
    contacted_at: datetime | None = None
    outcome: str = ""
    result: OutreachResult = OutreachResult.OPEN
    follow_up_date: date | None = None
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


def find_champion_faults(since_date: date) -> Iterator[Fault]:
    """Yield why nobody can speak for a feature since SINCE_DATE."""
    if since_date > timezone.localdate():
        yield "since_date", "INVALID", gettext("This has not come yet.")


def find_talk_faults(feature: Feature, talk: Talk) -> Iterator[Fault]:
    """Yield why a TALK about FEATURE cannot have taken place so."""
    if talk.champion is not None and talk.champion.feature_id != feature.pk:
        yield (
            "champion",
            "CONFLICT",
            gettext("The champion speaks for %(feature)s.") % {"feature": talk.champion.feature},
        )
    if not talk.contacted_by.strip():
        yield "contacted_by", "REQUIRED", gettext("Say who held the conversation.")
    faults = list(_find_moment_faults("contacted_at", talk.contacted_at))
    yield from faults
    back = talk.follow_up_date
    if back and not faults and back < timezone.localdate(talk.contacted_at):
        yield "follow_up_date", "INVALID", gettext("This is before the conversation.")


def find_pledge_faults(pledge: Pledge) -> Iterator[Fault]:
    """Yield why nobody can stand by PLEDGE so."""
    yield from _find_moment_faults("acknowledged_at", pledge.acknowledged_at)


def _find_moment_faults(field: str, at: datetime | None) -> Iterator[Fault]:
    told = None if at is None else find_moment_fault(at, timezone.now())
    if told is not None:
        yield field, "INVALID", told


def _refuse(faults: Iterable[Fault]) -> None:
    """Let pass what has no FAULTS.

    :raises RowsRefusedError: when it has.
    """
    if told := [RowFault(0, *fault) for fault in faults]:
        raise RowsRefusedError(told)
