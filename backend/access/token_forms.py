"""The form of the admin by which a token is ordered."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.utils import timezone
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext, gettext_lazy

from backend.access.issuing import LIFETIME, Order, find_faults
from backend.access.scopes import TOKEN_SCOPES, Scope

# What each scope allows, for whoever gives it away.
MEANINGS: Final[Mapping[Scope, Any]] = {
    Scope.READ_ALIGNMENT: gettext_lazy("Read features, scores and the names of groups."),
    Scope.READ_PEOPLE: gettext_lazy(
        "Read who said what: names, e-mail addresses, reasons and quotes."
    ),
    Scope.READ_COMMERCIAL: gettext_lazy(
        "Read amounts: revenue, what accounts are worth, what people would pay."
    ),
    Scope.WRITE_PREFERENCES: gettext_lazy("State and withdraw preferences, also for others."),
    Scope.WRITE_CATALOGUE: gettext_lazy(
        "Edit products, features, people and what is known of them; move, decide and merge."
    ),
    Scope.ADMIN_WEBHOOKS: gettext_lazy("Say where changes are sent."),
}
SCOPES: Final = [
    (scope.value, format_lazy("{}: {}", scope.value, MEANINGS[scope]))
    for scope in Scope
    if scope in TOKEN_SCOPES
]


class TokenForm(forms.ModelForm):  # type: ignore[type-arg]  # -- not generic at run time
    """What a new token is for."""

    scopes = forms.MultipleChoiceField(
        label=capfirst(gettext_lazy("scopes")),
        choices=SCOPES,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("As few as its work needs; it cannot be given more later."),
    )
    expires_at = forms.SplitDateTimeField(
        label=capfirst(gettext_lazy("expires at")),
        required=False,
        widget=AdminSplitDateTime,
        initial=lambda: timezone.now() + LIFETIME,
        help_text=gettext_lazy("From when on it is refused; empty: never."),
    )

    class Media:
        css: ClassVar = {"all": ("curating/curating.css",)}

    def read_order(self) -> Order:
        """Read what was sent as an order."""
        given = self.cleaned_data
        everywhere = given.get("all_products", False)
        named = frozenset(product.pk for product in given.get("products", ()))
        return Order(
            name=given.get("name", ""),
            scopes=frozenset(map(Scope, given.get("scopes", ()))),
            products=None if everywhere and not named else named,
            expires_at=given.get("expires_at"),
        )

    def clean(self) -> dict[str, Any]:
        """Tell what there can be no such token for."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("all_products") and cleaned.get("products"):
            self.add_error("products", gettext("Name products, or choose all of them."))
        for fault in find_faults(self.read_order(), timezone.now()):
            if fault.field not in self.errors:
                self.add_error(fault.field, fault.message)
        return cleaned
