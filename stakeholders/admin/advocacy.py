"""Champions, and the conversations they hold."""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from products.admin.columns import show_moment, show_start
from products.admin.forms import AnyForm
from products.admin.logs import RowsInline
from products.admin.records import DATES, IDENTITY, CuratedAdmin
from stakeholders.admin.advocacy_forms import ChampionForm, OutreachForm
from stakeholders.admin.pickers import NamedAdmin, Picker
from stakeholders.advocacy import add_champion, record_outreach
from stakeholders.advocacy_filters import OutreachFilterSet
from stakeholders.models import (
    Champion,
    Outreach,
    OutreachResult,
)
from stakeholders.talks import Talk


class OutreachInline(RowsInline):
    """The conversations that a champion held."""

    model = Outreach
    form = OutreachForm
    fields = (
        "feature",
        "group",
        "contacted_by",
        "contacted_at",
        "outcome",
        "result",
        "follow_up_date",
    )
    autocomplete_fields = ("feature", "group")
    formfield_overrides = CuratedAdmin.formfield_overrides
    ordering = ("-contacted_at", "-pk")


@admin.register(Champion)
class ChampionAdmin(NamedAdmin):
    """Who speaks for which feature."""

    form = ChampionForm
    named_by = ("stakeholder", "feature")
    list_display = ("stakeholder", "feature", "since_date")
    list_filter = ("feature__product", "stakeholder__team", "since_date")
    list_select_related = named_by
    search_fields = ("stakeholder__name", "feature__name", "feature__key")
    search_help_text = gettext_lazy("Stakeholder or feature.")
    autocomplete_fields = ("stakeholder", "feature")
    ordering = ("-since_date", "-pk")
    readonly_fields = DATES
    inlines = (OutreachInline,)
    fieldsets = ((None, {"fields": ("stakeholder", "feature", "since_date")}), IDENTITY)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Propose today."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        return {"since_date": timezone.localdate()} | initial

    def save_model(self, request: HttpRequest, obj: Champion, form: AnyForm, change: bool) -> None:  # noqa: FBT001 -- Django's signature
        """Add a new champion; later, write what was edited."""
        if change:
            super().save_model(request, obj, form, change)
            return
        made = add_champion(obj.stakeholder, obj.feature, since_date=obj.since_date)
        obj.pk = made.row.pk


class FollowUpFilter(admin.SimpleListFilter):
    """Narrows conversations to those after which somebody has to come back."""

    title = _("follow-up")
    parameter_name = "follow_up"

    def lookups(self, _request: HttpRequest, _page: object) -> list[tuple[str, Any]]:
        """Offer what is due."""
        return [("due", _("due"))]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the conversations that meet what was chosen, as the APIs do."""
        asked = {"due_by": timezone.localdate()} if self.value() == "due" else {}
        found: QuerySet[Any] = OutreachFilterSet(asked, queryset=queryset).qs
        return found


@admin.register(Outreach)
class OutreachAdmin(CuratedAdmin):
    """Conversations with groups about features, and what came of them."""

    form = OutreachForm
    list_display = (
        show_start("feature", ordering="feature__name"),
        show_start("group", ordering="group__name"),
        "contacted_by",
        show_moment("contacted_at"),
        show_start("outcome"),
        "result",
        "follow_up_date",
    )
    list_filter = (
        FollowUpFilter,
        "result",
        "group__kind",
        "feature__product",
        ("outcome", admin.EmptyFieldListFilter),
        "contacted_at",
    )
    list_select_related = ("feature", "group")
    search_fields = ("feature__name", "group__name", "contacted_by", "outcome")
    search_help_text = gettext_lazy("Feature, group, who held it or what came of it.")
    autocomplete_fields = ("feature", "group", "champion")
    ordering = ("-contacted_at", "-pk")
    readonly_fields = DATES
    fieldsets = (
        (None, {"fields": ("feature", "group", "champion")}),
        (_("The conversation"), {"fields": ("contacted_by", "contacted_at", "outcome")}),
        (_("What is left"), {"fields": ("result", "follow_up_date")}),
        IDENTITY,
    )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Propose whoever is logged in, and now."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        now = timezone.now()
        return {"contacted_by": request.user.get_username(), "contacted_at": now} | initial

    def formfield_for_foreignkey(
        self,
        db_field: ForeignKey[Any, Any],
        request: HttpRequest,
        **kwargs: Any,  # noqa: ANN401 -- Django's signature
    ) -> Any:  # noqa: ANN401 -- as above
        """Name champions by who they are and what they speak for."""
        if db_field.name == "champion":
            kwargs |= ChampionAdmin.pick(db_field) | {"widget": Picker(db_field, self.admin_site)}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Outreach, form: AnyForm, change: bool) -> None:  # noqa: FBT001 -- Django's signature
        """Record a new conversation; later, write what was edited."""
        if change:
            super().save_model(request, obj, form, change)
            return
        talk = Talk(
            contacted_by=obj.contacted_by,
            contacted_at=obj.contacted_at,
            outcome=obj.outcome,
            result=OutreachResult(obj.result),
            follow_up_date=obj.follow_up_date,
            champion=obj.champion,
        )
        obj.pk = record_outreach(obj.feature, obj.group, talk).row.pk
