"""What is said of conversations and contributions, and what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from django.utils import timezone
from django.utils.translation import gettext

from products.models import Feature
from products.moments import find_moment_fault
from stakeholders.models import (
    Champion,
    OutreachResult,
)

Fault: TypeAlias = tuple[str, str, str]  # field, code and message


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
