"""What callers meet who may see some of it: one error for a field, and no way round it."""

from typing import Any, Final

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from backend.access.models import RoleGrant
from backend.access.scopes import Role
from backend.access.validators import WATCH
from products.models import Feature, Insight, Product
from stakeholders.models import Evidence, Stakeholder
from tests.backend.api.asking import ADDRESS, id_of
from tests.backend.api.shielded import OTHER, OWN, build_shielded

pytestmark = pytest.mark.django_db

CANONICAL: Final = """{ features(product: "own", first: 20) { nodes { name alignment { score
  breakdown { voices group { name } stances { support } } } } } }"""
REVENUE: Final = "{ features { nodes { alignment { revenue } } } }"
NAMES: Final = "{ features%s { totalCount nodes { product { key } } } }"


@pytest.fixture(autouse=True)
def anyone(settings: Settings) -> None:
    """Let anyone see what viewers see, and no more."""
    settings.PUBLIC_READ = True
    build_shielded()


def sign_in(role: Role = Role.CURATOR) -> Client:
    """Sign somebody in who has ROLE in the product OWN."""
    user = User.objects.create_user("ada")
    RoleGrant.objects.create(user=user, product=Product.objects.get(key=OWN), role=role)
    client = Client()
    client.force_login(user)
    return client


def ask(query: str, client: Client | None = None, **variables: object) -> Any:  # noqa: ANN401 -- JSON
    """Give the answer to QUERY with VARIABLES that CLIENT, or anyone, is given."""
    body = {"query": query, "variables": variables}
    sent = (client or Client()).post(ADDRESS, body, content_type="application/json", secure=True)
    return sent.json()


def told(answer: Any) -> list[Any]:  # noqa: ANN401 -- JSON
    """Give what the errors of ANSWER tell to programs."""
    return [error["extensions"] for error in answer.get("errors", ())]


def test_a_field_that_is_withheld_of_many_rows_is_one_error() -> None:
    answer = ask(REVENUE)

    scores = [node["alignment"] for node in answer["data"]["features"]["nodes"]]
    assert scores == [{"revenue": None}] * 4
    assert told(answer) == [
        {"code": "UNAUTHENTICATED", "scope": "read:commercial", "field": "Alignment.revenue"}
    ]


def test_a_field_is_withheld_where_the_right_is_lacking_and_shown_where_it_is_not() -> None:
    query = "{ features { nodes { product { key } alignment { revenue } } } }"

    answer = ask(query, sign_in())

    nodes = answer["data"]["features"]["nodes"]
    shown = {(node["product"]["key"], node["alignment"]["revenue"] is None) for node in nodes}
    assert shown == {(OWN, False), (OTHER, True)}
    assert [each["code"] for each in told(answer)] == ["FORBIDDEN"]


def test_the_features_of_statements_are_looked_up_once() -> None:
    person = Stakeholder.objects.earliest("pk")
    features = Feature.objects.filter(product__key=OWN, merged_into=None)
    stated = [
        {"stakeholder": id_of(person), "feature": id_of(each), "stance": "OPPOSE"}
        for each in features
    ]
    query = """mutation ($p: [StatePreferenceInput!]!) {
      done: statePreferences(input: {preferences: $p}) { errors { code } } }"""
    client = sign_in(Role.CONTRIBUTOR)

    with CaptureQueriesContext(connection) as captured:
        answer = ask(query, client, p=stated)

    assert answer["data"] == {"done": {"errors": []}}
    by_id = '"products_feature"."public_id" IN'
    assert len([each for each in captured if by_id in (each["sql"] or "")]) == 1


def test_an_insight_of_another_product_is_not_told_by_evidence(settings: Settings) -> None:
    settings.PUBLIC_READ = False
    hidden = Insight.objects.filter(product__key=OTHER).earliest("pk")
    mine = Evidence.objects.filter(preference__feature__product__key=OWN).order_by("pk")
    Evidence.objects.filter(pk=mine[0].pk).update(insight=hidden)
    query = "{ evidence(first: 50) { nodes { insight { product { key } } } } }"
    client = sign_in()

    answers = [ask(query, client)["data"]["evidence"]["nodes"] for _ in range(4)]

    told = [node["insight"] and node["insight"]["product"]["key"] for node in answers[0]]
    assert (told.count(None), told.count(OWN), len(told)) == (1, mine.count() - 1, mine.count())
    assert answers == [answers[0]] * 4


def test_what_is_withheld_is_told_each_time() -> None:
    answers = [ask(REVENUE) for _ in range(5)]

    assert [each["field"] for each in told(answers[0])] == ["Alignment.revenue"]
    assert answers == [answers[0]] * 5


@pytest.mark.django_db(transaction=True)  # within one no answer has a tag
def test_an_answer_from_which_something_is_withheld_has_no_tag() -> None:
    media = {"accept": "application/graphql-response+json"}
    about = {"query": REVENUE}

    answers = [Client().get(ADDRESS, about, secure=True, headers=media) for _ in range(5)]

    WATCH.close()
    assert [answer.status_code for answer in answers] == [294] * 5
    assert [answer.get("ETag") for answer in answers] == [None] * 5


