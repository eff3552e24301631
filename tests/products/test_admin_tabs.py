"""The parts of a page fall into tabs, those of tomorrow too."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db.models import Model

from products.admin.tabs import Tab, lay_out
from products.models import Feature, Product
from stakeholders.models import Account, Group, Stakeholder
from tests.admin_pages import find_page, log_in, send
from tests.admin_rows import fill, find_first
from tests.builders import build_feature

NAMED = (("about", "About"), ("more", "More"), ("none", "None"))


def fieldset(name: str | None, classes: str = "") -> SimpleNamespace:
    """Give what a form has of a fieldset."""
    form = SimpleNamespace(errors={})
    return SimpleNamespace(name=name, classes=classes, form=form, fields=("a", ("b", "c")))


def inline(prefix: str, classes: str = "") -> SimpleNamespace:
    """Give what a form has of rows beside another."""
    opts = SimpleNamespace(verbose_name_plural="things")
    formset = SimpleNamespace(prefix=prefix, is_bound=False)
    return SimpleNamespace(classes=classes, formset=formset, opts=opts)


def tell(tabs: list[Tab]) -> Iterator[tuple[str, str, int, int]]:
    """Tell name and title of each of TABS, and how much is in it."""
    return ((tab.name, tab.title, len(tab.fieldsets), len(tab.inlines)) for tab in tabs)


def test_parts_fall_where_their_class_says_and_empty_tabs_are_left_out() -> None:
    parts = [fieldset(None), fieldset("Rest", "collapse"), fieldset("More", "wide tab-more")]

    tabs = lay_out(NAMED, parts, [inline("rows", "tab-more")])

    assert list(tell(tabs)) == [("about", "About", 2, 0), ("more", "More", 1, 1)]


def test_what_names_no_tab_or_an_unknown_one_has_one_of_its_own() -> None:
    tabs = lay_out(NAMED, [fieldset(None), fieldset("New", "tab-new")], [inline("rows")])

    assert list(tell(tabs)) == [
        ("about", "About", 1, 0),
        ("new", "New", 1, 0),
        ("rows", "Things", 0, 1),
    ]


def test_one_tab_is_none() -> None:
    assert lay_out(NAMED, [fieldset(None)], []) == []
    assert lay_out((), [fieldset(None), fieldset("New", "tab-new")], []) == []


def test_a_tab_says_that_something_in_it_is_to_be_corrected() -> None:
    part = fieldset(None)
    part.form.errors = {"c": ["wrong"]}

    first, second = lay_out(NAMED, [part, fieldset("More", "tab-more")], [])

    assert (first.has_errors, second.has_errors) == (True, False)


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Feature, Product, Account, Group, Stakeholder])
def test_the_pages_that_people_work_on_have_tabs_that_work_without_scripts(
    model: type[Model],
) -> None:
    fill(1)

    shown = log_in().get(find_page(model, "change", find_first(model).pk))

    tabs = shown.context["tabs"]
    text = shown.content.decode()
    assert len(tabs) >= 3
    assert all(f'href="#tab-{tab.name}"' in text and f'id="tab-{tab.name}"' in text for tab in tabs)
    assert 'class="tab" hidden' not in text


@pytest.mark.django_db
def test_every_part_of_a_page_is_in_some_tab() -> None:
    fill(1)

    context = log_in().get(find_page(Feature, "change", find_first(Feature).pk)).context

    assert sum(len(tab.fieldsets) for tab in context["tabs"]) == len(list(context["adminform"]))
    assert sum(len(tab.inlines) for tab in context["tabs"]) == len(context["inline_admin_formsets"])


@pytest.mark.django_db
def test_a_page_that_was_refused_marks_the_tab_to_look_at() -> None:
    feature = build_feature("first")

    answer = send(log_in(), find_page(Feature, "change", feature.pk), move_to="VALIDATION")

    assert answer.complaints == ["Say why it moves."]
    assert 'href="#tab-lifecycle" id="tab-of-lifecycle" class="has-errors"' in answer.text


@pytest.mark.django_db
def test_a_window_of_its_own_has_no_tabs() -> None:
    fill(1)

    shown = log_in().get(find_page(Feature, "change", find_first(Feature).pk) + "?_popup=1")

    assert "data-tabs" not in shown.content.decode()
