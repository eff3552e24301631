"""Who stands behind objectives, which teams committed themselves, and how work flows."""

from datetime import timedelta
from typing import Any, ClassVar, Final

from django.contrib import admin
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from products.figures import write_day, write_number, write_share
from products.models import Feature, Objective, Product, Stage
from products.stages import read_flows
from stakeholders.admin.alignment import find_score, show_measure
from stakeholders.admin.drawing import draw
from stakeholders.admin.panels import draw_panel
from stakeholders.admin.practice import Parts, Practice, show_days, show_moment
from stakeholders.models import Commitment
from stakeholders.pledging import CommitmentStanding, find_standings
from stakeholders.pursuing import Pursuit, pursue

PERIOD: Final = timedelta(days=90)  # a quarter, as products are planned


class ObjectivePractice(Practice):
    """Who stands behind an objective, and which teams committed themselves to it."""

    worked_out: ClassVar[Parts] = (
        ("features", gettext_lazy("What serves it"), ("serving",)),
        ("backing", gettext_lazy("Who stands behind it"), ("backing", "teams")),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Objective]:
        """Count the commitments to each objective."""
        made = Commitment.objects.filter(objective=OuterRef("pk")).order_by().values("objective")
        stood = Q(acknowledged_at__isnull=False)
        rows: QuerySet[Objective] = super().get_queryset(request)
        return rows.annotate(
            stated=Coalesce(Subquery(made.values(n=Count("pk"))), 0),
            acknowledged=Coalesce(Subquery(made.values(n=Count("pk", filter=stood))), 0),
        )

    def get_list_display(self, request: HttpRequest) -> Any:  # noqa: ANN401 -- as Django writes it
        """Tell of the commitments beside the dates."""
        return (*super().get_list_display(request), "committed", "overdue")

    @admin.display(description=gettext_lazy("acknowledged"), ordering=F("acknowledged"))
    def committed(self, objective: Objective) -> str:
        """Tell how many commitments to OBJECTIVE somebody stands by."""
        counted = vars(objective)
        told = {name: write_number(counted[name]) for name in ("acknowledged", "stated")}
        return _("%(acknowledged)s of %(stated)s") % told

    @admin.display(description=gettext_lazy("overdue"), boolean=True, ordering="target_date")
    def overdue(self, objective: Objective) -> bool:
        """Tell whether OBJECTIVE was to be achieved before today, and is not."""
        return objective.is_overdue(timezone.localdate())

    @admin.display(description=gettext_lazy("alignment"))
    def backing(self, objective: Objective) -> SafeString | str:
        """Show how far the groups stand behind OBJECTIVE, the one that costs most first."""
        found = pursue([objective])[objective.pk]
        if found.score is None:
            return _("No feature that serves it was heard.")
        table = draw(
            (_("group"), _("support"), _("say"), _("loss")),
            (
                (
                    each.group.name,
                    write_share(each.support) if each.heard else _("not heard"),
                    write_share(each.weight, 1),
                    write_number(each.loss, 3),
                )
                for each in found.stands
            ),
        )
        return format_html("<p>{}</p>{}", describe(found), table)

    @admin.display(description=gettext_lazy("features"))
    def serving(self, objective: Objective) -> SafeString:
        """Show the features that serve OBJECTIVE, the surest backed first."""
        rows = Feature.objects.current().filter(objectives=objective).select_related("alignment")
        columns = (
            (_("feature"), str),
            (_("stage"), lambda row: row.get_stage_display()),
            (_("score"), lambda row: show_measure(find_score(row), "score") or _("unheard")),
            (_("low"), lambda row: show_measure(find_score(row), "low") or ""),
            (_("high"), lambda row: show_measure(find_score(row), "high") or ""),
        )
        ranked = rows.order_by(F("alignment__low").desc(nulls_last=True), "name", "pk")
        return draw_panel(ranked, columns, (Feature, "objectives__id", objective.pk))

    @admin.display(description=gettext_lazy("teams"))
    def teams(self, objective: Objective) -> SafeString:
        """Show what each team with a say contributes to OBJECTIVE, if it has said so."""
        lines = find_standings([objective])[objective.pk]
        return draw(
            (_("team"), _("standing"), _("statement")),
            (
                (
                    str(each.team),
                    str(each.standing.label),
                    each.commitment.statement if each.commitment else "",
                )
                for each in lines
            ),
        )


class ProductPractice(Practice):
    """Where the objectives of a product stand, and how its features pass through the stages."""

    worked_out: ClassVar[Parts] = (
        ("objectives", gettext_lazy("Where its objectives stand"), ("pursuit",)),
        (
            "features",
            gettext_lazy("How features passed through the stages in 90 days"),
            ("stage_flow",),
        ),
    )

    @admin.display(description=gettext_lazy("objectives"))
    def pursuit(self, product: Product) -> SafeString:
        """Show the alignment of each objective of PRODUCT, and who did not commit themselves."""
        due = Objective.objects.filter(product=product)
        rows = list(due.order_by(F("target_date").asc(nulls_last=True), "pk"))
        pursuits, standings = pursue(rows), find_standings(rows)
        return draw(
            (_("objective"), _("due"), _("achieved"), _("alignment"), *_list_standings()),
            (
                (
                    str(row),
                    write_day(row.target_date) if row.target_date else "",
                    show_moment(row.achieved_at),
                    describe(pursuits[row.pk]),
                    *(
                        ", ".join(str(t.team) for t in standings[row.pk] if t.standing is standing)
                        for standing in CommitmentStanding
                    ),
                )
                for row in rows
            ),
        )

    @admin.display(description=gettext_lazy("stage flow"))
    def stage_flow(self, product: Product) -> SafeString:
        """Show how the features of PRODUCT passed through the stages lately."""
        now = timezone.now()
        flows = read_flows([product.pk], start=now - PERIOD, end=now)[product.pk]
        return draw(
            (_("stage"), _("entered"), _("left"), _("standing"), _("median days")),
            (
                (
                    _(Stage(each.stage).label),
                    str(each.entered),
                    str(each.left),
                    str(each.standing),
                    show_days(each.median_days),
                )
                for each in flows
            ),
        )


def describe(pursuit: Pursuit) -> str:
    """Say PURSUIT in as few words as a table has room for."""
    if pursuit.score is None:
        return _("unheard")
    told = {
        "score": write_number(pursuit.score, 1),
        "heard": write_number(pursuit.heard),
        "serving": write_number(pursuit.serving),
    }
    text = _("%(score)s, by %(heard)s of %(serving)s features") % told
    return f"{text}, " + _("provisional") if pursuit.provisional else text


def _list_standings() -> tuple[str, ...]:
    return (_("silent"), _("stated"), _("acknowledged"))
