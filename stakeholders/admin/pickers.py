"""Pages for rows that only their relations tell apart: named by these in titles and choices."""

from typing import Any, ClassVar

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import models
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse

from products.admin.records import CuratedAdmin
from stakeholders.models import Stakeholder


def tell_person(row: Stakeholder) -> str:
    """Tell ROW from others of the same name: by their team or their account."""
    return f"{row.name} ({row.team or row.account})"


class PickerView(AutocompleteJsonView):
    """Offers the rows that a search finds, each by its full name."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """Find rows with all that their names are made of."""
        page: Any = self.model_admin
        rows: models.QuerySet[Any] = super().get_queryset()
        return rows.select_related(*page.named_by)


class Picker(AutocompleteSelect):
    """Searches where `PickerView` answers."""

    def get_url(self) -> str:
        """Give the address of the view for the rows that may be chosen."""
        opts = self.field.remote_field.model._meta  # noqa: SLF001 -- Django's documented model API
        return reverse(f"{self.admin_site.name}:{opts.app_label}_{opts.model_name}_pick")


class NamedAdmin(CuratedAdmin):
    """A page for rows whose own text does not tell them apart."""

    named_by: ClassVar[tuple[str, ...]] = ()  # the relations that a row's name is made of

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Read along what a row's name is made of, so that every page tells it."""
        rows: models.QuerySet[Any] = super().get_queryset(request)
        return rows.select_related(*self.named_by)

    @classmethod
    def pick(cls, db_field: models.ForeignKey[Any, Any]) -> dict[str, Any]:
        """Give what makes DB_FIELD's form field choose among the rows of this page."""
        rows = db_field.remote_field.model._default_manager.select_related(*cls.named_by)  # noqa: SLF001 -- generic over models
        return {"queryset": rows}

    def get_urls(self) -> list[URLPattern]:
        """Answer for `Picker` as well."""
        view = self.admin_site.admin_view(PickerView.as_view(admin_site=self.admin_site))
        name = f"{self.opts.app_label}_{self.opts.model_name}_pick"
        return [path("pick/", view, name=name), *super().get_urls()]
