"""Sends what no number should be: a typed refusal or a defined answer, and never NaN."""

import json
import math
import re
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from products.models import Feature, Product
from stakeholders.deactivating import deactivate_stakeholders
from stakeholders.models import Account, Group, Stakeholder, Stance
from tests.backend.api.asking import ask, id_of, post, refusals
from tests.builders import (
    build_account,
    build_feature,
    build_preference,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

NO_NUMBERS: list[object] = [math.nan, math.inf, -math.inf, 1e400, "1", True]
NO_WEIGHTS = ["NaN", "sNaN", "Infinity", "-Infinity", "-1", "1e400", "1e-400", "many"]

ACCOUNT = """mutation ($in: UpsertAccountInput!) { done: upsertAccount(input: $in) {
  account { annualValue } errors { code path } } }"""
PERSON = """mutation ($in: UpsertStakeholderInput!) { done: upsertStakeholder(input: $in) {
  stakeholder { weight } errors { code path } } }"""
ROADMAP = 'query ($b: Float!) { roadmap(product: "p", budget: $b) { growthSteps } }'
WHAT_IF = """query ($g: ID!, $s: Float!) {
  feature(product: "p", key: "f") { whatIf(group: $g, support: $s) } }"""
SHARE = """query ($x: Decimal!) {
  feature(product: "p", key: "f") { willingnessToPay { share(atLeast: $x) } } }"""
EVERYTHING = """{
  product(key: "p") { conversations { shrinkage silent } }
  groupAlignment(product: "p") { rows { alignments } concordance alpha }
  roadmap(product: "p", budget: 5) { budget growthSteps equalShares { ...way } completed { ...way }
    byScore { ...way } byVotes { ...way } }
  features(product: "p") { nodes { conversations { shrinkage }
    willingnessToPay { count median share(atLeast: 1) groups { count median } }
    alignment { score low high evenness reach polarization internal external revenue explanation
      breakdown { support weight loss agreement } lift { support explanation } } } } }
  fragment way on Purchase { cost coverage groups { coverage } }"""


def build_house() -> Feature:
    """Let a team back the feature `f` of the product `p`."""
    feature = build_feature("f", product=build_product("p"), effort=Decimal(2))
    team = build_team("t")
    for _ in range(3):
        build_preference(build_stakeholder(team=team), feature)
    return feature


def is_refused(document: str, **variables: object) -> bool:
    """Tell whether DOCUMENT with VARIABLES ends in one typed error, of the answer or of a row."""
    answer = post(document, variables).json()  # type: ignore[attr-defined]  # -- the test client adds it
    if "errors" in answer:
        return [each["extensions"]["code"] for each in answer["errors"]] == ["BAD_USER_INPUT"]
    return [each["code"] for each in answer["data"]["done"]["errors"]] == ["INVALID"]


@pytest.mark.parametrize("weight", NO_WEIGHTS)
def test_what_is_no_weight_is_refused(weight: str) -> None:
    segment, team = build_segment(), build_team()
    account = {"key": "a", "name": "a", "segment": id_of(segment), "annualValue": weight}
    person = {"name": "p", "team": id_of(team), "source": "s", "externalId": "p", "weight": weight}

    assert is_refused(ACCOUNT, **{"in": account})
    assert is_refused(PERSON, **{"in": person})
    assert (Account.objects.count(), Stakeholder.objects.count()) == (0, 0)


@pytest.mark.parametrize("number", [*NO_NUMBERS, -1, -1e-300])
def test_what_is_no_budget_is_refused(number: object) -> None:
    build_house()

    assert refusals(ROADMAP, b=number) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("number", [0, 5e-324, 1e308, 2**53])
def test_a_budget_of_any_size_has_a_roadmap(number: float) -> None:
    build_house()

    assert refusals(ROADMAP, b=number) == []


@pytest.mark.parametrize("number", [*NO_NUMBERS, -0.001, 1.001])
def test_what_is_no_share_cannot_be_supposed(number: object) -> None:
    build_house()

    assert refusals(WHAT_IF, g=id_of(Group.objects.get()), s=number) == ["BAD_USER_INPUT"]


def test_a_group_without_members_changes_nothing() -> None:
    empty = build_team("empty")
    build_house()

    scores = [ask(WHAT_IF, g=id_of(empty), s=share)["feature"]["whatIf"] for share in (0, 1)]

    assert scores == pytest.approx([80, 80])


def test_of_a_group_that_is_not_there_nothing_can_be_supposed() -> None:
    build_house()
    gone = build_team("gone")
    name = id_of(gone)
    Group.objects.filter(pk=gone.pk).delete()

    assert ask(WHAT_IF, g=name, s=0.5)["feature"]["whatIf"] is None


@pytest.mark.parametrize("price", ["NaN", "Infinity", "-1", "1e400", "dear"])
def test_what_is_no_price_is_refused(price: str) -> None:
    build_house()

    assert refusals(SHARE, x=price) == ["BAD_USER_INPUT"]


def find_numbers(value: object) -> Iterator[float]:
    """Give each number in VALUE, which was read from JSON."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from find_numbers(each)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value


def leave_nothing(product: Product) -> None:
    """Leave PRODUCT as it is: without anything."""


def build_nobody(product: Product) -> None:
    """Build groups without members, of both kinds, and a feature."""
    build_team()
    build_segment()
    build_feature(product=product, effort=Decimal(1))


def build_silence(product: Product) -> None:
    """Build a feature of which nobody speaks."""
    build_feature(product=product, effort=Decimal(1))
    build_stakeholder(team=build_team())
    build_account()


def build_weightless(product: Product) -> None:
    """Let voices speak that weigh nothing."""
    feature = build_feature(product=product, effort=Decimal(0))
    account = build_account(annual_value=0)
    build_preference(build_stakeholder(account=account), feature)
    build_preference(build_stakeholder(team=build_team(), weight=0), feature)


def build_opposed(product: Product) -> None:
    """Let the only voices oppose everything, of the greatest weight there is."""
    feature = build_feature(product=product, effort=Decimal("99999.9"))
    heavy = build_account(annual_value=Decimal("999999999999.999"))
    build_preference(build_stakeholder(account=heavy), feature, stance=Stance.STRONGLY_OPPOSE)
    light = build_account(annual_value=Decimal("0.001"), segment=heavy.segment)
    build_preference(build_stakeholder(account=light), feature, stance=Stance.STRONGLY_OPPOSE)
    build_segment()


def build_deactivated(product: Product) -> None:
    """Let only people speak who are deactivated since."""
    feature = build_feature(product=product, effort=Decimal(1))
    build_preference(build_stakeholder(), feature)
    deactivate_stakeholders(list(Stakeholder.objects.values_list("pk", flat=True)), actor="tests")


@pytest.mark.parametrize(
    "build",
    [
        leave_nothing,
        build_nobody,
        build_silence,
        build_weightless,
        build_opposed,
        build_deactivated,
    ],
)
def test_whatever_there_is_every_number_is_one(build: Callable[[Product], None]) -> None:
    build(build_product("p"))

    answer = post(EVERYTHING)

    told = json.loads(answer.content)
    assert "errors" not in told
    assert not re.search(rb"\b(NaN|Infinity)\b", answer.content)
    assert all(math.isfinite(number) for number in find_numbers(told["data"]))


def test_more_groups_than_a_table_can_show_are_refused() -> None:
    build_product("p")
    Group.objects.bulk_create(Group(kind="TEAM", key=f"g{n}", name=f"g{n}") for n in range(201))

    assert refusals('{ groupAlignment(product: "p") { alpha } }') == ["BAD_USER_INPUT"]
