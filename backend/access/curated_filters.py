"""Filters of the admin's lists that lead to other rows: they offer what is looked after."""

from typing import Any

from django.contrib.admin.filters import RelatedFieldListFilter
from django.http import HttpRequest

from backend.access.curating import find_curator, show
from products.admin.picking import Picking


class NarrowedFilter(Picking, RelatedFieldListFilter):
    """Offers to filter by rows that are looked after."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:  # noqa: ANN401 -- Django's signature
        """List them as Django would where they are few; offer a search where they are many."""
        ordering = self.field_admin_ordering(field, request, model_admin)
        known = field.related_model._default_manager.order_by(*ordering, "pk")  # noqa: SLF001 -- any model
        rows = show(known, find_curator(request.user))
        few = self.list_few(rows)
        if self.is_long:
            name, drop = self.lookup_kwarg, self.lookup_kwarg_isnull
            site = model_admin.admin_site
            self.offer(request, rows, field=field, site=site, name=name, drop=drop)
        return [(row.pk, str(row)) for row in few]

    def has_output(self) -> bool:
        """Tell whether there is anything to choose from."""
        return self.is_long or super().has_output()
