"""Tells ahead what a merge of two features would do to what was stated about them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext

from products.models import Feature
from stakeholders.models import EventKind, Evidence, Preference, PreferenceEvent, Stance

MOST_NAMED: Final = 20  # people who spoke about both, as many as a page shows well


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """What one person said of both features; of the two the newer stands."""

    stakeholder: str
    there: str
    there_at: datetime
    here: str
    here_at: datetime

    @property
    def moves(self) -> bool:
        """Tell whether what was said of the duplicate stands."""
        return self.there_at > self.here_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """What would become of what was stated about a duplicate and the feature it becomes part of.

    THERE were stated about the duplicate, HERE about the other, BOTH by the same people. NEWER of
    these would stand as stated about the duplicate. ADDED are by people who said nothing here,
    WITHDRAWN by those who took back later what they had said here, and stay silent.
    """

    there: int
    here: int
    both: int
    newer: int
    added: int
    withdrawn: int
    evidence: int
    clashes: tuple[Clash, ...]

    @property
    def after(self) -> int:
        """Count the people whose preference will stand."""
        return self.here + self.added

    @property
    def moved(self) -> int:
        """Count the preferences that will be stated anew."""
        return self.newer + self.added

    @property
    def older(self) -> int:
        """Count the people who spoke about both, and whose later word is here already."""
        return self.both - self.newer


def weigh_merge(feature: Feature, into: Feature) -> Weighing:
    """Tell what would become of what was stated, were FEATURE to become part of INTO."""
    rows = _compare(feature, into)
    spoke, spoke_later = Q(here_at__isnull=False), Q(stated_at__gt=F("here_at"))
    silent = Q(here_at__isnull=True)
    held = Q(withdrawn_at__isnull=False, stated_at__lte=F("withdrawn_at"))
    found = rows.aggregate(
        there=Count("pk"),
        both=Count("pk", filter=spoke),
        newer=Count("pk", filter=spoke & spoke_later),
        withdrawn=Count("pk", filter=silent & held),
    )
    found["added"] = found["there"] - found["both"] - found["withdrawn"]
    return Weighing(
        **found,
        here=Preference.objects.filter(feature=into).count(),
        evidence=Evidence.objects.filter(preference__feature=feature).count(),
        clashes=tuple(
            map(_tell, rows.filter(spoke).order_by("stakeholder__name", "pk")[:MOST_NAMED])
        ),
    )


def _compare(feature: Feature, into: Feature) -> QuerySet[Preference, Any]:
    """Give what was stated about FEATURE, each beside what its person last said of INTO."""
    here = Preference.objects.filter(feature=into, stakeholder=OuterRef("stakeholder"))
    gone = PreferenceEvent.objects.filter(
        feature=into, kind=EventKind.WITHDRAWN, merge=None, stakeholder=OuterRef("stakeholder")
    ).order_by()
    last = gone.values("stakeholder").annotate(at=Max("stated_at")).values("at")
    return (
        Preference.objects.filter(feature=feature)
        .select_related("stakeholder")
        .annotate(
            here_at=Subquery(here.values("stated_at")[:1]),
            here_stance=Subquery(here.values("stance")[:1]),
            withdrawn_at=Subquery(last[:1]),
        )
    )


def _tell(row: Any) -> Clash:  # noqa: ANN401 -- a preference with annotations
    return Clash(
        stakeholder=str(row.stakeholder),
        there=gettext(Stance(row.stance).label),
        there_at=row.stated_at,
        here=gettext(Stance(row.here_stance).label),
        here_at=row.here_at,
    )
