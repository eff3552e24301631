"""Forms of the admin: they ask for what belongs together, and tell why something was refused."""

from typing import Any, ClassVar, TypeAlias

from django import forms

from products.models import Product

AnyForm: TypeAlias = "forms.ModelForm[Any]"
Reason: TypeAlias = tuple[str | None, str]  # a field of the form, or none of them, and a sentence


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]  # -- not generic at run time
    """A form for rows; it knows the row's product even where that is not asked for."""

    def clean(self) -> dict[str, Any]:
        """Give what was sent."""
        return super().clean() or self.cleaned_data

    def check_product(self, relation: str, product: Product | None) -> None:
        """Add an error when rows under RELATION belong to another product than PRODUCT."""
        strangers = [
            str(row)
            for row in self.cleaned_data.get(relation, ())
            if product is not None and row.product_id != product.pk
        ]
        if strangers:
            self.add_error(relation, f"Of another product: {', '.join(strangers)}.")


class RefusedForm(forms.Form):
    """Shows again what was sent, with the REASONS for which the domain refused it."""

    reasons: ClassVar[tuple[Reason, ...]] = ()

    def clean(self) -> dict[str, Any] | None:
        """Add the reasons to what the form itself finds."""
        cleaned = super().clean()
        for name, sentence in self.reasons:
            self.add_error(name if name in self.fields else None, sentence)
        return cleaned
