"""Duplicates are merged in the admin, both side by side before, and apart again after."""

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from backend.access.scopes import Role
from products.models import Feature, Merge
from stakeholders.admin.alignment import show_score
from stakeholders.models import AlignmentScore, Preference
from tests.admin_pages import Answer, FormReader, find_page, log_in, post
from tests.backend.access.two_products import become
from tests.builders import build_feature, build_product, build_stakeholder
from tests.stakeholders.twins import build_twins, find_stances, fresh, read_all, say

pytestmark = pytest.mark.django_db


def find_merge(feature: Feature, into: Feature | None = None) -> str:
    """Give the address at which FEATURE is merged, INTO another where that is chosen."""
    page = reverse("admin:feature_merge", args=[feature.pk])
    return f"{page}?into={into.pk}" if into else page


def look(browser: Client, address: str) -> Answer:
    """Open ADDRESS."""
    answer = browser.get(address, follow=True)
    return Answer(answer.status_code, [], answer.content.decode())


def merge(browser: Client, shown: Answer, feature: Feature, **edits: object) -> Answer:
    """Confirm the merge of FEATURE as it was SHOWN, with EDITS."""
    reader = FormReader()
    reader.feed(shown.text)
    return post(browser, find_merge(feature), {**reader.sent, **edits, "_merge": "Merge"})


def undo(browser: Client, row: Merge) -> Answer:
    """Take the merge ROW back."""
    return post(browser, reverse("admin:merge_undo", args=[row.pk]), {})


def build_clash() -> tuple[Feature, Feature]:
    """Build a duplicate about which two people said other things than about the whole."""
    twin, whole = build_twins()
    newer, older, only = (build_stakeholder(name) for name in ("Newer", "Older", "Only"))
    say(newer, whole, -2, day=1)
    say(newer, twin, 2, day=2)
    say(older, twin, 1, day=1)
    say(older, whole, -1, day=2)
    say(only, twin, 2, day=1)
    return twin, whole


def test_both_are_shown_side_by_side_with_what_would_move() -> None:
    twin, whole = build_clash()

    shown = look(log_in(), find_merge(twin, whole))

    assert "Stated about the duplicate: 3" in shown.text
    assert "Stated about the one that stays: 2" in shown.text
    assert "By people who spoke about both, who count once: 2" in shown.text
    assert "newer and stands: 1" in shown.text
    assert "By people who come along: 1" in shown.text
    assert "Preferences that stand afterwards: 3" in shown.text
    assert shown.text.index("Newer") < shown.text.index("Older")
    assert Merge.objects.count() == 0


def test_the_score_of_both_together_is_shown_before_and_comes_about() -> None:
    twin, whole = build_clash()
    browser = log_in()

    shown = look(browser, find_merge(twin, whole))
    merge(browser, shown, twin)

    score = show_score(AlignmentScore.objects.get(pk=whole.pk))
    assert f"<td>{score}</td></tr>" in shown.text
    assert "<td>3</td><td>2</td><td>3</td></tr>" in shown.text


def test_what_is_confirmed_is_merged_and_nobody_counts_twice() -> None:
    twin, whole = build_clash()
    browser = log_in()

    done = merge(browser, look(browser, find_merge(twin, whole)), twin, reason="The same.")

    assert "Twin is part of whole now" in done.text
    row = Merge.objects.get()
    assert (row.feature, row.into, row.reason, row.actor) == (twin, whole, "The same.", "curator")
    assert sorted(find_stances(whole).values()) == [-1, 2, 2]
    assert fresh(twin).merged_into == whole


def test_it_is_taken_back_and_all_is_as_before() -> None:
    twin, whole = build_clash()
    before, browser = read_all(), log_in()
    merge(browser, look(browser, find_merge(twin, whole)), twin)
    row = Merge.objects.get()

    asked = look(browser, reverse("admin:merge_undo", args=[row.pk]))
    done = undo(browser, row)
    again = undo(browser, row)

    assert "The merge brought 2 preferences." in asked.text
    assert "Twin stands for itself again." in done.text
    assert "It was taken back already." in again.text
    assert read_all() == before
    assert fresh(twin).merged_into is None