@pytest.mark.parametrize(
    "asked",
    [
        "(filter: {revenue: {gt: 1}})",
        "(filter: {not: {revenue: {gt: 1}}})",
        "(filter: {or: [{revenue: {gt: 1}}]})",
        "(orderBy: [REVENUE_DESC])",
    ],
)
def test_what_is_withheld_is_not_told_by_filters_and_orders(asked: str) -> None:
    answer, mine = ask(NAMES % asked), ask(NAMES % asked, sign_in())

    assert [each["scope"] for each in told(answer)] == ["read:commercial"]
    found = mine["data"]["features"]
    assert {node["product"]["key"] for node in found["nodes"]} <= {OWN}
    assert found["totalCount"] == len(found["nodes"])


def test_links_to_what_is_hidden_are_no_links() -> None:
    query = NAMES % "(filter: {hasChampion: true})"

    found = [ask(query, client)["data"]["features"] for client in (None, sign_in())]

    assert [each["totalCount"] for each in found] == [0, 1]


def test_a_row_that_is_hidden_is_named_by_no_filter(settings: Settings) -> None:
    settings.PUBLIC_READ = False
    hidden, shown = (Product.objects.get(key=key) for key in (OTHER, OWN))
    query = "query ($p: ID!) { features(filter: {product: $p}) { totalCount } }"
    client = sign_in()

    answers = [ask(query, client, p=id_of(product)) for product in (hidden, shown)]

    assert [each["code"] for each in told(answers[0])] == ["BAD_USER_INPUT"]
    assert answers[1]["data"] == {"features": {"totalCount": 2}}


def test_the_viewer_reads_what_they_may_do() -> None:
    query = "{ viewer { name scopes products { role scopes product { key } } } }"

    anyone, curator = ask(query), ask(query, sign_in())

    scopes = ["READ_ALIGNMENT", "READ_PEOPLE", "READ_COMMERCIAL", "WRITE_PREFERENCES"]
    there = {"role": "CURATOR", "scopes": [*scopes, "WRITE_CATALOGUE"], "product": {"key": OWN}}
    public = {"scopes": ["READ_ALIGNMENT"]}
    assert anyone["data"]["viewer"] == public | {"name": "anonymous", "products": []}
    assert curator["data"]["viewer"] == public | {"name": "ada", "products": [there]}


def test_who_sees_nothing_is_told_to_sign_in(settings: Settings) -> None:
    settings.PUBLIC_READ = False

    answer = ask("{ products { totalCount } __schema { queryType { name } } }")

    assert answer["data"] == {
        "products": {"totalCount": 0},
        "__schema": {"queryType": {"name": "Query"}},
    }
    assert told(answer) == [
        {"code": "UNAUTHENTICATED", "scope": "read:alignment", "field": "Query.products"}
    ]


def test_a_tag_is_worth_nothing_to_who_sees_less(settings: Settings) -> None:
    client = Client()
    first = client.get(ADDRESS, {"query": "{ products { totalCount } }"}, secure=True)
    settings.PUBLIC_READ = False

    again = client.get(
        ADDRESS,
        {"query": "{ products { totalCount } }"},
        secure=True,
        headers={"if-none-match": first.headers.get("ETag", 'W/"none"')},
    )

    assert again.status_code == 200
    assert again.json()["data"] == {"products": {"totalCount": 0}}


def test_names_in_the_history_are_those_of_who_asked() -> None:
    client = sign_in()
    move = """mutation ($f: ID!) {
      moveFeature(input: {feature: $f, stage: DEVELOPMENT, reason: "x"}) {
        errors { message } stageChange { actor } } }"""
    feature = Product.objects.get(key=OWN).features.get(key="f0")

    answer = ask(move, client, f=id_of(feature))

    assert answer["data"]["moveFeature"] == {"errors": [], "stageChange": {"actor": "ada"}}


def test_what_was_done_once_is_not_repeated_for_who_may_no_more() -> None:
    client = sign_in()
    write = """mutation { upsertFeature(input: {product: "own", key: "n", name: "N",
      clientMutationId: "once"}) { outcome feature { key } } }"""
    first = ask(write, client)["data"]["upsertFeature"]
    RoleGrant.objects.all().delete()

    again = ask(write, client)

    assert first == {"outcome": "CREATED", "feature": {"key": "n"}}
    assert [each["code"] for each in told(again)] == ["FORBIDDEN"]


def test_rights_cost_anyone_no_query_and_a_user_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = sign_in()
    for each in (None, client):
        ask(CANONICAL, each)

    with django_assert_num_queries(3):  # the features, their lines, the groups
        ask(CANONICAL)
    with django_assert_num_queries(6):  # the session, the user, the roles, and the same
        ask(CANONICAL, client)
