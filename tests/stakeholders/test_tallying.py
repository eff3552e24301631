"""What tools count without saying whose votes they are is kept apart, once for each tool."""

from collections import Counter

import pytest

from products.models import Feature
from products.upserts import Outcome
from stakeholders.models import Cell, Preference, Tally
from stakeholders.tallying import keep_tallies, read_tallies
from tests.admin_pages import find_page, log_in
from tests.builders import build_feature

pytestmark = pytest.mark.django_db


def test_a_count_is_kept_and_becomes_nobody() -> None:
    feature, silent = build_feature(), build_feature()

    outcomes = keep_tallies("fider", {feature.pk: 5, silent.pk: 0})

    assert outcomes == Counter({Outcome.CREATED: 1})
    assert list(Tally.objects.values_list("feature", "source", "count")) == [
        (feature.pk, "fider", 5)
    ]
    assert (Preference.objects.count(), Cell.objects.count()) == (0, 0)


def test_the_same_count_again_changes_nothing() -> None:
    feature = build_feature()
    keep_tallies("fider", {feature.pk: 5})
    before = Tally.objects.values().get()

    outcomes = keep_tallies("fider", {feature.pk: 5})

    assert (outcomes[Outcome.UNCHANGED], Tally.objects.values().get()) == (1, before)


@pytest.mark.parametrize(("count", "told"), [(7, [7]), (0, [])])
def test_another_count_takes_its_place(count: int, told: list[int]) -> None:
    feature = build_feature()
    keep_tallies("fider", {feature.pk: 5})
    keep_tallies("canny", {build_feature().pk: 1})

    outcomes = keep_tallies("fider", {feature.pk: count})

    assert outcomes[Outcome.CHANGED] == 1
    found = read_tallies([feature.pk]).get(feature.pk, [])
    assert [tally.count for tally in found] == told


def test_two_tools_count_each_for_itself() -> None:
    feature = build_feature()

    keep_tallies("fider", {feature.pk: 5})
    keep_tallies("canny", {feature.pk: 2})

    found = [(str(tally)) for tally in read_tallies([feature.pk])[feature.pk]]
    assert found == ["canny: 2", "fider: 5"]


def test_the_page_of_a_feature_shows_what_was_counted_for_it_and_leads_there() -> None:
    feature = build_feature()
    keep_tallies("fider", {feature.pk: 1234, build_feature("other").pk: 77})
    trail = f"/admin/stakeholders/tally/?feature__exact={feature.pk}"

    browser = log_in()
    page = browser.get(find_page(Feature, "change", feature.pk)).text
    counted = browser.get(trail).text

    assert trail in page
    assert "<ul><li>fider: 1,234</li></ul>" in page
    assert ": 77<" not in page
    assert [told in counted for told in (">1234<", ">77<")] == [True, False]
