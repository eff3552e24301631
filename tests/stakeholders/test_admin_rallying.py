"""The admin shows whom to tell what, where to rally, and which decisions to look back at."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from products.decisions import Choice
from products.models import Decision, Feature, Insight, Outcome, Product, Stage, StageChange
from stakeholders.advocacy import record_outreach
from stakeholders.deciding import decide
from stakeholders.electorates import refresh_electorates
from stakeholders.models import Account, Group, News, Outreach, OutreachResult, Stakeholder, Stance
from stakeholders.talks import Talk
from tests.admin_pages import edit, find_page, log_in, send
from tests.builders import (
    build_account,
    build_feature,
    build_preference,
    build_segment,
    build_stakeholder,
    build_team,
)
from tests.stakeholders.briefs import build_world

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def browser() -> Client:
    return log_in()


def brief_page(feature: Feature, **question: object) -> str:
    """Give the address of a brief of FEATURE."""
    asked = "&".join(f"{name}={value}" for name, value in question.items())
    return f"{reverse('admin:brief', args=[feature.pk])}?{asked}"


def test_a_feature_leads_to_a_brief_for_each_audience(browser: Client) -> None:
    feature = build_world()
    sales = Group.objects.get(key="sales").public_id

    shown = browser.get(find_page(Feature, "change", feature.pk)).content.decode()
    brief = browser.get(brief_page(feature, kind="TEAM")).content.decode()

    for question in ("kind=TEAM", "kind=SEGMENT"):
        assert f'href="{reverse("admin:brief", args=[feature.pk])}?{question}"' in shown
        assert f'href="{reverse("admin:brief", args=[feature.pk])}?{question}"' in brief
    assert f'href="{reverse("admin:brief", args=[feature.pk])}?group={sales}"' in brief


def test_a_brief_is_a_page_to_print_that_needs_nothing_inline(browser: Client) -> None:
    feature = build_world()

    answer = browser.get(brief_page(feature, kind="TEAM"))

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<h1>Conflict radar: what it means for all teams</h1>" in text
    assert '<link rel="stylesheet" href="/static/stakeholders/brief.css">' in text
    assert ("<style" in text, " style=" in text, "<script" in text) == (False, False, False)
    assert "style-src 'self'" in answer.headers["Content-Security-Policy"]
    style = browser.get("/static/stakeholders/brief.css")
    style.close()
    assert style.status_code == 200


def test_a_brief_is_downloaded_as_markdown(browser: Client) -> None:
    feature = build_world()
    group = Group.objects.get(key="sales").public_id

    answer = browser.get(brief_page(feature, group=group, format="markdown"))

    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="radar-sales.md"'
    assert answer.content.decode().startswith("# Conflict radar")


@pytest.mark.parametrize("question", [{}, {"kind": "NONE"}, {"group": "x"}, {"group": "9" * 32}])
def test_there_is_no_brief_for_nobody(browser: Client, question: dict[str, str]) -> None:
    assert browser.get(brief_page(build_world(), **question)).status_code == 404


def test_the_rally_list_names_whom_to_talk_to(browser: Client) -> None:
    feature = build_world()

    answer = browser.get(reverse("admin:rally_list", args=[feature.product_id]))

    text = answer.content.decode()
    silent = Stakeholder.objects.get(team__key="sales", preferences=None)
    assert "Conflict radar</a>" in text
    assert silent.name in text
    written = f"{find_page(Outreach, 'add')}?feature={feature.pk}&amp;group={silent.team_id}"
    assert f'href="{written}"' in text
    for row in (silent, Group.objects.get(key="sales")):
        assert f'<a href="{find_page(type(row), "change", row.pk)}">' in text


def test_the_rally_list_names_accounts_and_who_speaks_for_them(browser: Client) -> None:
    account = build_account("acme", segment=build_segment("retail", "Retail"))
    person = build_stakeholder("Ann", account=account)
    feature = build_feature()
    refresh_electorates([feature.product_id], at=timezone.now())

    text = browser.get(reverse("admin:rally_list", args=[feature.product_id])).content.decode()

    place = find_page(Account, "change", account.pk)
    assert f'Accounts: <a href="{place}">{account}</a>' in text
    assert f'{find_page(Stakeholder, "change", person.pk)}">Ann</a> ({account})' in text


def test_an_empty_rally_list_says_so(browser: Client) -> None:
    feature = build_feature(stage=Stage.LAUNCH)

    shown = browser.get(reverse("admin:rally_list", args=[feature.product_id])).content.decode()

    assert "Nobody is left to be asked" in shown


@pytest.mark.parametrize("page", ["rally_list", "brief"])
def test_of_what_is_not_there_there_is_no_page(browser: Client, page: str) -> None:
    assert browser.get(f"{reverse(f'admin:{page}', args=[9999])}?kind=TEAM").status_code == 404


def build_decision(days: int | None, outcome: Outcome = Outcome.DEFER) -> Decision:
    """Decide about a new feature, to be reviewed in so many DAYS."""
    day = None if days is None else TODAY + timedelta(days=days)
    choice = Choice(outcome=outcome, rationale="Later.", decided_by="Ada", review_on=day)
    return decide(build_feature(), choice, actor="Ada").row


@pytest.mark.parametrize(
    ("chosen", "listed"), [("due", [0]), ("soon", [0, 1]), ("done", [3]), ("", [0, 1, 2, 3, 4])]
)
def test_decisions_are_filtered_by_what_is_due(
    browser: Client, chosen: str, listed: list[int]
) -> None:
    made = [build_decision(days) for days in (0, 30, 31, -1, None)]
    Decision.objects.filter(pk=made[3].pk).update(outcome_note="It came.")

    shown = browser.get(find_page(Decision, "changelist"), {"review": chosen} if chosen else {})

    found = {row.pk for row in shown.context["cl"].result_list}
    assert found == {made[number].pk for number in listed}


def test_a_product_tells_what_waits_there(browser: Client) -> None:
    decision = build_decision(0)
    feature, team = decision.feature, build_team()
    record_outreach(feature, team, Talk(contacted_by="Ada", follow_up_date=TODAY))
    build_decision(0)

    shown = browser.get(find_page(Product, "change", feature.product_id)).content.decode()

    assert "1 decision to review</a>" in shown
    assert "1 follow-up</a>" in shown
    for page, question in ((Decision, "review=due"), (Outreach, "follow_up=due")):
        address = f"{find_page(page, 'changelist')}?{question}"
        address += f"&feature__product__id__exact={feature.product_id}"
        assert address.replace("&", "&amp;") in shown
        assert len(browser.get(address).context["cl"].result_list) == 1


def test_a_decision_made_here_keeps_what_its_insights_said(browser: Client) -> None:
    feature = build_feature()
    insight = Insight.objects.create(product=feature.product, kind="INTERNAL", title="Heard")
    sent = {"feature": feature.pk, "outcome": "DEFER", "rationale": "Later."}

    answer = send(browser, find_page(Decision, "add"), **sent, insights=[insight.pk])
    Insight.objects.update(title="Unheard of")

    decision = Decision.objects.get()
    assert answer.complaints == []
    assert [ground["title"] for ground in decision.grounds] == ["Heard"]
    assert list(decision.insights.all()) == [insight]
    shown = browser.get(find_page(Decision, "change", decision.pk)).content.decode()
    assert "<strong>Heard</strong> reads otherwise now" in shown


def test_what_a_decision_rests_on_is_not_edited_later(browser: Client) -> None:
    feature = build_feature()
    insights = [
        Insight.objects.create(product=feature.product, kind="INTERNAL", title=title)
        for title in ("one", "two")
    ]
    choice = Choice(
        outcome=Outcome.DEFER, rationale="So.", decided_by="Ada", insights=[insights[0].pk]
    )
    decision = decide(feature, choice, actor="Ada").row

    edit(browser, decision, insights=[insights[1].pk], outcome_note="It came.")

    decision.refresh_from_db()
    assert (list(decision.insights.all()), decision.outcome_note) == ([insights[0]], "It came.")


def test_a_decision_shows_then_and_now(browser: Client) -> None:
    feature = build_feature()
    person = build_stakeholder()
    build_preference(person, feature, stance=Stance.STRONGLY_OPPOSE)
    sent = {"feature": feature.pk, "outcome": "COMMIT", "rationale": "The contract says so."}

    answer = send(browser, find_page(Decision, "add"), **sent)
    build_preference(person, feature)

    decision = Decision.objects.get()
    shown = browser.get(find_page(Decision, "change", decision.pk)).content.decode()
    assert "This goes against the backing, and is marked so." in answer.text
    assert "Its score rose from 25.0 to 66.7." in shown
    assert "<tr><td>score</td><td>25.0</td><td>66.7</td></tr>" in shown
    listed = browser.get(find_page(Decision, "changelist"), {"against_backing__exact": "1"})
    assert list(listed.context["cl"].result_list) == [decision]
    assert '<td class="field-went">against it</td>' in listed.text


def test_each_choice_says_ahead_where_it_leads_and_then_that_it_did(browser: Client) -> None:
    feature = build_feature("Radar", stage=Stage.VALIDATION)
    page = f"{find_page(Decision, 'add')}?feature={feature.pk}"

    shown = browser.get(page).content.decode()
    moved = send(browser, page, outcome="COMMIT", rationale="Why.")
    stayed = send(browser, page, outcome="DEFER", rationale="Wait.")

    assert "<strong>commit</strong>: It moves from validation to development." in shown
    assert "<strong>defer</strong>: It stays in validation." in shown
    assert f"{feature}: It moved from validation to development." in moved.text
    assert f"{feature}: It stays in development." in stayed.text


def test_a_move_made_here_is_news(browser: Client) -> None:
    feature = build_feature()
    build_preference(build_stakeholder("Ada"), feature)

    answer = edit(browser, feature, move_to="VALIDATION", move_reason="Asked for.")

    change = StageChange.objects.get()
    shown = browser.get(find_page(StageChange, "change", change.pk)).content.decode()
    assert answer.complaints == []
    assert News.objects.get().stage_change == change
    assert f'?stage_change__exact={change.pk}">1 news</a>' in shown


def test_a_conversation_says_here_what_is_left(browser: Client) -> None:
    feature, team = build_feature(), build_team()
    sent = {"feature": feature.pk, "group": team.pk, "result": "CONDITIONAL"}

    answer = send(
        browser, find_page(Outreach, "add"), **sent, follow_up_date=TODAY + timedelta(days=7)
    )

    talk = Outreach.objects.get()
    assert answer.complaints == []
    assert (talk.result, talk.follow_up_date) == (
        OutreachResult.CONDITIONAL,
        TODAY + timedelta(days=7),
    )
    assert edit(browser, talk, follow_up_date=TODAY - timedelta(days=7)).complaints == [
        "This is before the conversation."
    ]


@pytest.mark.parametrize("feature", ["", "999"])
def test_one_sees_the_backing_while_one_decides(browser: Client, feature: str) -> None:
    row = build_feature("radar", "Radar")
    build_preference(build_stakeholder("Ada"), row)
    page = find_page(Decision, "add")

    shown, other = (browser.get(page, {"feature": key}).text for key in (row.pk, feature))

    assert "<strong>Radar</strong>: 66.7, between " in shown
    assert "has to tell why in its rationale." in shown
    assert "<strong>Radar</strong>" not in other
    assert "has to tell why in its rationale." in other
