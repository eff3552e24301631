"""What the filters of a FilterSet are as arguments of Graphene."""

from typing import Any, Final

import graphene
from django.db.models import Field
from django_filters import Filter, NumberFilter
from django_filters.filters import BaseInFilter
from django_filters.utils import get_model_field

HINTS: Final = {
    "icontains": "Containing it, in capitals or not.",
    "gt": "Greater than it.",
    "gte": "It or greater.",
    "lt": "Less than it.",
    "lte": "It or less.",
    "in": "One of these.",
    "isnull": "Empty, or not empty.",
}


def type_of(known: Filter, type_: Any) -> object:  # noqa: ANN401 -- any graphene type
    """Correct the TYPE_ that graphene-django found for KNOWN: numbers are numbers, lists full."""
    if isinstance(known, NumberFilter):
        return graphene.Float
    if isinstance(known, BaseInFilter):
        return graphene.List(graphene.NonNull(getattr(type_, "of_type", type_)))
    return type_


def describe(model: Any, known: Filter) -> str:  # noqa: ANN401 -- any model
    """Say what KNOWN, a filter of MODEL, is about and how it compares."""
    column = get_model_field(model, known.field_name)
    about = known.extra.get("help_text") or (column.help_text if isinstance(column, Field) else "")
    hint = "" if "help_text" in known.extra else HINTS.get(known.lookup_expr, "")
    return f"{about} {hint}".strip() or f"By {known.field_name}."