def test_the_one_that_stays_takes_over_what_was_chosen_until_it_is_undone() -> None:
    twin, whole = build_twins()
    Feature.objects.filter(pk=twin.pk).update(name="Conflict radar", summary="Warns of clashes.")
    browser = log_in()
    shown = look(browser, find_merge(twin, whole))

    merge(browser, shown, twin, take=["name", "summary"])
    merged = fresh(whole)
    undo(browser, Merge.objects.get())

    assert 'value="effort"' not in shown.text  # both say the same
    assert (merged.name, merged.summary, merged.key) == (
        "Conflict radar",
        "Warns of clashes.",
        "whole",
    )
    assert (fresh(whole).name, fresh(whole).summary) == ("whole", "")


def test_what_was_said_since_it_was_shown_is_shown_before_it_is_merged() -> None:
    twin, whole = build_twins()
    browser = log_in()
    shown = look(browser, find_merge(twin, whole))
    say(build_stakeholder(), twin, 2, day=1)

    again = merge(browser, shown, twin, reason="The same.")

    assert "Nothing was merged: look at what it says now." in again.text
    assert "The same." in again.text
    assert Merge.objects.count() == 0
    merge(browser, again, twin)
    assert Merge.objects.count() == 1


def test_two_that_are_marked_are_shown_and_any_other_number_is_not() -> None:
    twin, whole = build_twins()
    say(build_stakeholder(), whole, 2, day=1)
    browser = log_in()
    sent = {"action": "merge_marked", "_selected_action": [str(twin.pk), str(whole.pk)]}
    lists = find_page(Feature, "changelist")

    both = browser.post(lists, sent)
    one = post(browser, lists, sent | {"_selected_action": [str(twin.pk)]})

    assert both.headers["Location"] == find_merge(twin, whole)  # the better backed one stays
    assert "Mark two features" in one.text


def test_the_page_of_a_feature_leads_to_its_merges() -> None:
    twin, whole = build_twins()
    browser = log_in()
    merge(browser, look(browser, find_merge(twin, whole)), twin)
    row = Merge.objects.get()

    pages = [look(browser, find_page(Feature, "change", each.pk)).text for each in (twin, whole)]

    assert all(find_page(Merge, "change", row.pk) in page for page in pages)
    assert (
        reverse("admin:merge_undo", args=[row.pk])
        in look(browser, find_page(Merge, "change", row.pk)).text
    )


def test_a_merge_that_was_built_upon_is_held_and_says_why() -> None:
    twin, whole = build_twins()
    third = build_feature("third", product=whole.product)
    browser = log_in()
    merge(browser, look(browser, find_merge(twin, whole)), twin)
    merge(browser, look(browser, find_merge(whole, third)), whole)
    first = Merge.objects.order_by("pk")[0]

    answer = undo(browser, first)

    assert "take that merge back first" in answer.text
    assert Merge.objects.standing().count() == 2


def test_only_features_of_the_same_product_may_be_chosen() -> None:
    twin, _ = build_twins()
    stranger = build_feature("stranger")

    shown = look(log_in(), find_merge(twin, stranger))

    assert "Only two features of one product become one" in shown.text
    assert 'name="_merge"' not in shown.text


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.OWNER])
def test_whoever_does_not_look_after_a_feature_neither_merges_nor_parts(role: Role) -> None:
    twin, whole = build_twins()
    browser = log_in()
    merge(browser, look(browser, find_merge(twin, whole)), twin)
    row: Model = Merge.objects.get()
    place = twin.product if role == Role.CONTRIBUTOR else build_product("other")
    stranger = become(place, role)

    codes = [
        look(stranger, find_merge(whole, twin)).code,
        look(stranger, reverse("admin:merge_undo", args=[row.pk])).code,
        stranger.post(reverse("admin:merge_undo", args=[row.pk])).status_code,
    ]

    assert set(codes) == {403} if role == Role.CONTRIBUTOR else {404}
    assert Merge.objects.standing().count() == 1
    assert Preference.objects.count() == 0
