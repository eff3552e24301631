"""Briefs are written in sentences, and what people wrote is no markup in them."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.utils.translation import override

from products.models import Feature
from stakeholders.brief_pages import escape, write_html, write_markdown
from stakeholders.brief_words import write_page
from stakeholders.models import Group, GroupKind
from tests.stakeholders.briefs import NONE, brief_group, brief_kind, build_world

pytestmark = pytest.mark.django_db

EVIL = "<script>alert(1)</script> [x](javascript:alert(1)) # `_*"


class Reader(HTMLParser):
    """Collects the elements and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note one element."""
        self.elements.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, _tag: str) -> None:
        """Part what stands in one element from what follows."""
        self.text += " "

    def handle_data(self, data: str) -> None:
        """Note one text."""
        self.text += data


def read(text: str) -> Reader:
    """Read TEXT as a browser does."""
    reader = Reader()
    reader.feed(text)
    return reader


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Write in English."""
    with override("en"):
        yield


def test_a_brief_says_what_it_means_for_a_group() -> None:
    page = write_page(brief_group(build_world(), "sales"))

    assert page.title == "Conflict radar: what it means for Sales"
    assert page.lead == "Shows clashes."
    assert [section.heading for section in page.sections] == [
        "Why it matters to you",
        "Who stands behind it",
        "What is asked of you",
        "What would change if you moved",
    ]
    why, who, asks, moves = page.sections
    assert why.lines[:2] == ["Dates clash unseen.", "It serves this objective: Fewer clashes."]
    assert why.lines[2] == "Customers who want it are worth €4,000.00 a year."
    assert why.quotes == [("We lose a day a week.", "Head teacher, Schools")]
    assert "Others behind it: Engineering, Schools." in who.lines
    assert who.items[0].startswith("Sales: ")
    assert who.items[0].endswith("% support, heard 4 of 5")
    assert asks.items == [
        "Say where you stand: 1 of you has not spoken yet.",
        "Tell what would have to change for you to come along.",
    ]
    assert moves.items[0].startswith("With 90% of you behind it, its score would rise to ")


def test_a_brief_for_a_kind_says_so() -> None:
    feature = build_world()

    titles = [write_page(brief_kind(feature, kind)).title for kind in GroupKind]

    assert sorted(titles) == [
        "Conflict radar: what it means for all customers",
        "Conflict radar: what it means for all teams",
    ]


def test_markdown_and_html_say_the_same() -> None:
    brief = brief_group(build_world(), "sales")

    html, markdown = read(write_html(brief)), write_markdown(brief)

    plain = re.sub(r"\\(.)", r"\1", markdown)
    words = re.sub(r"^(#+|-|>) ?", "", plain, flags=re.MULTILINE).split()
    assert html.text.split() == words
    assert markdown.startswith("# Conflict radar: what it means for Sales\n\nShows clashes")


def test_html_is_one_element_without_style_or_script() -> None:
    html = read(write_html(brief_group(build_world(), "sales")))

    assert html.elements[0] == "article"
    assert set(html.elements) <= {"article", "section", "h1", "h2", "p", "ul", "li"} | {
        "blockquote",
        "footer",
    }
    assert html.attributes <= {"class", "lang"}


def test_what_people_wrote_is_no_markup() -> None:
    feature = build_world()
    Feature.objects.update(name=EVIL, summary=EVIL, problem=f"{EVIL}\n\n# Big\n- more")
    Group.objects.update(name=EVIL)
    brief = brief_group(feature, "sales")

    html, markdown = write_html(brief), write_markdown(brief)

    assert "<script" not in html
    assert read(html).text.count("<script>") > 3
    assert not re.search(r"(?<!\\)[<>`\[\]*_]", re.sub(r"^> ?", "", markdown, flags=re.MULTILINE))
    assert [line for line in markdown.splitlines() if line.startswith("# ")] == [
        markdown.splitlines()[0]
    ]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain words", "plain words"),
        ("1. one\n2. two", "1\\. one 2. two"),
        ("a*b_c`d", "a\\*b\\_c\\`d"),
        ("<b>&amp;", "\\<b\\>\\&amp;"),
        ("# big", "\\# big"),
        ("- one", "\\- one"),
        ("![x](y)", "!\\[x\\](y)"),
    ],
)
def test_markdown_shows_a_text_as_it_is(text: str, written: str) -> None:
    assert escape(text) == written


def test_who_may_not_read_of_people_and_money_reads_nothing_of_them() -> None:
    brief = brief_group(build_world(), "engineering", NONE)

    for text in (write_html(brief), write_markdown(brief)):
        assert not re.search(r"lose|Head|Lead|4.?000|Hidden", text)


def test_numbers_are_written_as_the_language_does() -> None:
    brief = brief_group(build_world(), "sales")

    with override("de"):
        why, _who, _asks, moves = write_page(brief).sections

    assert any("4.000,00\N{NO-BREAK SPACE}€" in line for line in why.lines)
    assert "90\N{NO-BREAK SPACE}%" in moves.items[0]
