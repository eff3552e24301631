"""Preferences: stated and withdrawn here through the one door, and their history and evidence."""

from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy

from products.admin.columns import show_moment
from products.admin.forms import AnyForm, RecordForm
from products.admin.logs import RowsInline
from products.admin.records import DATES, IDENTITY, CuratedAdmin
from products.models import Feature
from stakeholders import preferences
from stakeholders.admin.pickers import NamedAdmin
from stakeholders.judging import UTTERANCE
from stakeholders.locking import lock_features
from stakeholders.models import Evidence, Preference
from stakeholders.statements import Outcome, Statement, StatementsRefusedError

STATED_AT: Final = show_moment("stated_at")
SOURCE = "admin"  # what is stated here without another source came through this page


class OvertakenError(ValueError):
    """Says that a statement was left aside, as what stands is newer or says the same."""


class PreferenceForm(RecordForm):
    """A preference; left without a date it is stated now."""

    stated_at = forms.SplitDateTimeField(
        label=capfirst(gettext_lazy("stated at")),
        required=False,
        widget=admin.widgets.AdminSplitDateTime(),
        help_text=gettext_lazy(
            "Empty: now. Keep the date to correct what was recorded; give a later one when "
            "they changed their mind."
        ),
    )


class EvidenceForm(RecordForm):
    """Evidence shows something, and is part of an insight of its own product."""

    def clean(self) -> dict[str, Any]:
        """Ask for a quote, a link or an insight, which is of the product of the preference."""
        cleaned = super().clean()
        if not any(cleaned.get(name) for name in ("quote", "url", "insight")):
            self.add_error("quote", gettext("Give a quote, a link or an insight."))
        insight, product = cleaned.get("insight"), self._find_product(cleaned.get("preference"))
        if insight is not None and product is not None and insight.product_id != product:
            told = gettext("Of another product: %(insight)s.") % {"insight": insight}
            self.add_error("insight", told)
        return cleaned

    def _find_product(self, chosen: Preference | None) -> int | None:
        """Find the product of the preference that was CHOSEN, or that the row has already."""
        shown = chosen or Preference.objects.filter(pk=self.instance.preference_id).first()
        if shown is None:
            return None
        features = Feature.objects.filter(pk=shown.feature_id)
        return features.values_list("product", flat=True).first()


class EvidenceInline(RowsInline):
    """What shows a preference."""

    model = Evidence
    form = EvidenceForm
    fields = ("quote", "url", "insight", "occurred_at")
    autocomplete_fields = ("insight",)
    formfield_overrides = CuratedAdmin.formfield_overrides
    ordering = ("pk",)


@admin.register(Preference)
class PreferenceAdmin(NamedAdmin):
    """What each stakeholder has stated about each feature."""

    form = PreferenceForm
    named_by = ("stakeholder", "feature")
    list_display = ("stakeholder", "feature", "stance", "importance", STATED_AT)
    sortable_by: ClassVar[Any] = (STATED_AT,)  # what an index is for
    list_filter = (
        "stance",
        "importance",
        "stated_at",
        "feature__product",
        "stakeholder__team",
        "stakeholder__account__segment",
    )
    list_select_related = named_by
    search_fields = ("stakeholder__name", "feature__name", "feature__key")
    search_help_text = gettext_lazy("Stakeholder or feature.")
    autocomplete_fields = ("stakeholder", "feature")
    ordering = ("-stated_at", "pk")
    readonly_fields = DATES
    fixed_fields = ("stakeholder", "feature", "source")
    together = ("stance", "importance", "reason", "stated_at", "entered_by", "heard_at")
    together_order = ("feature", "pk")
    radio_fields: ClassVar = {"stance": admin.HORIZONTAL, "importance": admin.HORIZONTAL}
    refusals = (*CuratedAdmin.refusals, StatementsRefusedError, OvertakenError)
    inlines = (EvidenceInline,)
    fieldsets = (
        (None, {"fields": ("stakeholder", "feature")}),
        (
            gettext_lazy("What they say"),
            {"fields": ("stance", "importance", "willingness_to_pay", "reason")},
        ),
        (
            gettext_lazy("When and how"),
            {"fields": ("stated_at", "source", "entered_by", "heard_at", "heard_in")},
        ),
        IDENTITY,
    )

    def explain(self, refusal: ValueError) -> Any:  # noqa: ANN401 -- an iterator of reasons
        """Give the reasons for REFUSAL."""
        if isinstance(refusal, StatementsRefusedError):
            return ((each.field, each.message) for each in refusal.report.refusals)
        if isinstance(refusal, OvertakenError):
            return iter([("stated_at", str(refusal))])
        return super().explain(refusal)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Propose whoever is logged in as the one who records it."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        return {"entered_by": request.user.get_username()} | initial

    def hold(self, key: str) -> None:
        """Lock the feature before its preference, as whoever states one does."""
        lock_features(Preference.objects.filter(pk=key).values_list("feature", flat=True))
        super().hold(key)

    def save_model(
        self,
        request: HttpRequest,
        obj: Preference,
        form: AnyForm,
        change: bool,  # noqa: FBT001 -- Django's signature
    ) -> None:
        """State the preference in the name of whoever is logged in.

        :raises OvertakenError: when what stands is newer or says the same.
        """
        edited = [name for name in UTTERANCE if name in form.changed_data or not change]
        if not edited:
            return
        # A form shows no microseconds: what was not edited is taken as it stands.
        stands = Preference.objects.filter(pk=obj.pk).values(*UTTERANCE).first() or {}
        said: dict[str, Any] = stands | {name: form.cleaned_data[name] for name in edited}
        pair: dict[str, Any] = {"stakeholder": obj.stakeholder_id, "feature": obj.feature_id}
        actor = request.user.get_username()
        report = preferences.state([Statement(**pair, **said)], actor=actor, source=SOURCE)
        if report.count(Outcome.UNCHANGED):
            raise OvertakenError(
                gettext("What stands is newer or says the same; give a later date.")
            )
        obj.pk = Preference.objects.values_list("pk", flat=True).get(**pair)
        obj.refresh_from_db(from_queryset=self.get_queryset(request))

    def delete_model(self, request: HttpRequest, obj: Preference) -> None:
        """Withdraw the preference."""
        pair = (obj.stakeholder_id, obj.feature_id)
        preferences.withdraw([pair], actor=request.user.get_username(), source=SOURCE)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Preference]) -> None:
        """Withdraw the preferences."""
        pairs = list(queryset.order_by("pk").values_list("stakeholder", "feature"))
        preferences.withdraw(pairs, actor=request.user.get_username(), source=SOURCE)
