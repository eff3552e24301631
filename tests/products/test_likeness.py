"""Names and summaries are alike by their letters and words, and it is said in words."""

import pytest
from django.utils.translation import override

from products.likeness import Marks, compare, explain, find_shared, fold


def liken(one: str, other: str) -> Marks:
    """Compare the name ONE with the name OTHER."""
    return compare(fold(one), "", names=[fold(other)], summaries=[""])


def say(one: str, other: str) -> list[str]:
    """Say in English why the name ONE is like the name OTHER."""
    with override("en"):
        return list(explain(fold(one), fold(other), liken(one, other), 0))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Übersicht: Straße", "ubersicht strasse"),
        ("  Dark-Mode!  ", "dark mode"),
        ("\N{KATAKANA LETTER KA}", "\N{KATAKANA LETTER KA}"),
        ("?!", ""),
        ("", ""),
    ],
)
def test_a_text_is_folded_to_what_is_compared(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dark mode", "Dark Mode"),
        ("Dark mode", "Mode, dark"),
        ("Dark mode", "Darkmode"),
        ("Time tracking", "Tiem trackign"),
        ("Export to PDF", "PDF exports"),
        ("Dark mode", "Dark mode for the mobile app"),
        ("Übersicht", "Ubersicht"),
    ],
)
def test_names_are_alike_either_way(one: str, other: str) -> None:
    assert liken(one, other).find_places() == {0}
    assert liken(other, one).find_places() == {0}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dark mode", "Offline mode"),
        ("Export", "Export of the whole calendar"),  # one word says too little within another name
        ("SSO", "SSH"),
        ("Dark mode", ""),
        ("", "Dark mode"),
        ("", ""),
    ],
)
def test_names_are_not_alike_by_chance(one: str, other: str) -> None:
    assert liken(one, other).find_places() == set()


def test_summaries_are_alike_though_the_names_are_not() -> None:
    told = fold("Warns when two rehearsals clash")

    marks = compare("radar", told, names=["alerts"], summaries=[fold("Warn when rehearsals clash")])

    assert (marks.names, marks.within, marks.find_places()) == ({}, set(), {0})


def test_nothing_is_compared_with_nothing() -> None:
    assert compare("a", "b", names=[], summaries=[]) == Marks()


def test_the_reasons_are_said_in_words() -> None:
    assert say("Dark mode", "dark  mode") == ["The names are the same."]
    assert say("Dark mode", "Mode: dark") == ["The names have the same words in another order."]
    assert say("Dark theme", "Dark mode") == [
        "The names are 73 % alike.",
        "Both names say: dark.",
    ]
    assert say("Dark mode", "The dark mode for mobiles") == [
        "One name has all the words of the other.",
        "Both names say: dark, mode.",
    ]


def test_words_are_shared_in_another_form_and_idle_ones_are_not_named() -> None:
    assert find_shared("export the reports for us", "the report exports for all") == [
        "export",
        "reports",
    ]


def test_only_some_of_many_shared_words_are_named() -> None:
    words = "alpha bravo charlie delta echo foxtrot golf"

    assert find_shared(words, words) == ["alpha", "bravo", "charlie", "delta", "echo"]
