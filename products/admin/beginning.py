"""Begins a new row with what an address says of it, as far as that can be."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field
from django.http import HttpRequest

from products.keys import read_key


class BeginningAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # -- not generic at run time
    """A page for a new row, which an address may fill in: what is no key of a row is left out."""

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Give what the address of REQUEST says, without relations to what cannot be a row."""
        told = super().get_changeform_initial_data(request)
        return {name: value for name, value in told.items() if self._may_be(name, value)}

    def _may_be(self, name: str, value: Any) -> bool:  # noqa: ANN401 -- a text, or several
        try:
            field: Any = self.opts.get_field(name)
        except FieldDoesNotExist:
            return True
        if not isinstance(field, Field) or not field.is_relation:
            return True
        keys = value if isinstance(value, list) else [value]
        return all(read_key(key) is not None for key in keys)
