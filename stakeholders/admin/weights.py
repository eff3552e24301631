"""The weight that influence is relative to, one for each kind of group."""

from decimal import Decimal

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from products.admin.forms import AnyForm, RecordForm
from products.admin.records import DATES, CuratedAdmin
from stakeholders import say
from stakeholders.locking import lock_membership
from stakeholders.models import ReferenceWeight
from stakeholders.models.group import WEIGHT_DIGITS, WEIGHT_PLACES


class ReferenceWeightForm(RecordForm):
    """A reference weight may be changed, never emptied."""

    w_ref = forms.DecimalField(
        label=gettext_lazy("Reference weight"),
        min_value=Decimal("0.001"),
        max_digits=WEIGHT_DIGITS,
        decimal_places=WEIGHT_PLACES,
        help_text=gettext_lazy(
            "The weight that has influence 1. Changing it counts everything anew."
        ),
    )


@admin.register(ReferenceWeight)
class ReferenceWeightAdmin(CuratedAdmin):
    """What an ordinary voice weighs; changing it counts everything of that kind anew."""

    form = ReferenceWeightForm
    list_display = ("kind", "w_ref", "updated_at")
    list_filter = ("kind",)
    search_fields = ("kind",)
    ordering = ("kind", "pk")
    readonly_fields = ("kind", *DATES)
    fields = ("kind", "w_ref", *DATES)
    refusals = (*CuratedAdmin.refusals, say.ReferenceWeightError)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Add none: there is one for each kind."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        """Delete none: there is one for each kind."""
        return False

    def hold(self, key: str) -> None:
        """Let nobody state anything or move people before the row is locked."""
        lock_membership()
        super().hold(key)

    def save_model(
        self,
        request: HttpRequest,
        obj: ReferenceWeight,
        form: AnyForm,
        _change: bool,  # noqa: FBT001 -- Django's signature
    ) -> None:
        """Set the weight, and count anew."""
        if form.changed_data:
            w_ref = form.cleaned_data["w_ref"]
            say.set_reference_weight(obj.kind, w_ref, actor=request.user.get_username())
