"""What teams contribute to objectives."""

from django.contrib import admin
from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from products.admin.columns import show_moment, show_start
from products.admin.forms import AnyForm
from products.admin.logs import RowsInline
from products.admin.records import DATES, IDENTITY, CuratedAdmin
from stakeholders.admin.advocacy_forms import CommitmentForm
from stakeholders.advocacy import commit
from stakeholders.models import Commitment
from stakeholders.talks import Pledge


class CommitmentInline(RowsInline):
    """What teams contribute to an objective."""

    model = Commitment
    form = CommitmentForm
    fields = ("team", "statement", "acknowledged_by", "acknowledged_at")
    autocomplete_fields = ("team",)
    formfield_overrides = CuratedAdmin.formfield_overrides
    ordering = ("pk",)


@admin.register(Commitment)
class CommitmentAdmin(CuratedAdmin):
    """What each team contributes to an objective, and who stands by it."""

    form = CommitmentForm
    list_display = (
        show_start("team", ordering="team__name"),
        show_start("objective", ordering="objective__title"),
        show_start("statement"),
        "acknowledged_by",
        show_moment("acknowledged_at"),
    )
    list_filter = ("team", "objective__product", ("acknowledged_at", admin.EmptyFieldListFilter))
    list_select_related = ("team", "objective")
    search_fields = ("team__name", "objective__title", "statement", "acknowledged_by")
    search_help_text = gettext_lazy("Team, objective, statement or who acknowledged it.")
    autocomplete_fields = ("team", "objective")
    ordering = (F("acknowledged_at").desc(nulls_last=True), "-pk")
    readonly_fields = DATES
    fieldsets = (
        (None, {"fields": ("team", "objective", "statement")}),
        (gettext_lazy("Acknowledged"), {"fields": ("acknowledged_by", "acknowledged_at")}),
        IDENTITY,
    )

    def save_model(
        self,
        request: HttpRequest,
        obj: Commitment,
        form: AnyForm,
        change: bool,  # noqa: FBT001 -- Django's signature
    ) -> None:
        """Make a new commitment; later, write what was edited."""
        if change:
            super().save_model(request, obj, form, change)
            return
        pledge = Pledge(
            statement=obj.statement,
            acknowledged_by=obj.acknowledged_by,
            acknowledged_at=obj.acknowledged_at,
        )
        obj.pk = commit(obj.objective, obj.team, pledge).row.pk
