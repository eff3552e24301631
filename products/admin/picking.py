"""Filters by a row: few rows are listed, of many one is searched for."""

from typing import Any, Final

from django import forms
from django.contrib.admin.views.main import PAGE_VAR
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

MOST_LISTED: Final = 30  # rows; a longer list beside a table is searched sooner than read


class Picking:
    """A filter of a list that offers rows by a search where there are too many to be listed."""

    template = "admin/pick_filter.html"
    is_long = False
    kept: tuple[tuple[str, str], ...] = ()  # what else the address says
    picker: SafeString | str = ""

    def list_few(self, rows: QuerySet[Any]) -> list[Any]:
        """List ROWS where they are few; note that they are many otherwise, and give none."""
        found = list(rows[: MOST_LISTED + 1])
        self.is_long = len(found) > MOST_LISTED
        return [] if self.is_long else found

    def offer(  # noqa: PLR0913 -- each is told by name
        self,
        request: HttpRequest,
        rows: QuerySet[Any],
        *,
        field: Any,  # noqa: ANN401 -- a relation of any model
        site: Any,  # noqa: ANN401 -- an admin site
        name: str,
        drop: str,
    ) -> None:
        """Draw a picker called NAME of ROWS, which FIELD leads to; it takes the place of DROP."""
        widget = AutocompleteSelect(field, site, attrs={"id": f"pick-{name}"})
        offered = forms.ModelChoiceField(queryset=rows, widget=widget, required=False)
        value = request.GET.get(name, "")
        self.picker = offered.widget.render(name, value if value.isdecimal() else "")
        gone = {name, drop, PAGE_VAR}
        self.kept = tuple(
            (key, each) for key, found in request.GET.lists() for each in found if key not in gone
        )
