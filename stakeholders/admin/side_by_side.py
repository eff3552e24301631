"""Two features side by side, and what merges made of one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from products.figures import write_day
from products.inheriting import HERITABLE
from products.models import Feature, Merge, Objective
from stakeholders.admin.alignment import show_measure, show_score
from stakeholders.admin.links import link_row
from stakeholders.models import AlignmentScore
from stakeholders.trying import Trial

COMPARED: Final = ("name", "key", "stage", "summary", "problem", "effort", "tags", "objectives")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What both features say under one field, and whether what the duplicate says may be taken."""

    name: str
    label: str
    there: str
    here: str

    @property
    def differs(self) -> bool:
        """Tell whether the two say different things."""
        return self.there != self.here

    @property
    def may_be_taken(self) -> bool:
        """Tell whether there is something to choose."""
        return self.differs and self.name in HERITABLE


def compare(feature: Feature, into: Feature) -> Iterator[Line]:
    """Yield what FEATURE and INTO say under each field."""
    objectives = Prefetch("objectives", Objective.objects.order_by("title", "pk"))
    prefetch_related_objects([feature, into], objectives)
    for name in COMPARED:
        field = Feature._meta.get_field(name)  # noqa: SLF001 -- Django's documented model API
        there, here = _show_value(feature, name), _show_value(into, name)
        yield Line(
            name=name, label=str(getattr(field, "verbose_name", name)), there=there, here=here
        )


def compare_backing(trial: Trial) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what is told of the backing of both features and of both together, with its name."""
    scores = (trial.there, trial.here, trial.together)
    yield gettext("score"), [_show_backing(score) for score in scores]
    yield gettext("voices"), [show_measure(score, "voices") or "0" for score in scores]


def _show_backing(score: AlignmentScore | None) -> str:
    return gettext("unheard") if score is None else show_score(score)


def _show_value(feature: Feature, name: str) -> str:
    """Show what FEATURE says under NAME."""
    if name == "objectives":
        return ", ".join(map(str, feature.objectives.all()))
    value = feature.get_stage_display() if name == "stage" else getattr(feature, name)
    return (
        ", ".join(map(str, value))
        if isinstance(value, list)
        else str("" if value is None else value)
    )


def tell_merge(merge: Merge, feature: Feature) -> SafeString:
    """Say what MERGE made of FEATURE, and when; it leads to the page on which it is undone."""
    is_whole = merge.into_id == feature.pk
    other = merge.feature if is_whole else merge.into
    words = gettext("became part of this") if is_whole else gettext("this became part of it")
    undone = gettext("taken back since") if merge.undone_at else ""
    day = write_day(merge.created_at)
    link = link_row(merge, gettext("the merge"))
    return format_html("{}: {}, {} {} ({})", link_row(other, str(other)), words, day, undone, link)
