"""What shows preferences, and everything that was ever stated."""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from products.admin.columns import show_moment, show_start
from products.admin.logs import LogAdmin
from products.admin.records import DATES, IDENTITY, CuratedAdmin
from stakeholders.admin.links import link_row
from stakeholders.admin.pickers import Picker
from stakeholders.admin.preference import EvidenceForm, PreferenceAdmin
from stakeholders.models import Evidence, PreferenceEvent


@admin.register(Evidence)
class EvidenceAdmin(CuratedAdmin):
    """Quotes and links that show preferences."""

    form = EvidenceForm
    list_display = (
        "__str__",
        "stakeholder",
        "feature",
        show_start("insight", ordering="insight__title"),
        show_moment("occurred_at"),
    )
    list_filter = (
        "preference__stance",
        "preference__feature__product",
        ("insight", admin.EmptyFieldListFilter),
        "occurred_at",
    )
    search_fields = (
        "quote",
        "url",
        "preference__stakeholder__name",
        "preference__feature__name",
        "insight__title",
    )
    search_help_text = gettext_lazy("Quote, address, stakeholder, feature or insight.")
    autocomplete_fields = ("preference", "insight")
    ordering = ("-pk",)
    readonly_fields = (*DATES, "shows")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        """Read along the insight, and what the preference is named by."""
        rows: QuerySet[Evidence] = super().get_queryset(request)
        return rows.select_related("preference__stakeholder", "preference__feature", "insight")

    def get_fieldsets(self, _request: HttpRequest, obj: Evidence | None = None) -> Any:  # noqa: ANN401 -- as Django writes it
        """Name the preference once it is chosen; before, choose it."""
        said = ("quote", "url", "insight", "occurred_at")
        about = (None, {"fields": ("shows" if obj else "preference", *said)})
        return (about, IDENTITY) if obj else (about,)

    def formfield_for_foreignkey(
        self,
        db_field: ForeignKey[Any, Any],
        request: HttpRequest,
        **kwargs: Any,  # noqa: ANN401 -- Django's signature
    ) -> Any:  # noqa: ANN401 -- as above
        """Name preferences by who and what they are about."""
        if db_field.name == "preference":
            kwargs |= PreferenceAdmin.pick(db_field) | {"widget": Picker(db_field, self.admin_site)}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=gettext_lazy("preference"))
    def shows(self, evidence: Evidence) -> SafeString:
        """Link to the preference that EVIDENCE shows."""
        return link_row(evidence.preference, str(evidence.preference))

    @admin.display(
        description=gettext_lazy("stakeholder"), ordering="preference__stakeholder__name"
    )
    def stakeholder(self, evidence: Evidence) -> str:
        """Tell who is quoted."""
        return str(evidence.preference.stakeholder)

    @admin.display(description=gettext_lazy("feature"), ordering="preference__feature__name")
    def feature(self, evidence: Evidence) -> str:
        """Tell what it is about."""
        return str(evidence.preference.feature)


@admin.register(PreferenceEvent)
class PreferenceEventAdmin(LogAdmin):
    """Everything that was ever stated or withdrawn, with who wrote it."""

    list_display = (show_moment("created_at"), "kind", "stakeholder", "feature", "stance", "actor")
    sortable_by = ()  # in the order in which it was written
    list_filter = ("kind", "stance", "created_at", "feature__product")
    list_select_related = ("stakeholder", "feature")
    search_fields = ("stakeholder__name", "feature__name", "feature__key")
    search_help_text = gettext_lazy("Stakeholder or feature.")
    ordering = ("-pk",)
