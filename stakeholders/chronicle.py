"""Says where what happened around features is written down, kind by kind, and since when."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final, TypeAlias

from django.db.models import F, Max, Model, Q, QuerySet, TextChoices, Window
from django.db.models.functions import Lag, TruncDate
from django.utils.translation import gettext_lazy as _

from products.models import Decision, Feature, Insight, Merge, StageChange
from stakeholders.models import AlignmentChange, Champion, Outreach

SWING: Final = 5  # points from one day's end to another's that are worth telling

Rows: TypeAlias = QuerySet[Any]


class EntryKind(TextChoices):
    """What an entry of a timeline tells of."""

    CREATED = "CREATED", _("it was written down")
    MOVED = "MOVED", _("it moved to another stage")
    DECIDED = "DECIDED", _("something was decided about it")
    CHAMPIONED = "CHAMPIONED", _("somebody began to speak for it")
    CONTACTED = "CONTACTED", _("a group was spoken with about it")
    LEARNED = "LEARNED", _("something was learned that bears on it")
    MERGED = "MERGED", _("it became part of another feature")
    ABSORBED = "ABSORBED", _("another feature became part of it")
    UNMERGED = "UNMERGED", _("a merge, of it or into it, was undone")
    SCORED = (
        "SCORED",
        _("its score was first known, was lost, or moved 5 points since a day before"),
    )


@dataclass(frozen=True, slots=True)
class Source:
    """Where entries of one KIND come from: ROWS, the column of their MOMENT, and their FEATURE.

    ROWS are given the features that are asked about; those of other features may be among them.
    WORDS are the texts that an entry is told with, by their columns.
    """

    kind: EntryKind
    rows: Callable[[Collection[int]], Rows]
    moment: str
    feature: str = "feature"
    words: tuple[str, ...] = ()
    has_days: bool = False  # a day is taken to begin at midnight, UTC
    has_score: bool = False  # with its interval

    @property
    def model(self) -> type[Model]:
        """Say of what model its rows are."""
        return self.rows(()).model


def _find_swings(features: Collection[int]) -> Rows:
    """Find the last change of each day, UTC, that left the score far from that of the day before.

    Which day came before is settled in here, so that whatever narrows the rows changes nothing.
    """
    mine = AlignmentChange.objects.filter(feature__in=features)
    days = (
        mine.annotate(day=TruncDate("created_at", tzinfo=UTC)).order_by().values("feature", "day")
    )
    lag = Window(Lag("score"), partition_by="feature", order_by="pk")
    closing = mine.filter(pk__in=days.annotate(last=Max("pk")).values("last")).annotate(past=lag)
    swung = closing.filter(
        Q(past=None, score__isnull=False)
        | Q(past__isnull=False, score=None)
        | Q(score__gte=F("past") + SWING)
        | Q(score__lte=F("past") - SWING)
    )
    return AlignmentChange.objects.filter(pk__in=swung.values("pk"))


def _all(rows: Rows) -> Callable[[Collection[int]], Rows]:
    """Read ROWS whichever features are asked about."""
    return lambda _features: rows.all()


K = EntryKind
UNDONE: Final = Merge.objects.filter(undone_at__isnull=False)
PARTS: Final = ("feature__name", "into__name")
MERGING: Final = (*PARTS, "reason", "actor")
PARTING: Final = (*PARTS, "undone_by")
TALKING: Final = ("group__name", "contacted_by", "outcome")
# Of entries at the same moment, those of a later source come first: the cursor names its number.
SOURCES: Final = (
    Source(K.CREATED, _all(Feature.objects.all()), "created_at", "pk"),
    Source(
        K.LEARNED,
        _all(Insight.objects.filter(occurred_at=None)),
        "created_at",
        "features",
        ("title",),
    ),
    Source(
        K.LEARNED,
        _all(Insight.objects.exclude(occurred_at=None)),
        "occurred_at",
        "features",
        ("title",),
    ),
    Source(
        K.CHAMPIONED,
        _all(Champion.objects.all()),
        "since_date",
        words=("stakeholder__name",),
        has_days=True,
    ),
    Source(K.CONTACTED, _all(Outreach.objects.all()), "contacted_at", words=TALKING),
    Source(K.SCORED, _find_swings, "created_at", words=("actor",), has_score=True),
    Source(K.MERGED, _all(Merge.objects.all()), "created_at", words=MERGING),
    Source(K.ABSORBED, _all(Merge.objects.all()), "created_at", "into", MERGING),
    Source(K.UNMERGED, _all(UNDONE), "undone_at", words=PARTING),
    Source(K.UNMERGED, _all(UNDONE), "undone_at", "into", PARTING),
    Source(
        K.DECIDED,
        _all(Decision.objects.all()),
        "decided_at",
        words=("outcome", "rationale", "decided_by"),
    ),
    Source(
        K.MOVED,
        _all(StageChange.objects.all()),
        "moved_at",
        words=("from_stage", "to_stage", "reason", "actor"),
    ),
)
