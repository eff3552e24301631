"""Holds the catalogues to the source: each word is there in each language, and says the same."""

import re
from collections import Counter, defaultdict

import pytest
from babel.messages.catalog import Catalog, Message

from tests.catalogues import (
    LANGUAGES,
    PACKAGES,
    Key,
    find_lost,
    list_forms,
    name_message,
    read_catalogue,
    read_compiled,
    read_said,
)

pytestmark = pytest.mark.once
PLACE = re.compile(r"%\(\w+\)[a-z]|%[a-z]|%%|\{\w*\}")
PLURALS = {"de": 2, "ar": 6}
EVERY_CATALOGUE = [(package, language) for package in PACKAGES for language in LANGUAGES]


def list_messages(catalogue: Catalog) -> list[Message]:
    """Give what CATALOGUE translates, without its header."""
    return [message for message in catalogue if message.id]


def find_places(text: str) -> list[str]:
    """Give the places in TEXT that are filled, in order of their names."""
    return sorted(PLACE.findall(text))


@pytest.mark.parametrize(("package", "language"), EVERY_CATALOGUE)
def test_a_catalogue_holds_what_its_package_says_and_nothing_else(
    package: str, language: str
) -> None:
    held = {name_message(each) for each in list_messages(read_catalogue(package, language))}
    said = read_said(package)

    assert said - held == set(), "missing: run manage.py makemessages, translate, compilemessages"
    assert held - said == set(), "said no more: run manage.py makemessages"


@pytest.mark.parametrize(("package", "language"), EVERY_CATALOGUE)
def test_every_message_is_translated_in_every_form(package: str, language: str) -> None:
    catalogue = read_catalogue(package, language)
    lacking = [
        each.id
        for each in list_messages(catalogue)
        if each.fuzzy or not all(map(str.strip, list_forms(each)))
    ]
    forms = {len(list_forms(each)) for each in list_messages(catalogue) if each.pluralizable}

    assert lacking == []
    assert forms <= {PLURALS[language]}


@pytest.mark.parametrize(("package", "language"), EVERY_CATALOGUE)
def test_every_message_fills_the_same_places(package: str, language: str) -> None:
    odd = []
    for each in list_messages(read_catalogue(package, language)):
        source = each.id if isinstance(each.id, str) else each.id[1]
        for number, form in enumerate(list_forms(each)):
            # Of none, one and two, Arabic has forms that say so without the figure.
            bare = language == "ar" and each.pluralizable and number <= 2
            missing = Counter(find_places(source)) - Counter(find_places(form))
            more = Counter(find_places(form)) - Counter(find_places(source))
            if more or missing.total() > bare:
                odd.append(form)

    assert odd == []


@pytest.mark.parametrize(("package", "language"), EVERY_CATALOGUE)
def test_what_is_compiled_is_what_is_edited(package: str, language: str) -> None:
    catalogue = read_catalogue(package, language)
    edited = {name_message(each): list_forms(each) for each in list_messages(catalogue)}

    compiled = read_compiled(package, language)

    assert compiled == edited, "run manage.py compilemessages"


@pytest.mark.parametrize("package", PACKAGES)
def test_no_text_is_marked_where_it_is_not_found(package: str) -> None:
    """Neither xgettext nor Babel looks into the braces of an f-string."""
    assert list(find_lost(package)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_word_is_told_by_one_word(language: str) -> None:
    told: defaultdict[Key, set[object]] = defaultdict(set)
    for package in PACKAGES:
        for each in list_messages(read_catalogue(package, language)):
            told[name_message(each)].add(tuple(list_forms(each)))

    assert [key for key, words in told.items() if len(words) > 1] == []
