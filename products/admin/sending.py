"""Writes what a browser would send of a form."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from django import forms
from django.db.models import QuerySet

Sent: TypeAlias = tuple[str, list[str]]  # the name of an input, and what it says


def write_data(form: forms.BaseForm, wanted: Mapping[str, object]) -> Iterator[Sent]:
    """Yield what a browser would send of FORM, with WANTED in place of what it shows."""
    for name, field in form.fields.items():
        yield from write_field(
            field, name, wanted.get(name, form.get_initial_for_field(field, name))
        )


def write_field(field: forms.Field, name: str, value: Any) -> Iterator[Sent]:  # noqa: ANN401 -- of any field
    """Yield what a browser would send of FIELD, called NAME, if it said VALUE."""
    widget = field.widget
    if isinstance(widget, forms.MultiWidget):
        parts = widget.decompress(value)
        for place, part in enumerate(parts or [None] * len(widget.widgets)):
            told = widget.widgets[place].format_value(part)
            yield f"{name}_{place}", ["" if told is None else str(told)]
    elif isinstance(field, forms.ModelMultipleChoiceField):
        keys = [getattr(each, "pk", each) for each in value or ()]
        offered: QuerySet[Any] = field.queryset  # type: ignore[assignment]  # -- the stubs allow None
        found = offered.filter(pk__in=keys).values_list("pk", flat=True)
        yield name, [str(key) for key in found]
    elif isinstance(field, forms.BooleanField):
        yield name, ["on"] if value else []
    else:
        told = field.prepare_value(value)
        yield name, ["" if told is None else str(told)]
