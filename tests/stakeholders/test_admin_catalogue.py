"""The catalogue's pages know the backing: they show it, write it down and never make it untrue."""

import re

import pytest
from django.test import Client

from products.decisions import Choice
from products.models import Decision, Feature, Insight, Outcome, Product, Stage
from stakeholders.deciding import decide
from stakeholders.merging import merge_features
from stakeholders.models import (
    AlignmentScore,
    Champion,
    Commitment,
    Evidence,
    Group,
    Outreach,
    Stance,
)
from tests.admin_pages import CURATOR, delete, edit, find_page, log_in, send
from tests.admin_rows import find_untruths
from tests.builders import (
    build_feature,
    build_objective,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    return log_in()


def list_names(browser: Client, query: str = "") -> list[str]:
    """Give the names of the features in their list, in its order."""
    shown = browser.get(find_page(Feature, "changelist") + query)
    return [feature.name for feature in shown.context["cl"].result_list]


@pytest.fixture
def contested() -> Feature:
    """Give a feature that one team of three backs and another objects to."""
    feature = build_feature("contested")
    for name, stance in (("sales", Stance.STRONGLY_SUPPORT), ("ops", Stance.STRONGLY_OPPOSE)):
        team = build_team(name)
        for _ in range(3):
            build_preference(build_stakeholder(team=team), feature, stance=stance)
    return feature


def test_features_are_listed_by_their_backing_and_the_unheard_last(browser: Client) -> None:
    person = build_stakeholder()
    build_feature("unheard")
    for key, stance in (("opposed", -2), ("backed", 2)):
        build_preference(person, build_feature(key), stance=stance)

    assert list_names(browser) == ["backed", "opposed", "unheard"]


def test_features_are_filtered_by_what_is_contested(browser: Client, contested: Feature) -> None:
    build_preference(build_stakeholder(), build_feature("even"))

    assert list_names(browser, "?contested=true") == [contested.name]


def test_the_breakdown_names_the_costliest_group_first(browser: Client, contested: Feature) -> None:
    page = find_page(AlignmentScore, "change", contested.pk)

    shown = browser.get(page).content.decode()

    assert 0 < shown.index("<td>ops</td>") < shown.index("<td>sales</td>")
    assert "<td>3 of 3</td>" in shown


def test_a_feature_shows_its_backing(browser: Client, contested: Feature) -> None:
    shown = browser.get(find_page(Feature, "change", contested.pk)).content.decode()

    assert "<td>ops</td>" in shown
    assert f'?feature__exact={contested.pk}">' in shown


def test_a_breakdown_of_then_names_its_groups_as_they_were_called_then(
    browser: Client, contested: Feature
) -> None:
    choice = Choice(outcome=Outcome.DEFER, rationale="Later.", decided_by="Ada")
    decision = decide(contested, choice, actor="Ada").row
    Group.objects.filter(name="ops").update(name="operations")

    shown = browser.get(find_page(Decision, "change", decision.pk)).content.decode()

    assert ("<td>ops</td>" in shown, "<td>operations</td>" in shown) == (True, False)


@pytest.fixture
def merged(contested: Feature) -> Feature:
    """Give a duplicate that somebody backed before it became part of the contested one."""
    duplicate = build_feature("duplicate", product=contested.product)
    build_preference(build_stakeholder(), duplicate)
    merge_features(duplicate, contested, actor="tests")
    return duplicate


def test_a_merged_feature_leads_to_the_one_that_answers_for_it(
    browser: Client, contested: Feature, merged: Feature
) -> None:
    page = find_page(Feature, "change", contested.pk)

    shown = browser.get(find_page(Feature, "change", merged.pk)).content.decode()

    assert f'Part of <a href="{page}">contested</a>, which answers for it.' in shown
    assert "Nobody has spoken yet." not in shown


@pytest.mark.usefixtures("merged")
def test_the_list_says_which_features_are_merged_and_into_what(browser: Client) -> None:
    shown = browser.get(find_page(Feature, "changelist")).content.decode()

    marks = re.findall(r'class="field-marks">([^<]*)<', shown)
    assert marks == ["contested", "merged into contested"]


def test_features_are_filtered_by_whether_they_are_merged(
    browser: Client, contested: Feature, merged: Feature
) -> None:
    assert list_names(browser, "?merged_into__isempty=1") == [contested.name]
    assert list_names(browser, "?merged_into__isempty=0") == [merged.name]


def test_a_new_decision_keeps_what_is_known_now(browser: Client, contested: Feature) -> None:
    score = AlignmentScore.objects.get()
    page = find_page(Decision, "add")

    answer = send(browser, page, feature=contested.pk, outcome="DEFER", rationale="Too early.")

    decision = Decision.objects.get()
    assert answer.complaints == []
    assert (decision.score, decision.low, decision.high) == (score.score, score.low, score.high)
    names = dict(Group.objects.values_list("pk", "name"))
    named = [line | {"name": names[line["group"]]} for line in score.breakdown]
    assert (decision.rank, decision.breakdown) == (1, named)
    assert decision.decided_by == CURATOR


def test_a_decision_keeps_its_promise_and_gains_a_note(browser: Client) -> None:
    feature = build_feature()
    said = {"outcome": "COMMIT", "rationale": "Asked for.", "promise": "Twice as fast."}
    send(browser, find_page(Decision, "add"), feature=feature.pk, **said)
    edits = {"promise": "Faster.", "outcome": "DEFER", "outcome_note": "It is faster."}

    edit(browser, Decision.objects.get(), **edits)

    kept = Decision.objects.values_list("outcome", "promise", "outcome_note", "score")
    assert kept.get() == ("COMMIT", "Twice as fast.", "It is faster.", None)


def test_a_product_that_is_all_a_group_has_a_say_in_is_not_deleted(browser: Client) -> None:
    product, team = build_product(), build_team("ops")
    team.products.add(product)

    answer = delete(browser, product)

    assert "The say of ops, which would become a say in every product" in answer.text
    assert Product.objects.get() == product


def test_a_product_nobody_spoke_about_goes_with_its_features(browser: Client) -> None:
    gone, kept = build_product(), build_product()
    team = build_team()
    team.products.add(gone, kept)
    for product in (gone, kept):
        build_feature(product=product)
    build_preference(build_stakeholder(team=team), Feature.objects.get(product=kept))

    delete(browser, gone)

    assert [feature.product for feature in Feature.objects.all()] == [kept]
    assert list(team.products.all()) == [kept]
    assert find_untruths() == []


def test_a_product_whose_insight_is_all_that_evidence_elsewhere_shows_is_not_deleted(
    browser: Client,
) -> None:
    product = build_product()
    insight = Insight.objects.create(product=product, kind="INTERNAL", title="Heard")
    preference = build_preference(build_stakeholder("Ada"), build_feature("offline"))
    Evidence.objects.create(preference=preference, insight=insight)

    answer = delete(browser, product)

    assert "Evidence that shows nothing else: Ada: strongly support · offline" in answer.text
    assert Product.objects.contains(product)


def test_an_insight_that_is_all_some_evidence_shows_is_not_deleted(browser: Client) -> None:
    feature = build_feature("offline")
    insight = Insight.objects.create(product=feature.product, kind="INTERNAL", title="Heard")
    preference = build_preference(build_stakeholder("Ada"), feature)
    Evidence.objects.create(preference=preference, insight=insight)

    answer = delete(browser, insight)

    assert "Evidence that shows nothing else: Ada: strongly support · offline" in answer.text
    assert Insight.objects.get() == insight


def test_a_commitment_is_made_on_the_page_of_its_objective(browser: Client) -> None:
    objective, team = build_objective(), build_team()
    commitment = {"team": team.pk, "statement": "We draw it.", "acknowledged_by": "Ada"}
    sent = {f"commitments-0-{name}": value for name, value in commitment.items()}

    answer = edit(browser, objective, **sent, **{"commitments-TOTAL_FORMS": 1})

    made = Commitment.objects.get()
    assert answer.complaints == []
    assert (made.team, made.statement, made.acknowledged_by) == (team, "We draw it.", "Ada")
    assert made.acknowledged_at is not None


def test_outreach_names_a_champion_of_its_own_feature(browser: Client) -> None:
    champion = Champion.objects.create(
        stakeholder=build_stakeholder(), feature=build_feature("own"), since_date="2026-01-01"
    )
    sent = {"feature": build_feature("other").pk, "group": build_team().pk}

    answer = send(browser, find_page(Outreach, "add"), **sent, champion=champion.pk)

    assert answer.complaints == ["The champion speaks for own."]
    assert Outreach.objects.count() == 0


def test_a_champion_holds_conversations_about_their_own_feature(browser: Client) -> None:
    champion = Champion.objects.create(
        stakeholder=build_stakeholder(), feature=build_feature("own"), since_date="2026-01-01"
    )
    sent = {"feature": build_feature("other").pk, "group": build_team().pk, "contacted_by": "Ada"}
    sent |= {"contacted_at_0": "2026-01-02", "contacted_at_1": "10:00", "result": "OPEN"}
    inline = {f"outreach-0-{name}": value for name, value in sent.items()}

    answer = edit(browser, champion, **inline, **{"outreach-TOTAL_FORMS": 1})

    assert answer.complaints == ["The champion speaks for own."]
    assert Outreach.objects.count() == 0


def test_features_are_filtered_by_whether_they_can_still_be_chosen(browser: Client) -> None:
    build_feature("open")
    build_feature("declined", stage=Stage.DECLINED)

    assert list_names(browser, "?open=true") == ["open"]
    assert list_names(browser, "?open=false") == ["declined"]


def test_the_best_backed_of_a_product_are_open_and_show_what_they_are_sorted_by(
    browser: Client,
) -> None:
    feature = build_feature("wanted")
    gone = build_feature("gone", product=feature.product, stage=Stage.DECLINED)
    for each in (feature, gone):
        build_preference(build_stakeholder(), each)

    ranked = browser.get(find_page(Product, "change", feature.product.pk)).text
    panel = ranked.partition("field-ranked")[2].partition("</table>")[0]

    assert ">wanted<" in panel
    assert ">gone<" not in panel
    assert '<th scope="col">Low</th>' in panel
