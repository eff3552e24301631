"""Links from one page of the admin to the rows that hang on it, with their number."""

from collections.abc import Sequence
from typing import TypeAlias
from urllib.parse import urlencode

from django.db import models
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from products.admin.paging import count_near, tell_number
from products.looking import shown

Trail: TypeAlias = tuple[type[models.Model], str, object]  # a model, a field of it, its value


def link_lists(trails: Sequence[Trail]) -> SafeString:
    """Link to the list that each of TRAILS leads to."""
    return format_html_join(" · ", "{}", ((_link(*trail),) for trail in trails))


def link_row(row: models.Model, text: str) -> SafeString:
    """Link TEXT to the page of ROW."""
    opts = row._meta  # noqa: SLF001 -- Django's documented model API
    page = f"admin:{opts.app_label}_{opts.model_name}_change"
    return format_html('<a href="{}">{}</a>', reverse(page, args=[row.pk]), text)


def _link(model: type[models.Model], name: str, value: object) -> SafeString:
    """Link to the rows of MODEL whose field NAME has VALUE."""
    opts = model._meta  # noqa: SLF001 -- Django's documented model API
    rows = model._default_manager.filter(**{name: value})  # noqa: SLF001 -- generic over models
    number = count_near(shown(rows))
    noun = opts.verbose_name if number == 1 else opts.verbose_name_plural
    page = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    query = urlencode({f"{name}__exact": str(value)})
    return format_html('<a href="{}?{}">{} {}</a>', page, query, tell_number(number), noun)
