"""The form in which curators ask for an export."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from backend.access.callers import STRANGER, Caller
from backend.access.errors import RefusedError
from backend.integrations.exports.asking import Order, check
from backend.integrations.exports.models import Export


class ExportForm(forms.ModelForm):  # type: ignore[type-arg]  # -- not generic at run time
    """Asks what is exported how; it is refused to who may not see it."""

    caller: Caller = STRANGER

    class Meta:
        model = Export
        fields = ("noun", "format", "product", "changed_since")

    def clean(self) -> dict[str, Any]:
        """See that they may have it.

        :raises ValidationError: when they may not.
        """
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                check(self.read_order(), self.caller)
            except RefusedError as error:
                raise ValidationError(error.message) from error
        return given

    def read_order(self) -> Order:
        """Read what is asked for."""
        given = self.cleaned_data
        return Order(
            noun=given["noun"],
            form=given["format"],
            product=given["product"].pk if given["product"] else None,
            changed_since=given["changed_since"],
        )
