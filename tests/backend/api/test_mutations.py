"""Writes through the API: what is written, that it is written once, and what is refused."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from products.models import Feature, Stage
from stakeholders.models import Preference, PreferenceEvent
from tests.backend.api.asking import ADDRESS, ask, id_of, refusals
from tests.builders import (
    build_feature,
    build_objective,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

STATE = """mutation ($in: StatePreferenceInput!) { statePreference(input: $in) {
  preference { stance importance willingnessToPay reason feature { alignment { voices } } }
  outcome errors { code path } } }"""
STATE_MANY = """mutation ($in: StatePreferencesInput!) { statePreferences(input: $in) {
  results { row outcome errors { code } } errors { code path } } }"""
WITHDRAW = """mutation ($in: WithdrawPreferenceInput!) { withdrawPreference(input: $in) {
  outcome feature { alignment { score } } errors { code path } } }"""
MOVE = """mutation ($in: MoveFeatureInput!) { moveFeature(input: $in) {
  feature { stage } stageChange { fromStage toStage reason actor } errors { code path } } }"""


def upsert(noun: str, **given: object) -> Any:  # noqa: ANN401 -- JSON
    """Upsert a NOUN that is GIVEN, and give the payload."""
    field = noun[0].lower() + noun[1:]
    query = f"""mutation ($in: Upsert{noun}Input!) {{ done: upsert{noun}(input: $in) {{
      row: {field} {{ __typename id }} outcome errors {{ code path }} }} }}"""
    return ask(query, **{"in": given})["done"]


def statement(**more: object) -> dict[str, object]:
    """Make a statement of a new person about a new feature, with MORE."""
    new = {"stakeholder": id_of(build_stakeholder()), "feature": id_of(build_feature())}
    return {**new, "stance": "SUPPORT", **more}


def test_a_stated_preference_is_answered_with_the_score_it_made() -> None:
    given = statement(willingnessToPay="12.50", reason="saves a day", importance="CRITICAL")

    done = ask(STATE, **{"in": given})["statePreference"]

    assert done == {
        "preference": {
            "stance": "SUPPORT",
            "importance": "CRITICAL",
            "willingnessToPay": "12.5",
            "reason": "saves a day",
            "feature": {"alignment": {"voices": 1}},
        },
        "outcome": "CREATED",
        "errors": [],
    }


def test_the_same_statement_again_changes_nothing() -> None:
    given = statement()
    ask(STATE, **{"in": given})

    assert ask(STATE, **{"in": given})["statePreference"]["outcome"] == "UNCHANGED"
    assert PreferenceEvent.objects.count() == 1


def test_a_statement_of_nobody_is_refused_with_the_place() -> None:
    person = build_stakeholder()
    given = statement(stakeholder=id_of(person))
    person.delete()

    done = ask(STATE, **{"in": given})["statePreference"]

    unknown = {"code": "UNKNOWN", "path": ["input", "stakeholder"]}
    assert done == {"preference": None, "outcome": "REFUSED", "errors": [unknown]}


def test_an_amount_below_zero_is_refused() -> None:
    done = ask(STATE, **{"in": statement(willingnessToPay="-1")})["statePreference"]

    assert done["errors"] == [{"code": "INVALID", "path": ["input", "willingnessToPay"]}]
    assert Preference.objects.count() == 0


def test_whoever_is_signed_in_is_written_into_the_history() -> None:
    client = Client()
    client.force_login(User.objects.create_user("ada"))
    body = {"query": STATE, "variables": {"in": statement()}}

    client.post(ADDRESS, body, content_type="application/json", secure=True)

    assert PreferenceEvent.objects.get().actor == "ada"


def test_a_stranger_is_written_into_the_history_as_anonymous() -> None:
    ask(STATE, **{"in": statement()})

    assert PreferenceEvent.objects.get().actor == "anonymous"


def test_one_refused_statement_undoes_all() -> None:
    given = {"preferences": [statement(), statement(willingnessToPay="-1")]}

    done = ask(STATE_MANY, **{"in": given})["statePreferences"]

    path = ["input", "preferences", "1", "willingnessToPay"]
    assert done == {
        "results": [
            {"row": 0, "outcome": None, "errors": []},
            {"row": 1, "outcome": "REFUSED", "errors": [{"code": "INVALID"}]},
        ],
        "errors": [{"code": "INVALID", "path": path}],
    }
    assert Preference.objects.count() == 0


def test_the_good_statements_are_kept_on_request() -> None:
    given = {"preferences": [statement(), statement(willingnessToPay="-1")], "keepGood": True}

    done = ask(STATE_MANY, **{"in": given})["statePreferences"]

    assert [each["outcome"] for each in done["results"]] == ["CREATED", "REFUSED"]
    assert Preference.objects.count() == 1


@pytest.mark.parametrize(("rows", "codes"), [(1_000, []), (1_001, ["BAD_USER_INPUT"])])
def test_a_thousand_statements_are_not_too_many(rows: int, codes: list[str]) -> None:
    given = {"preferences": [statement()] * rows}

    assert refusals(STATE_MANY, **{"in": given}) == codes


def test_a_withdrawn_preference_leaves_the_feature_unheard() -> None:
    given = statement()
    ask(STATE, **{"in": given})
    pair = {"stakeholder": given["stakeholder"], "feature": given["feature"]}

    done = ask(WITHDRAW, **{"in": pair})["withdrawPreference"]

    assert done == {"outcome": "WITHDRAWN", "feature": {"alignment": None}, "errors": []}
    assert ask(WITHDRAW, **{"in": pair})["withdrawPreference"]["outcome"] == "UNCHANGED"


def test_a_withdrawal_from_an_unknown_feature_is_refused() -> None:
    given = statement()
    Feature.objects.all().delete()
    pair = {"stakeholder": given["stakeholder"], "feature": given["feature"]}

    done = ask(WITHDRAW, **{"in": pair})["withdrawPreference"]

    assert done["errors"] == [{"code": "UNKNOWN", "path": ["input", "feature"]}]


def nouns() -> dict[str, dict[str, object]]:
    """Give something to write of each noun."""
    product, segment, team = build_product("p"), build_segment(), build_team()
    build_objective("o", product=product)
    build_feature("f", product=product)
    return {
        "Product": {"key": "new", "name": "New", "exposure": "UP_VOTES"},
        "Objective": {"product": "p", "key": "new", "title": "New", "targetDate": "2030-01-31"},
        "Feature": {
            "product": "p",
            "key": "new",
            "name": "New",
            "effort": "2.5",
            "tags": ["x"],
            "objectives": ["o"],
        },
        "Insight": {
            "product": "p",
            "kind": "MARKET_TREND",
            "title": "New",
            "features": ["f"],
            "source": "survey",
            "externalId": "1",
        },
        "Group": {"kind": "TEAM", "key": "new", "name": "New", "products": ["p"]},
        "Account": {"key": "new", "name": "New", "segment": id_of(segment), "annualValue": "9"},
        "Stakeholder": {
            "name": "New",
            "team": id_of(team),
            "source": "survey",
            "externalId": "1",
        },
    }


NOUNS = ["Product", "Objective", "Feature", "Insight", "Group", "Account", "Stakeholder"]


@pytest.mark.parametrize("noun", NOUNS)
def test_a_row_is_written_once(noun: str) -> None:
    given = nouns()[noun]

    first, second = upsert(noun, **given), upsert(noun, **given)

    assert (first["outcome"], first["errors"]) == ("CREATED", [])
    assert second == {"row": first["row"], "outcome": "UNCHANGED", "errors": []}
    assert first["row"]["__typename"] == noun


@pytest.mark.parametrize(
    ("noun", "wrong", "error"),
    [
        ("Product", {"name": "=cmd()"}, {"code": "INVALID", "path": ["input", "name"]}),
        ("Objective", {"product": "none"}, {"code": "UNKNOWN", "path": ["input", "product"]}),
        ("Feature", {"objectives": ["none"]}, {"code": "UNKNOWN", "path": ["input", "objectives"]}),
        ("Insight", {"url": "nowhere"}, {"code": "INVALID", "path": ["input", "url"]}),
        ("Group", {"products": ["none"]}, {"code": "UNKNOWN", "path": ["input", "products"]}),
        ("Account", {"annualValue": "-1"}, {"code": "INVALID", "path": ["input", "annualValue"]}),
        ("Stakeholder", {"email": "nowhere"}, {"code": "INVALID", "path": ["input", "email"]}),
    ],
)
def test_a_mistake_is_told_with_its_place_and_nothing_is_written(
    noun: str, wrong: dict[str, object], error: dict[str, object]
) -> None:
    given = {**nouns()[noun], **wrong}

    assert upsert(noun, **given) == {"row": None, "outcome": None, "errors": [error]}


def test_a_field_left_out_is_left_alone_and_one_given_as_null_is_emptied() -> None:
    upsert("Feature", **nouns()["Feature"])

    upsert("Feature", product="p", key="new", summary="shorter", effort=None)

    feature = Feature.objects.get(key="new")
    assert (feature.summary, feature.effort, feature.tags) == ("shorter", None, ["x"])


def test_a_move_is_answered_with_its_line_in_the_history() -> None:
    feature = build_feature(stage=Stage.CONCEPTION)
    given = {"feature": id_of(feature), "stage": "DISCOVERY", "reason": "worth a look"}

    done = ask(MOVE, **{"in": given})["moveFeature"]

    line = {"fromStage": "CONCEPTION", "toStage": "DISCOVERY", "reason": "worth a look"}
    assert done == {
        "feature": {"stage": "DISCOVERY"},
        "stageChange": {**line, "actor": "anonymous"},
        "errors": [],
    }


@pytest.mark.parametrize(
    ("stage", "reason", "place"), [("GROWTH", "now", "stage"), ("DISCOVERY", " ", "reason")]
)
def test_a_move_that_is_not_allowed_is_refused(stage: str, reason: str, place: str) -> None:
    feature = build_feature(stage=Stage.CONCEPTION)
    given = {"feature": id_of(feature), "stage": stage, "reason": reason}

    done = ask(MOVE, **{"in": given})["moveFeature"]

    assert done == {
        "feature": {"stage": "CONCEPTION"},
        "stageChange": None,
        "errors": [{"code": "INVALID", "path": ["input", place]}],
    }
