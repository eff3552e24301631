"""Says what a score means."""

from dataclasses import replace

import pytest
from django.utils.translation import override

from stakeholders.explaining import Climb, Line, Numbers, explain, explain_climb

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
        "which 2 spoke with 41 voices, typically 69% stand behind it. "
        "2 groups clearly back it and 1 objects. "
        "Most is lost with Support (41% support)."
    )


def test_groups_that_were_not_heard_are_counted_but_not_blamed() -> None:
    told = explain(NUMBERS, [SALES, SUPPORT, LEGAL])

    assert told.endswith(" Most is lost with Support (41% support). 1 group has not been heard.")


def test_where_the_unheard_cost_most_they_are_named_as_such() -> None:
    told = explain(NUMBERS, [SALES, SUPPORT, LEGAL, replace(LEGAL, name="Finance")])

    assert told.endswith("1 objects. Most is lost with the 2 groups that have not been heard.")


def test_of_two_groups_only_one_can_cost_most() -> None:
    ops = replace(SUPPORT, name="Ops", loss=0.4)

    assert explain(NUMBERS, [SUPPORT, ops]).endswith("Most is lost with Ops (41% support).")


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
        "Gewicht und davon 2 mit 1.234 Stimmen gehört, stehen in der Regel 69\u00a0% dahinter. "
        "2 Gruppen sind klar dafür und 1 ist dagegen. "
        "Am meisten geht bei Support (41\u00a0% Zustimmung) verloren. "
        "1 Gruppe wurde noch nicht gehört. "
        "Das ist vorläufig: Weniger als die Hälfte des Gewichts wurde gehört."
    )


def test_a_name_is_told_as_it_is_whatever_signs_it_holds() -> None:
    told = explain(NUMBERS, [SALES, replace(SUPPORT, name="100 % {x} %(y)s")])

    assert told.endswith("Most is lost with 100 % {x} %(y)s (41% support).")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            "Sales would have to move from 40% to above 62% support to lift it above Search.",
        ),
        (
            "de",
            (
                "Die Gruppe Sales müsste von 40\u00a0% auf über 62\u00a0% Zustimmung kommen, "
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
            "Die Gruppe Sales müsste von 40,4\u00a0% auf über 40,5\u00a0% "
        )
    assert " from 40.410% to above 40.410% " in explain_climb(
        replace(short, now=0.4041, needed=0.4041 + 1e-9)
    )


def test_a_group_of_which_nobody_was_heard_is_not_said_to_stand_anywhere() -> None:
    assert explain_climb(replace(CLIMB, now=0.5, heard=False)) == (
        "Nobody of Sales was heard, for which 50% support counts until then; it would have to "
        "come to above 62% to lift it above Search."
    )


def test_where_nobody_alone_can_lift_or_need_the_sentence_says_so() -> None:
    assert explain_climb(replace(CLIMB, group=None)) == "No single group can lift it above Search."
    assert explain_climb(replace(CLIMB, ahead=True, group=None)) == (
        "Its score is above that of Search already; it lacks only voices to be as sure."
    )


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, "لا مجموعة تدعمها بوضوح"),
        (1, "مجموعة واحدة تدعمها بوضوح"),
        (2, "مجموعتان تدعمانها بوضوح"),
        (3, "3 مجموعات تدعمها بوضوح"),
        (10, "10 مجموعات تدعمها بوضوح"),
        (11, "11 مجموعة تدعمها بوضوح"),
        (100, "100 مجموعة تدعمها بوضوح"),
    ],
)
def test_arabic_counts_in_six_forms(number: int, told: str) -> None:
    with override("ar"):
        said = explain(replace(NUMBERS, backing=number), [SALES])

    assert f". {told}، و" in said


def test_a_name_from_elsewhere_is_held_apart_in_arabic() -> None:
    with override("ar"):
        told = explain_climb(replace(CLIMB, group=None))

    assert "\u2068Search\u2069" in told
