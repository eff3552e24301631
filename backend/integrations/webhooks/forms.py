"""Forms of the admin: what is sent where, and which part of it again."""

from typing import Any, Final

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from backend.feed.cursors import Cursor, CursorError
from backend.integrations.webhooks.endpoints import Order, find_faults
from backend.integrations.webhooks.messages import TYPES
from backend.integrations.webhooks.replaying import Range
from products.admin.forms import RecordForm

CHOICES: Final = [(name, name) for name in TYPES]


class EndpointForm(RecordForm):
    """What an endpoint is for."""

    types = forms.MultipleChoiceField(
        label=capfirst(_("types")),
        choices=CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The types of messages it gets; none chosen: all."),
    )

    def read_order(self) -> Order:
        """Read what was sent as an order."""
        given = self.cleaned_data
        product = given.get("product", self.instance.product)
        return Order(
            name=given.get("name") or "",
            url=given.get("url") or "",
            product=product.pk if product else None,
            types=given.get("types") or (),
        )

    def clean(self) -> dict[str, Any]:
        """Tell what there can be no such endpoint for."""
        cleaned = super().clean()
        for fault in find_faults(self.read_order()):
            if fault.field not in self.errors:
                self.add_error(fault.field, fault.message)
        return cleaned


class CursorField(forms.CharField):
    """A place in the feed."""

    def clean(self, value: object) -> Any:  # noqa: ANN401 -- Django's signature
        """Read VALUE as a cursor, or None.

        :raises ValidationError: when it is none.
        """
        text = str(super().clean(value)).strip()
        try:
            return Cursor.parse(text) if text else None
        except CursorError:
            raise forms.ValidationError(_("This is no cursor of the feed.")) from None


class RangeForm(forms.Form):
    """A part of the feed, by its cursors or by time."""

    after = CursorField(
        label=capfirst(_("after the cursor")),
        required=False,
        help_text=_("As messages and the feed have it; without it, give a time."),
    )
    until = CursorField(label=capfirst(_("up to the cursor")), required=False)
    since = forms.SplitDateTimeField(
        label=capfirst(_("since")), required=False, widget=AdminSplitDateTime
    )
    before = forms.SplitDateTimeField(
        label=capfirst(_("before")), required=False, widget=AdminSplitDateTime
    )

    def read_range(self) -> Range:
        """Read what was sent as a part of the feed."""
        given = self.cleaned_data
        return Range(**{name: given.get(name) for name in ("after", "until", "since", "before")})
