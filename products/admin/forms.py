"""Forms of the admin: they ask for what belongs together, and tell why something was refused."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any, ClassVar, Final, TypeAlias

from django import forms
from django.utils.translation import gettext, gettext_lazy

from products.models import Product

AnyForm: TypeAlias = "forms.ModelForm[Any]"
Reason: TypeAlias = tuple[str | None, str]  # a field of the form, or none of them, and a sentence

SHOWN: Final = "shown"  # the hidden field that says which row the form was filled from
OVERTAKEN: Final = gettext_lazy(
    "This was changed by another hand since the form was shown. Nothing was written: open the page "
    "again, look at what it says now, and then make your edit."
)
LABELS: Final[dict[str, Any]] = {
    "north_star_metric": gettext_lazy("North-Star metric"),
    "url": "URL",
}


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]  # -- not generic at run time
    """A form for rows; it knows the row's product even where that is not asked for.

    It is refused when its row was changed since it was shown, so that no edit undoes another.
    """

    shown = forms.CharField(label="", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Note which row is shown, and write abbreviations and names as people do."""
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial[SHOWN] = self.mark_row()
        for name in LABELS.keys() & self.fields.keys():
            self.fields[name].label = LABELS[name]

    def mark_row(self) -> str:
        """Give a mark that changes with the row and with what it is linked to."""
        links = {
            name: sorted(str(getattr(each, "pk", each)) for each in value)
            for name, value in self.initial.items()
            if isinstance(value, list)
        }
        told = f"{self.instance.updated_at.isoformat()} {sorted(links.items())}"
        return sha256(told.encode()).hexdigest()

    def clean(self) -> dict[str, Any]:
        """Give what was sent; add an error when the row is not the one that was shown."""
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and cleaned.get(SHOWN) != self.initial[SHOWN]:
            self.add_error(None, OVERTAKEN)
        return cleaned

    def settle(self, name: str, value: object) -> None:
        """Let the form say VALUE under NAME as if it had been sent, so that it is written too."""
        self.cleaned_data[name] = value
        if name not in self.changed_data:
            self.changed_data.append(name)

    def tell(self, faults: Iterable[tuple[str, str, str]]) -> None:
        """Add an error for each of FAULTS that the domain finds: field, code and message."""
        for name, _, message in faults:
            self.add_error(name if name in self.fields else None, message)

    def check_product(self, relation: str, product: Product | None) -> None:
        """Add an error when rows under RELATION belong to another product than PRODUCT."""
        strangers = [
            str(row)
            for row in self.cleaned_data.get(relation, ())
            if product is not None and row.product_id != product.pk
        ]
        if strangers:
            told = gettext("Of another product: %(names)s.")
            self.add_error(relation, told % {"names": ", ".join(strangers)})


class RefusedForm(forms.Form):
    """Shows again what was sent, with the REASONS for which the domain refused it."""

    reasons: ClassVar[tuple[Reason, ...]] = ()

    def clean(self) -> dict[str, Any] | None:
        """Add the reasons to what the form itself finds."""
        cleaned = super().clean()
        for name, sentence in self.reasons:
            self.add_error(name if name in self.fields else None, sentence)
        return cleaned
