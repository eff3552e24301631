"""Champions, the conversations they hold, and what teams commit to."""

from typing import Any

from django.contrib import admin
from django.db.models import F, ForeignKey
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from products.admin.columns import show_moment, show_start
from products.admin.forms import AnyForm
from products.admin.logs import RowsInline
from products.admin.records import DATES, IDENTITY, CuratedAdmin
from stakeholders.admin.advocacy_forms import ChampionForm, CommitmentForm, OutreachForm
from stakeholders.admin.pickers import NamedAdmin, Picker
from stakeholders.advocacy import Pledge, Talk, add_champion, commit, record_outreach
from stakeholders.models import Champion, Commitment, Outreach


class OutreachInline(RowsInline):
    """The conversations that a champion held."""

    model = Outreach
    form = OutreachForm
    fields = ("feature", "group", "contacted_by", "contacted_at", "outcome")
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
    date_hierarchy = "since_date"
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
    )
    list_filter = ("group__kind", "feature__product", ("outcome", admin.EmptyFieldListFilter))
    list_select_related = ("feature", "group")
    search_fields = ("feature__name", "group__name", "contacted_by", "outcome")
    search_help_text = gettext_lazy("Feature, group, who held it or what came of it.")
    autocomplete_fields = ("feature", "group", "champion")
    date_hierarchy = "contacted_at"
    ordering = ("-contacted_at", "-pk")
    readonly_fields = DATES
    fieldsets = (
        (None, {"fields": ("feature", "group", "champion")}),
        (gettext_lazy("The conversation"), {"fields": ("contacted_by", "contacted_at", "outcome")}),
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
            champion=obj.champion,
        )
        obj.pk = record_outreach(obj.feature, obj.group, talk).row.pk


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
    date_hierarchy = "acknowledged_at"
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
