"""What is worked out of a row for its page; of a feature, what happened and where it was."""

from datetime import datetime
from typing import Any, ClassVar, Final, TypeAlias

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from products.figures import write_moment, write_number
from products.looking import shown
from products.models import Feature, Stage
from products.stages import read_stays
from products.stays import sum_stays
from stakeholders.admin.drawing import draw
from stakeholders.chronicle import EntryKind
from stakeholders.folding import fold
from stakeholders.timeline import Span, read_timeline

ENTRIES: Final = 50  # as many of a timeline as a page shows


def show_moment(at: datetime | None) -> str:
    """Show AT to the minute on one line, nothing where it is none."""
    return format_html('<span class="moment">{}</span>', write_moment(at)) if at else ""


def show_days(days: float | None) -> str:
    """Show how many DAYS, nothing where it is unknown."""
    return "" if days is None else write_number(days, 1)


# The tab of each part, its title and its fields.
Parts: TypeAlias = tuple[tuple[str, Any, tuple[str, ...]], ...]


class Practice(admin.ModelAdmin):  # type: ignore[type-arg]  # -- not generic at run time
    """Shows what is worked out of a row, once it exists."""

    worked_out: ClassVar[Parts] = ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:  # noqa: ANN401 -- any row
        """Hold what is worked out."""
        names = [name for *_, part in self.worked_out for name in part]
        return (*super().get_readonly_fields(request, obj), *names)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:  # noqa: ANN401 -- as above
        """Place what is worked out before where the row comes from."""
        *parts, origin = super().get_fieldsets(request, obj)
        told = [
            (title, {"classes": (f"tab-{tab}",), "fields": fields})
            for tab, title, fields in (self.worked_out if obj else ())
        ]
        return (*parts, *told, origin)


class FeaturePractice(Practice):
    """What happened to a feature, and how long it was where."""

    worked_out: ClassVar[Parts] = (
        ("lifecycle", gettext_lazy("How long it was where"), ("time_in_stages",)),
        ("lifecycle", gettext_lazy("What happened"), ("timeline",)),
    )

    @admin.display(description=gettext_lazy("time in stages"))
    def time_in_stages(self, feature: Feature) -> SafeString:
        """Show the stages that FEATURE came to, and its days in each."""
        times = sum_stays(read_stays([feature])[feature.pk], timezone.now())
        return draw(
            (_("stage"), _("visits"), _("days"), _("since"), _("until")),
            (
                (
                    _(Stage(each.stage).label),
                    str(each.visits),
                    show_days(each.days),
                    show_moment(each.since),
                    show_moment(each.until),
                )
                for each in times
            ),
        )

    @admin.display(description=gettext_lazy("timeline"))
    def timeline(self, feature: Feature) -> SafeString:
        """Show what happened around FEATURE, latest first."""
        asked: Any = {"kinds": tuple(EntryKind), "narrow": shown}
        found = read_timeline([feature.pk], Span(size=ENTRIES + 1), **asked).get(feature.pk)
        entries = found.entries if found else ()
        table = draw(
            (_("when"), _("kind"), _("what"), _("who")),
            (
                (show_moment(each.at), each.kind, each.text, each.who)
                for each in fold(entries[:ENTRIES])
            ),
        )
        more = _("There are more.") if len(entries) > ENTRIES else ""
        return format_html("{}<p>{}</p>", table, more)
