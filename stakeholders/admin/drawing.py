"""Tables on the pages of the admin."""

from collections.abc import Iterable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def draw_table(headings: SafeString, rows: Sequence[SafeString]) -> SafeString:
    """Draw a table of HEADINGS over ROWS."""
    body = format_html_join("", "<tr>{}</tr>", ((row,) for row in rows))
    return format_html("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", headings, body)


def draw_row(texts: Iterable[str]) -> SafeString:
    """Draw the cells of one row, with TEXTS in them."""
    return format_html_join("", "<td>{}</td>", ((text,) for text in texts))


def draw(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> SafeString:
    """Draw a table of ROWS of texts under HEADINGS."""
    heads = format_html_join("", "<th>{}</th>", ((text,) for text in headings))
    return draw_table(heads, [draw_row(row) for row in rows])
