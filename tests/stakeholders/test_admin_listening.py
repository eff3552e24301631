"""The admin shows what was learned and who stands behind it, and what a new name may mean."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from backend.access.models import RoleGrant
from backend.access.scopes import Role
from products.models import Feature, Insight
from stakeholders.evidence import Proof, add_evidence
from stakeholders.models import Evidence, Preference
from tests.admin_pages import edit, find_page, log_in, send
from tests.builders import build_feature, build_preference, build_product, build_stakeholder

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    return log_in()


def read(browser: Client, address: str) -> str:
    """Read the page at ADDRESS."""
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def learn(feature: Feature, title: str, voices: int, mood: str = "BOTHERED") -> Insight:
    """Let as many VOICES cite an insight about FEATURE."""
    insight = Insight.objects.create(
        product=feature.product, kind="CUSTOMER_FEEDBACK", title=title, mood=mood
    )
    insight.features.add(feature)
    for _ in range(voices):
        add_evidence(build_preference(build_stakeholder(), feature), Proof(insight=insight))
    return insight


def test_the_page_of_a_feature_shows_what_was_learned(browser: Client) -> None:
    feature = build_feature()
    learn(feature, "Slow <indeed>", 2)

    shown = read(browser, find_page(Feature, "change", feature.pk))

    assert "<td>customer feedback</td>" in shown
    assert "<td>undated</td>" in shown
    assert "Slow &lt;indeed&gt;</a></td><td>2</td><td>2</td>" in shown


def test_the_page_of_a_feature_says_when_nothing_was_learned(browser: Client) -> None:
    shown = read(browser, find_page(Feature, "change", build_feature().pk))

    assert "No insight bears on it yet." in shown


def test_the_list_of_insights_shows_voices_and_sorts_by_them(browser: Client) -> None:
    feature = build_feature()
    learn(feature, "Known", 2)
    learn(feature, "Rare", 1)
    learn(feature, "Bare", 0)
    page = find_page(Insight, "changelist")

    shown = read(browser, f"{page}?o=-5")

    assert shown.index("Known") < shown.index("Rare") < shown.index("Bare")
    assert '<td class="field-voices">2</td>' in shown


@pytest.mark.parametrize(("wanted", "there"), [("true", True), ("false", False)])
def test_the_list_of_insights_is_narrowed_to_evidence(
    browser: Client, wanted: str, *, there: bool
) -> None:
    feature = build_feature()
    learn(feature, "Cited one", 1)
    learn(feature, "Bare one", 0)

    shown = read(browser, f"{find_page(Insight, 'changelist')}?has_evidence={wanted}")

    assert ("Cited one" in shown, "Bare one" in shown) == (there, not there)


def test_evidence_is_not_part_of_another_products_insight(browser: Client) -> None:
    preference = build_preference(build_stakeholder(), build_feature())
    evidence = Evidence.objects.create(preference=preference, quote="So.")
    foreign = learn(build_feature(), "Elsewhere", 0)

    answer = edit(browser, evidence, insight=foreign.pk)

    assert answer.complaints == ["Of another product: Elsewhere."]
    assert Evidence.objects.get().insight is None


def test_a_preference_says_where_it_was_heard(browser: Client) -> None:
    person, feature = build_stakeholder(), build_feature()
    said = {"stakeholder": person.pk, "feature": feature.pk, "stance": 1, "importance": 2}

    send(browser, find_page(Preference, "add"), **said, heard_in="Spring call")

    preference = Preference.objects.get()
    assert preference.heard_in == "Spring call"
    edit(browser, preference, heard_in="Autumn call")
    preference.refresh_from_db()
    assert preference.heard_in == "Autumn call"


SIMILAR = "admin:products_feature_similar"


def ask(browser: Client, **typed: object) -> list[dict[str, str]]:
    """Ask what TYPED may mean."""
    answer = browser.get(reverse(SIMILAR), {key: str(value) for key, value in typed.items()})
    assert answer.status_code == 200
    found: list[dict[str, str]] = answer.json()["features"]
    return found


def test_what_a_new_name_may_mean_is_told_with_its_page(browser: Client) -> None:
    feature = build_feature("radar", "Conflict radar")

    (found,) = ask(browser, product=feature.product_id, name="conflict radar")

    assert found == {
        "name": "Conflict radar",
        "address": find_page(Feature, "change", feature.pk),
        "reasons": "The names are the same.",
    }
    assert ask(browser, product=feature.product_id, name="conflict radar", feature=feature.pk) == []


@pytest.mark.parametrize("product", ["", "0", "x", "-1", "9" * 40, "\N{ARABIC-INDIC DIGIT ONE}"])
def test_without_a_product_nothing_is_told(browser: Client, product: str) -> None:
    build_feature("radar", "Conflict radar")

    assert ask(browser, product=product, name="Conflict radar", feature="x") == []


def test_the_form_says_where_to_ask_and_loads_the_script(browser: Client) -> None:
    feature = build_feature()

    new = read(browser, find_page(Feature, "add"))
    known = read(browser, find_page(Feature, "change", feature.pk))

    address = f'data-similar="{reverse(SIMILAR)}"'
    assert new.count(address) == known.count(address) == 2
    assert f'data-product="{feature.product_id}"' in known
    assert "products/similar.js" in new
    assert "data-product" not in new


def test_a_curator_is_told_of_their_own_products_alone() -> None:
    mine, other = build_product(), build_product()
    for product in (mine, other):
        build_feature("radar", "Conflict radar", product=product)
    user = User.objects.create(username="mia")
    RoleGrant.objects.create(user=user, product=mine, role=Role.CURATOR)
    browser = Client(headers={"x-forwarded-proto": "https"})
    browser.force_login(user)

    assert len(ask(browser, product=mine.pk, name="Conflict radar")) == 1
    assert ask(browser, product=other.pk, name="Conflict radar") == []


@pytest.mark.parametrize("role", [None, Role.VIEWER, Role.CONTRIBUTOR])
def test_who_curates_nothing_is_told_nothing(role: Role | None) -> None:
    feature = build_feature("radar", "Conflict radar")
    user = User.objects.create(username="mia")
    if role is not None:
        RoleGrant.objects.create(user=user, product=feature.product, role=role)
    browser = Client(headers={"x-forwarded-proto": "https"})
    browser.force_login(user)

    answer = browser.get(
        reverse(SIMILAR), {"product": str(feature.product_id), "name": "Conflict radar"}
    )

    assert answer.status_code in {302, 403}
    assert b"Conflict" not in answer.content
