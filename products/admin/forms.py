"""Forms of the admin: they ask for what belongs together, and tell why something was refused."""

from collections.abc import Iterable
from typing import Any, ClassVar, Final, TypeAlias

from django import forms
from django.utils.translation import gettext, gettext_lazy

from products.admin.watching import WatchedForm
from products.models import Product

AnyForm: TypeAlias = "forms.ModelForm[Any]"
Reason: TypeAlias = tuple[str | None, str]  # a field of the form, or none of them, and a sentence

LABELS: Final[dict[str, Any]] = {
    "north_star_metric": gettext_lazy("North-Star metric"),
    "url": "URL",
}


class RecordForm(WatchedForm):
    """A form for rows; it knows the row's product even where that is not asked for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Write abbreviations and names as people do."""
        super().__init__(*args, **kwargs)
        for name in LABELS.keys() & self.fields.keys():
            self.fields[name].label = LABELS[name]

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
