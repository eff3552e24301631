"""What callers have to mend in what they write: by a code, a place and plain words."""

from typing import Any

import pytest

from products.models import Insight
from stakeholders.models import Preference, Stakeholder
from tests.backend.api.asking import ask, id_of, post
from tests.builders import build_feature, build_product, build_segment, build_stakeholder

pytestmark = pytest.mark.django_db

TOLD = "errors { code message path }"
STATE = (
    f"mutation ($in: StatePreferenceInput!) {{ done: statePreference(input: $in) {{ {TOLD} }} }}"
)
STATE_MANY = f"""mutation ($in: StatePreferencesInput!) {{ done: statePreferences(input: $in) {{
  results {{ outcome }} {TOLD} }} }}"""
WITHDRAW = f"""mutation ($in: WithdrawPreferenceInput!) {{ done: withdrawPreference(input: $in) {{
  {TOLD} }} }}"""
MOVE = f"mutation ($in: MoveFeatureInput!) {{ done: moveFeature(input: $in) {{ {TOLD} }} }}"
PERSON = f"""mutation ($in: UpsertStakeholderInput!) {{ done: upsertStakeholder(input: $in) {{
  {TOLD} }} }}"""
INSIGHT = f"""mutation ($in: UpsertInsightInput!) {{ done: upsertInsight(input: $in) {{
  {TOLD} }} }}"""
ACCOUNT = f"""mutation ($in: UpsertAccountInput!) {{ done: upsertAccount(input: $in) {{
  {TOLD} }} }}"""
PRODUCT = f"""mutation ($in: UpsertProductInput!) {{ done: upsertProduct(input: $in) {{
  {TOLD} }} }}"""


def mistakes(query: str, **given: object) -> list[tuple[str, list[str]]]:
    """Give the code and path of each mistake in the input GIVEN to QUERY."""
    errors = ask(query, **{"in": given})["done"]["errors"]
    return [(error["code"], error["path"]) for error in errors]


def refuse(query: str, given: dict[str, object]) -> Any:  # noqa: ANN401 -- JSON
    """Give the one error that QUERY with the input GIVEN ends in."""
    (error,) = post(query, {"in": given}).json()["errors"]  # type: ignore[attr-defined]  # -- the test client adds it
    return error


def statement(**more: object) -> dict[str, object]:
    """Make a statement of a new person about a new feature, with MORE."""
    new = {"stakeholder": id_of(build_stakeholder()), "feature": id_of(build_feature())}
    return {**new, "stance": "SUPPORT", **more}


@pytest.mark.parametrize("named", [{}, {"source": "crm"}, {"source": "crm", "externalId": ""}])
def test_a_noun_without_a_key_needs_an_external_id(named: dict[str, str]) -> None:
    build_product("p")
    insight = {"product": "p", "kind": "MARKET_TREND", "title": "New", **named}
    missing = [("REQUIRED", ["input", "externalId"])]

    assert mistakes(PERSON, name="Ada", **named) == missing
    assert mistakes(INSIGHT, **insight) == missing
    assert (Stakeholder.objects.count(), Insight.objects.count()) == (0, 0)


def test_a_person_who_is_there_can_be_named_by_id_alone() -> None:
    person = build_stakeholder("Ada")

    assert mistakes(PERSON, id=id_of(person), name="Ada L.") == []
    assert Stakeholder.objects.get().name == "Ada L."


@pytest.mark.parametrize(
    ("query", "given", "name"),
    [
        (PRODUCT, {"key": "p", "name": None}, "name"),
        (ACCOUNT, {"key": "a", "annualValue": None}, "annualValue"),
        (PERSON, {"id": None, "name": "Ada"}, "id"),
    ],
)
def test_null_is_refused_where_nothing_can_be_empty(
    query: str, given: dict[str, object], name: str
) -> None:
    (error,) = ask(query, **{"in": given})["done"]["errors"]

    message = f"{name} cannot be null; leave it out to keep it."
    assert error == {"code": "INVALID", "message": message, "path": ["input", name]}


def test_null_is_refused_alike_when_it_is_written_in_the_document() -> None:
    query = 'mutation { upsertProduct(input: {key: "p", name: null}) { errors { message } } }'

    told = [{"message": "name cannot be null; leave it out to keep it."}]
    assert ask(query) == {"upsertProduct": {"errors": told}}


def test_a_reason_of_null_is_bad_input_with_its_place() -> None:
    wrong = statement(reason=None)

    alone = refuse(STATE, wrong)
    among = refuse(STATE_MANY, {"preferences": [statement(), wrong]})

    assert alone["message"] == "reason cannot be null; leave it out to keep it."
    assert alone["extensions"]["argument"] == ["input", "reason"]
    assert among["extensions"] == {
        "code": "BAD_USER_INPUT",
        "argument": ["input", "preferences", "1", "reason"],
    }


@pytest.mark.parametrize("wrong", ["zzz", "", "UHJvZHVjdDox", None])
def test_what_is_no_id_of_the_noun_names_nothing(wrong: str | None) -> None:
    text = id_of(build_segment()) if wrong is None else wrong
    pair = {"stakeholder": text, "feature": text}
    nothing = [("UNKNOWN", ["input", "stakeholder"]), ("UNKNOWN", ["input", "feature"])]
    person = {"name": "Ada", "source": "crm", "externalId": "1"}

    assert mistakes(STATE, **pair, stance="SUPPORT") == nothing
    assert mistakes(WITHDRAW, **pair) == nothing
    assert mistakes(MOVE, feature=text, stage="DISCOVERY", reason="now") == nothing[1:]
    assert mistakes(PERSON, id=text, name="Ada") == [("UNKNOWN", ["input", "id"])]
    assert mistakes(PERSON, team=text, **person) == [("UNKNOWN", ["input", "team"])]


def test_what_is_no_id_names_no_segment() -> None:
    found = mistakes(ACCOUNT, key="a", name="A", segment="zzz", annualValue="1")

    assert found == [("UNKNOWN", ["input", "segment"])]


def test_what_is_no_id_refuses_only_its_row_where_the_good_ones_are_kept() -> None:
    given = {"preferences": [statement(feature="zzz"), statement()], "keepGood": True}

    done = ask(STATE_MANY, **{"in": given})["done"]

    assert [each["outcome"] for each in done["results"]] == ["REFUSED", "CREATED"]
    assert [each["path"] for each in done["errors"]] == [["input", "preferences", "0", "feature"]]
    assert Preference.objects.count() == 1
