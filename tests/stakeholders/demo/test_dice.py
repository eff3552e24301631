"""The same words give the same draws, on every machine."""

from stakeholders.demo.dice import Dice


def test_the_same_words_give_the_same_draws() -> None:
    dice = Dice("tutti", "demo")

    assert [dice.roll(), dice.roll()] == [0.2166199482372566, 0.6487827919210308]


def test_other_words_give_other_draws() -> None:
    assert Dice("tutti", "demo").roll() != Dice("tutti", "other").roll()


def test_a_shuffle_keeps_everything() -> None:
    shuffled = Dice("cards").shuffle(range(50))

    assert shuffled != list(range(50))
    assert sorted(shuffled) == list(range(50))


def test_a_draw_around_a_mean_lands_on_both_sides_of_it() -> None:
    dice = Dice("around")

    drawn = [dice.around(10, 1) for _ in range(1_000)]

    assert 450 < sum(number < 10 for number in drawn) < 550
    assert 630 < sum(9 < number < 11 for number in drawn) < 730
