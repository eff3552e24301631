"""Pages and tables for what is only read."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from products.admin.paging import BoundedFormSet, NearPages
from products.admin.searching import LinkedSearch
from products.admin.watching import OVERTAKEN, SHOWN


class LogAdmin(NearPages, LinkedSearch):
    """A page for rows that the domain alone writes: they are read here, and nothing else."""

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Add nothing by hand."""
        return False

    def has_change_permission(
        self, _request: HttpRequest, _obj: models.Model | None = None
    ) -> bool:
        """Change nothing by hand."""
        return False

    def has_delete_permission(
        self, _request: HttpRequest, _obj: models.Model | None = None
    ) -> bool:
        """Delete nothing by hand."""
        return False


class KeptFormSet(BoundedFormSet):
    """Rows beside another, of which none is deleted that was changed since it was shown."""

    def clean(self) -> None:
        """Look at those that are to be deleted, which nobody else does.

        :raises ValidationError: when another hand has changed one.
        """
        super().clean()
        going = [form for form in self.initial_forms if self.data.get(form.add_prefix("DELETE"))]
        if any(getattr(form, "clashes", ()) for form in going):
            raise ValidationError(OVERTAKEN)


class ShownFields:
    """Lets the form of each row beside another say what it showed."""

    formset: Any = KeptFormSet

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> tuple[str, ...]:
        """Give the fields, with the hidden one where rows may be edited."""
        page: Any = self
        shown = (SHOWN,) if page.has_change_permission(request, obj) else ()
        return (*page.fields, *shown)


class RowsInline(ShownFields, admin.StackedInline):  # type: ignore[type-arg]  # -- not generic at run time
    """Rows that are edited beside the one they hang on."""

    extra = 0
    show_change_link = True


class TableInline(ShownFields, admin.TabularInline):  # type: ignore[type-arg]  # -- not generic at run time
    """Rows of a few short fields, edited in a table beside the one they hang on."""

    extra = 0
    show_change_link = True


class ReadInline(TableInline):
    """Rows that are shown beside the one they hang on, and not edited there."""

    can_delete = False

    def has_add_permission(self, _request: HttpRequest, _obj: models.Model | None = None) -> bool:
        """Add nothing here."""
        return False

    def has_change_permission(
        self, _request: HttpRequest, _obj: models.Model | None = None
    ) -> bool:
        """Change nothing here."""
        return False
