"""Says what a score means."""

import ast
import gettext
import re
import struct
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from django.utils.translation import override

from stakeholders import explaining
from stakeholders.explaining import Climb, Line, Numbers, explain, explain_climb

SOURCE: Final = Path(explaining.__file__)
CATALOGUE: Final = SOURCE.parent / "locale" / "de" / "LC_MESSAGES"

NUMBERS = Numbers(
    score=68.6, low=61.2, high=75.4, voices=41, provisional=False, backing=2, objecting=1
)
SALES = Line(name="Sales", support=0.9, loss=0.035, evidence=True)
SUPPORT = Line(name="Support", support=0.41, loss=0.297, evidence=True)
LEGAL = Line(name="Legal", support=0.5, loss=0.231, evidence=False)
CLIMB = Climb(neighbour="Search", ahead=False, group="Sales", now=0.4, needed=0.62)


def test_a_score_is_told_with_its_interval_and_what_costs_it_most() -> None:
    assert explain(NUMBERS, [SALES, SUPPORT]) == (
        "69 of 100, most likely 61 to 75: across 2 groups, each with an equal say in its kind, of "
        "which 2 spoke with 41 voices, typically 69 % stand behind it. "
        "2 groups clearly back it and 1 objects. "
        "Most is lost with Support (41 % support)."
    )


def test_groups_that_were_not_heard_are_counted_but_not_blamed() -> None:
    told = explain(NUMBERS, [SALES, SUPPORT, LEGAL])

    assert told.endswith(" Most is lost with Support (41 % support). 1 group has not been heard.")


def test_where_the_unheard_cost_most_they_are_named_as_such() -> None:
    told = explain(NUMBERS, [SALES, SUPPORT, LEGAL, replace(LEGAL, name="Finance")])

    assert told.endswith("1 objects. Most is lost with the 2 groups that have not been heard.")


def test_of_two_groups_only_one_can_cost_most() -> None:
    ops = replace(SUPPORT, name="Ops", loss=0.4)

    assert explain(NUMBERS, [SUPPORT, ops]).endswith("Most is lost with Ops (41 % support).")


def test_groups_that_cost_the_same_are_not_told_apart() -> None:
    told = explain(NUMBERS, [SUPPORT, replace(SUPPORT, name="Ops")])

    assert told.endswith("2 groups clearly back it and 1 objects.")


def test_without_sides_none_is_counted() -> None:
    told = explain(replace(NUMBERS, backing=0, objecting=0), [SALES])

    assert told.endswith(" stand behind it. No group clearly backs or opposes it.")


def test_a_provisional_score_says_so() -> None:
    told = explain(replace(NUMBERS, provisional=True), [SALES])

    assert told.endswith("This is provisional: less than half of the say has been heard.")


def test_a_score_is_told_in_the_active_language() -> None:
    with override("de"):
        told = explain(replace(NUMBERS, voices=1234, provisional=True), [SALES, SUPPORT, LEGAL])

    assert told == (
        "69 von 100, vermutlich 61 bis 75: Über 3 Gruppen hinweg, jede in ihrer Art mit gleichem "
        "Gewicht und davon 2 mit 1.234 Stimmen gehört, stehen in der Regel 69 % dahinter. "
        "2 Gruppen sind klar dafür und 1 ist dagegen. "
        "Am meisten geht bei Support (41 % Zustimmung) verloren. "
        "1 Gruppe wurde noch nicht gehört. "
        "Das ist vorläufig: Weniger als die Hälfte des Gewichts wurde gehört."
    )


def test_a_name_is_told_as_it_is_whatever_signs_it_holds() -> None:
    told = explain(NUMBERS, [SALES, replace(SUPPORT, name="100 % {x} %(y)s")])

    assert told.endswith("Most is lost with 100 % {x} %(y)s (41 % support).")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            "Sales would have to move from 40 % to above 62 % support to lift it above Search.",
        ),
        (
            "de",
            (
                "Die Gruppe Sales müsste von 40 % auf über 62 % Zustimmung kommen, "
                "um es über Search zu heben."
            ),
        ),
    ],
)
def test_a_climb_names_whom_to_win_over_and_how_far(language: str, told: str) -> None:
    with override(language):
        assert explain_climb(CLIMB) == told


def test_a_short_climb_is_told_to_as_many_places_as_it_needs() -> None:
    short = replace(CLIMB, now=0.4041, needed=0.4049)

    with override("de"):
        assert explain_climb(short).startswith(
            "Die Gruppe Sales müsste von 40,4 % auf über 40,5 % "
        )
    assert " from 40.410 % to above 40.410 % " in explain_climb(
        replace(short, now=0.4041, needed=0.4041 + 1e-9)
    )


def test_where_nobody_alone_can_lift_or_need_the_sentence_says_so() -> None:
    assert explain_climb(replace(CLIMB, group=None)) == "No single group can lift it above Search."
    assert explain_climb(replace(CLIMB, ahead=True, group=None)) == (
        "Its score is above that of Search already; it lacks only voices to be as sure."
    )


def read_source() -> dict[tuple[str, ...], list[str]]:
    """Read the sentences of the German catalogue, as they are written, with their translations."""
    entries: dict[tuple[str, ...], list[str]] = {}
    for block in (CATALOGUE / "django.po").read_text("utf-8").split("\n\n"):
        lines = re.findall(r'^(msg\w+(?:\[\d\])?) (".*")$', block, re.MULTILINE)
        told = [(name, ast.literal_eval(text)) for name, text in lines]
        key = tuple(text for name, text in told if name.startswith("msgid"))
        entries[key] = [text for name, text in told if name.startswith("msgstr")]
    entries.pop(("",))
    return entries


def test_the_compiled_catalogue_holds_what_its_source_says() -> None:
    with (CATALOGUE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    source = read_source()

    for (one, *many), told in source.items():
        found = (
            [compiled.ngettext(one, many[0], n) for n in (1, 2)]
            if many
            else [compiled.gettext(one)]
        )
        assert found == told, one
    header = (CATALOGUE / "django.mo").read_bytes()[:12]
    assert struct.unpack("<III", header)[2] == len(source) + 1  # beside them, what it is in


def test_every_sentence_is_translated_with_the_same_places() -> None:
    said = {
        tuple(part.value for part in call.args if isinstance(part, ast.Constant))
        for call in ast.walk(ast.parse(SOURCE.read_text("utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in {"gettext", "ngettext"}
    }
    source = read_source()

    assert said == source.keys()
    for key, told in source.items():
        places = [sorted(re.findall(r"%\(\w+\)s|%%", text)) for text in (*key, *told)]
        assert all(each == places[0] for each in places), key
