"""Writes briefs in Markdown and in HTML."""

import re
from collections.abc import Iterator
from typing import Final

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from stakeholders.brief_words import Page, flatten, write_page
from stakeholders.briefs import Brief

ARTICLE: Final = "stakeholders/brief.html"
# What Markdown, or HTML within it, takes for more than a letter: anywhere, and where a line begins.
SPECIAL: Final = re.compile(r"([\\`*_\[\]<>&~|])")
BEGINNING: Final = re.compile(r"^(\d*)([#+\-=.):])")


def write_html(brief: Brief) -> SafeString:
    """Write BRIEF as one element of HTML, without any style or script in it."""
    context = {"page": write_page(brief), "language": get_language() or "en"}
    return render_to_string(ARTICLE, context)


def write_markdown(brief: Brief) -> str:
    """Write BRIEF in Markdown; what people wrote is no markup in it."""
    page = write_page(brief)
    return "\n".join(_list_lines(page)).rstrip("\n") + "\n"


def _list_lines(page: Page) -> Iterator[str]:
    yield from (f"# {escape(page.title)}", "", escape(page.lead), "")
    for section in page.sections:
        yield from (f"## {escape(section.heading)}", "")
        for line in section.lines:
            yield from (escape(line), "")
        yield from (f"- {escape(item)}" for item in section.items)
        if section.items:
            yield ""
        for text, by in section.quotes:
            yield from (f"> {escape(text)}", ">", f"> {escape(by)}", "")


def escape(text: str) -> str:
    """Write TEXT so that Markdown shows it as it is, on one line."""
    return BEGINNING.sub(r"\1\\\2", SPECIAL.sub(r"\\\1", flatten(text)))
