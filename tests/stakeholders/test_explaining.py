"""Says what a score means."""

from dataclasses import replace

from stakeholders.explaining import Line, Numbers, explain

NUMBERS = Numbers(
    score=68.6, low=61.2, high=75.4, voices=41, provisional=False, backing=2, objecting=1
)
SALES = Line(name="Sales", support=0.9, loss=0.035, evidence=True)
SUPPORT = Line(name="Support", support=0.41, loss=0.297, evidence=True)
LEGAL = Line(name="Legal", support=0.5, loss=0.231, evidence=False)


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
