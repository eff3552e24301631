"""The page of the feed: administrators read what changed, without counting all of it.

Lines are read by their keys, the newest first, and narrowed among the latest alone: the feed has
no index by which a kind that is rare could be found among millions.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final, cast

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backend.feed.followed import MODELS
from backend.feed.models import Change, Noun
from backend.feed.telling import name_row
from products.admin.columns import show_moment
from products.admin.logs import LogAdmin
from products.keys import read_key
from products.models import Feature, Product

LOOKED_AT: Final = 50_000  # lines, the latest, among which a filter finds some
MOST_PRODUCTS: Final = 200  # that a filter offers
SEEN: Final = "_tutti_seen"  # where a line keeps the names that were read for its list


class LateFilter(admin.SimpleListFilter):
    """Narrows the latest lines by a column."""

    column: str

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Change]) -> QuerySet[Change]:
        """Keep those of the latest that have what was chosen."""
        if not self.value():
            return queryset
        newest = Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        return queryset.filter(pk__gt=newest - LOOKED_AT, **{self.column: self.value()})


class NounFilter(LateFilter):
    """Narrows the latest lines to a kind of rows."""

    title = _("noun, among the latest 50,000")
    parameter_name = column = "noun"

    def lookups(self, _request: HttpRequest, _page: object) -> Iterable[tuple[str, str]]:
        """Offer all kinds that there are."""
        return [(noun.value, gettext(str(noun.label))) for noun in Noun]


class ProductFilter(LateFilter):
    """Narrows the latest lines to a product."""

    title = _("product, among the latest 50,000")
    parameter_name, column = "product", "product_id"

    def lookups(self, _request: HttpRequest, _page: object) -> Iterable[tuple[str, str]]:
        """Offer all products."""
        found = Product.objects.order_by("key").values_list("pk", "key")[:MOST_PRODUCTS]
        return [(str(pk), key) for pk, key in found]

    def value(self) -> str | None:
        """Give the key that was chosen; none where it cannot be one."""
        key = read_key(super().value() or "")
        return None if key is None else str(key)


@admin.register(Change)
class ChangeAdmin(LogAdmin):
    """Every change of what integrators follow, the latest first."""

    list_display = ("place", show_moment("at"), "noun", "action", "product", "feature", "name")
    sortable_by = ()
    list_filter = (NounFilter, ProductFilter)
    search_fields = ("seq",)  # `get_search_results` says how
    search_help_text = _("Place in the feed, or a cursor.")
    ordering = ("-pk",)
    scores = ("score_before", "low_before", "high_before", "score", "low", "high")
    fieldsets = (
        (None, {"fields": ("place", "at", "noun", "action", "product", "feature", "name", "row")}),
        (_("Of a score"), {"fields": scores}),
    )

    def get_search_results(
        self, _request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find the line at a place, by its index."""
        if not search_term:
            return queryset, False
        seq = read_key(search_term.strip().rpartition("-")[2])
        return (queryset.none() if seq is None else queryset.filter(seq=seq)), False

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Read along how the products and features of all lines are called."""
        page = super().get_changelist_instance(request)
        page.result_list = list(page.result_list)
        _see(cast("list[Change]", page.result_list))
        return page

    @admin.display(description=_("place"))
    def place(self, change: Change) -> str:
        """Give the place of CHANGE, plain as cursors write it; lines get theirs when one reads."""
        return "" if change.seq is None else str(change.seq)

    @admin.display(description=_("product"))
    def product(self, change: Change) -> str:
        """Give the key of the product of CHANGE, while it is there."""
        return _recall(change)[0]

    @admin.display(description=_("feature"))
    def feature(self, change: Change) -> str:
        """Name the feature of CHANGE, while it is there."""
        return _recall(change)[1]

    @admin.display(description=_("id"))
    def name(self, change: Change) -> str:
        """Give the id by which the feed, webhooks and the API name the row."""
        return name_row(change)

    @admin.display(description=_("row"))
    def row(self, change: Change) -> SafeString | str:
        """Lead to the row that CHANGE is about, while it is there and has a page."""
        model: Any = MODELS[change.noun]
        found = model._default_manager.filter(public_id=change.row_id).first()  # noqa: SLF001 -- generic over models
        if found is None:
            return gettext("It is gone.")
        address = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"  # noqa: SLF001 -- Django's documented model API
        try:
            return format_html('<a href="{}">{}</a>', reverse(address, args=[found.pk]), found)
        except NoReverseMatch:
            return str(found)


def _see(changes: Sequence[Change]) -> None:
    """Let each of CHANGES keep how its product and its feature are called, with two queries."""
    wanted = {each.product_id for each in changes if each.product_id is not None}
    keys = dict(Product.objects.filter(pk__in=wanted).values_list("pk", "key"))
    about = {each.feature_row_id for each in changes if each.feature_row_id is not None}
    found = Feature.objects.filter(public_id__in=about).values_list("public_id", "name")
    names: dict[Any, str] = dict(found)
    for each in changes:
        product = keys.get(each.product_id or 0, "")
        vars(each)[SEEN] = (product, names.get(each.feature_row_id, ""))


def _recall(change: Change) -> tuple[str, str]:
    """Give how the product and the feature of CHANGE are called."""
    if SEEN not in vars(change):
        _see([change])
    found: tuple[str, str] = vars(change)[SEEN]
    return found
