"""Insights are captured and placed, preferences shown, and what is there already is found."""

from typing import Any

import pytest

from products.models import Insight, Product
from stakeholders.models import Evidence, Preference
from tests.backend.api.asking import ask, id_of, refusals
from tests.builders import build_feature, build_preference, build_product, build_stakeholder

pytestmark = pytest.mark.django_db

ERRORS = "errors { code path }"
SHOW = f"""mutation ($in: AddEvidenceInput!) {{ addEvidence(input: $in) {{ outcome
  evidence {{ quote url insight {{ title }} preference {{ stance }} }} {ERRORS} }} }}"""
LET_GO = f"""mutation ($in: RemoveEvidenceInput!) {{ removeEvidence(input: $in) {{ removed
  preference {{ evidence {{ totalCount }} }} {ERRORS} }} }}"""
ATTACH = f"""mutation ($in: AttachInsightInput!) {{ attachInsight(input: $in) {{ outcome
  insight {{ features {{ nodes {{ key }} }} }} {ERRORS} }} }}"""
DETACH = f"""mutation ($in: DetachInsightInput!) {{ detachInsight(input: $in) {{ outcome
  insight {{ features {{ nodes {{ key }} }} }} {ERRORS} }} }}"""
CAPTURE = f"""mutation ($in: UpsertInsightInput!) {{ upsertInsight(input: $in) {{ outcome
  insight {{ title mood url }} {ERRORS} }} }}"""
STATE = f"""mutation ($in: StatePreferenceInput!) {{ statePreference(input: $in) {{ outcome
  preference {{ enteredBy heardAt heardIn }} {ERRORS} }} }}"""
HEARD = """query ($where: PreferenceFilter) { preferences(filter: $where) { totalCount } }"""
SIMILAR = """query ($p: String!, $n: String!, $s: String! = "", $first: Int! = 5) {
  similarFeatures(product: $p, name: $n, summary: $s, first: $first) {
    likeness reasons duplicate feature { key product { key } } } }"""


def do(mutation: str, **given: object) -> Any:  # noqa: ANN401 -- JSON
    """Run MUTATION with what is GIVEN, and give its payload."""
    (payload,) = ask(mutation, **{"in": given}).values()
    return payload


def build_insight(product: Product, title: str = "Heard") -> Insight:
    """Build an insight about PRODUCT."""
    return Insight.objects.create(product=product, kind="CUSTOMER_FEEDBACK", title=title)


def build_pair() -> tuple[Preference, dict[str, str]]:
    """Build a preference, and what names it."""
    preference = build_preference(build_stakeholder(), build_feature("f"))
    named = {"stakeholder": preference.stakeholder, "feature": preference.feature}
    return preference, {name: id_of(row) for name, row in named.items()}


def test_a_preference_is_shown_once_and_no_more() -> None:
    preference, pair = build_pair()
    insight = build_insight(preference.feature.product)
    said = {"quote": "So.", "url": "https://a.example", "insight": id_of(insight)}

    shown = do(SHOW, **pair, **said)

    told = {"quote": "So.", "url": "https://a.example", "insight": {"title": "Heard"}}
    evidence = {**told, "preference": {"stance": "STRONGLY_SUPPORT"}}
    assert shown == {"outcome": "CREATED", "evidence": evidence, "errors": []}
    assert do(SHOW, **pair, **said)["outcome"] == "UNCHANGED"

    gone = do(LET_GO, evidence=id_of(Evidence.objects.get()))

    assert gone == {
        "removed": True,
        "preference": {"evidence": {"totalCount": 0}},
        "errors": [],
    }


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({}, "REQUIRED", "quote"),
        ({"quote": None}, "INVALID", "quote"),
        ({"quote": "So.", "occurredAt": "2999-01-01T00:00:00Z"}, "INVALID", "occurredAt"),
        ({"insight": "bm9uZQ=="}, "UNKNOWN", "insight"),
    ],
)
def test_what_shows_nothing_is_refused_where_it_stands(
    said: dict[str, object], code: str, field: str
) -> None:
    _, pair = build_pair()

    payload = do(SHOW, **pair, **said)

    errors = [{"code": code, "path": ["input", field]}]
    assert payload == {"outcome": None, "evidence": None, "errors": errors}


def test_what_nobody_stated_is_not_shown() -> None:
    _, pair = build_pair()

    payload = do(SHOW, **{**pair, "feature": id_of(build_feature())}, quote="So.")

    assert payload["errors"] == [{"code": "UNKNOWN", "path": ["input", "feature"]}]


def test_evidence_that_is_not_there_is_not_removed() -> None:
    preference, _ = build_pair()
    evidence = Evidence.objects.create(preference=preference, quote="So.")
    name = id_of(evidence)
    evidence.delete()

    payload = do(LET_GO, evidence=name)

    assert (payload["removed"], payload["errors"]) == (
        False,
        [{"code": "UNKNOWN", "path": ["input", "evidence"]}],
    )


