"""Tables of rows beside the one they hang on: the latest few, and the way to all of them."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext

from products.admin.columns import START
from products.looking import shown
from products.wording import Words
from stakeholders.admin.links import Trail, link_row

MOST_SHOWN: Final = 10  # rows; a list has the others

Tell: TypeAlias = Callable[[Any], object]
Columns: TypeAlias = Sequence[tuple[Words, Tell]]  # what heads each, and what it says of a row


def draw_panel(rows: QuerySet[Any], columns: Columns, trail: Trail, *, add: str = "") -> SafeString:
    """Draw the first of ROWS in COLUMNS, the first of which leads to the row's page.

    TRAIL leads to the list of all. ADD is the field of a new row that is filled in ahead, empty
    where none is added by hand.
    """
    found = list(shown(rows)[: MOST_SHOWN + 1])
    links = format_html_join(" · ", '<a href="{}">{}</a>', _list_ways(trail, add))
    if not found:
        return format_html("<p>{}</p><p>{}</p>", gettext("None so far."), links)
    head = format_html_join(
        "", '<th scope="col">{}</th>', ((capfirst(str(name)),) for name, _ in columns)
    )
    body = format_html_join(
        "", "<tr>{}</tr>", ((_draw(row, columns),) for row in found[:MOST_SHOWN])
    )
    more = gettext("There are more.") if len(found) > MOST_SHOWN else ""
    return format_html(
        '<table class="beside"><thead><tr>{}</tr></thead><tbody>{}</tbody></table><p>{} {}</p>',
        head,
        body,
        more,
        links,
    )


def link_all(trails: Sequence[Trail]) -> SafeString:
    """Link to the list of all rows along each of TRAILS, without counting them."""
    ways = (way for trail in trails for way in _list_ways(trail, ""))
    return format_html_join(" · ", '<a href="{}">{}</a>', ways)


def start_of(name: str) -> Tell:
    """Tell how the text NAME of a row begins."""
    return lambda row: Truncator(getattr(row, name)).chars(START)


def _draw(row: Model, columns: Columns) -> SafeString:
    """Draw the cells of ROW."""
    (_, first), *others = columns
    texts = [link_row(row, str(first(row))), *(tell(row) for _, tell in others)]
    return format_html_join("", "<td>{}</td>", ((text,) for text in texts))


def _list_ways(trail: Trail, add: str) -> list[tuple[str, str]]:
    """List the addresses that lead on along TRAIL, and what they are called."""
    model, name, value = trail
    opts = model._meta  # noqa: SLF001 -- Django's documented model API
    page = f"admin:{opts.app_label}_{opts.model_name}"
    everything = f"{reverse(f'{page}_changelist')}?{urlencode({f'{name}__exact': str(value)})}"
    nouns = {"nouns": opts.verbose_name_plural}
    ways = [(everything, gettext("All these %(nouns)s") % nouns)]
    if add:
        new = f"{reverse(f'{page}_add')}?{urlencode({add: str(value)})}"
        ways.append((new, gettext("Add %(noun)s") % {"noun": opts.verbose_name}))
    return ways