def test_an_insight_is_placed_feature_by_feature() -> None:
    product = build_product()
    one, two = (build_feature(key, product=product) for key in ("one", "two"))
    insight = build_insight(product)
    insight.features.add(one)

    attached = do(ATTACH, insight=id_of(insight), features=[id_of(two), id_of(two)])
    again = do(ATTACH, insight=id_of(insight), features=[id_of(two)])
    detached = do(DETACH, insight=id_of(insight), features=[id_of(one)])

    keys = sorted(each["key"] for each in attached["insight"]["features"]["nodes"])
    assert (attached["outcome"], keys) == ("CHANGED", ["one", "two"])
    assert again["outcome"] == "UNCHANGED"
    assert detached["outcome"] == "CHANGED"
    assert detached["insight"]["features"]["nodes"] == [{"key": "two"}]


@pytest.mark.parametrize("mutation", [ATTACH, DETACH])
def test_an_unknown_feature_is_named_by_its_place(mutation: str) -> None:
    feature = build_feature()
    insight = build_insight(feature.product)

    payload = do(mutation, insight=id_of(insight), features=[id_of(feature), "bm9uZQ=="])

    assert payload == {
        "outcome": None,
        "insight": None,
        "errors": [{"code": "UNKNOWN", "path": ["input", "features", "1"]}],
    }


def test_a_feature_of_another_product_is_no_place_for_an_insight() -> None:
    insight = build_insight(build_product())

    payload = do(ATTACH, insight=id_of(insight), features=[id_of(build_feature())])

    assert payload["errors"] == [{"code": "UNKNOWN", "path": ["input", "features"]}]


def test_an_insight_is_written_anew_by_its_id() -> None:
    product = build_product("p")
    insight = build_insight(product)

    payload = do(CAPTURE, id=id_of(insight), product="p", mood="EXCITED", url="https://a.example/1")

    shown = {"title": "Heard", "mood": "EXCITED", "url": "https://a.example/1"}
    assert payload == {"outcome": "CHANGED", "insight": shown, "errors": []}


def test_an_insight_about_another_product_is_not_written() -> None:
    build_product("p")

    payload = do(CAPTURE, id=id_of(build_insight(build_product())), product="p", title="Mine")

    assert payload["errors"] == [{"code": "UNKNOWN", "path": ["input", "id"]}]
    assert Insight.objects.get().title == "Heard"


def test_it_is_told_who_heard_what_when_and_where() -> None:
    pair = {"stakeholder": id_of(build_stakeholder()), "feature": id_of(build_feature())}
    heard = {"enteredBy": "Ada", "heardAt": "2026-03-02T10:00:00+00:00", "heardIn": "Spring call"}

    stated = do(STATE, **pair, stance="SUPPORT", **heard)
    moved = do(STATE, **pair, stance="SUPPORT", **{**heard, "heardIn": "Autumn call"})
    same = do(STATE, **pair, stance="SUPPORT", **{**heard, "heardIn": "Autumn call"})

    assert (stated["outcome"], stated["preference"]) == ("CREATED", heard)
    assert (moved["outcome"], moved["preference"]["heardIn"]) == ("CHANGED", "Autumn call")
    assert same["outcome"] == "UNCHANGED"
    found = [ask(HEARD, where={"heardIn": {"contains": text}}) for text in ("autumn", "spring")]
    assert [each["preferences"]["totalCount"] for each in found] == [1, 0]


def test_a_likely_duplicate_is_found_while_a_name_is_typed() -> None:
    product = build_product("p")
    radar = build_feature("radar", "Conflict radar", product=product)
    build_feature("warning", "Clash warning", product=product, merged_into=radar)
    build_feature("other", "Conflict radar")

    (named,) = ask(SIMILAR, p="p", n="conflict radars")["similarFeatures"]
    (merged,) = ask(SIMILAR, p="p", n="Clash warning")["similarFeatures"]

    here = {"key": "radar", "product": {"key": "p"}}
    assert (named["feature"], named["duplicate"]) == (here, None)
    assert named["reasons"] == [
        "The names are 96 % alike.",
        "Both names say: conflict, radars.",
    ]
    assert (merged["feature"], merged["duplicate"]) == (here, "Clash warning")
    assert merged["likeness"] == 1


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({"p": "p"}, []),
        ({"p": "p", "first": 0}, []),
        ({"p": "p", "first": 21}, ["BAD_USER_INPUT"]),
        ({"p": "p", "first": -1}, ["BAD_USER_INPUT"]),
        ({"p": "nowhere"}, ["NOT_FOUND"]),
    ],
)
def test_what_cannot_be_looked_for_is_refused(given: dict[str, object], codes: list[str]) -> None:
    build_product("p")

    assert refusals(SIMILAR, n="Radar", **given) == codes
