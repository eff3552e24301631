"""Requests under an Idempotency-Key: one effect, one answer, and what is not kept."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from backend.access import idempotency
from backend.access.models import IdempotencyKey
from products.models import Product
from stakeholders.models import Preference, PreferenceEvent
from tests.backend.api.asking import ADDRESS, id_of, post
from tests.builders import build_feature, build_stakeholder

pytestmark = pytest.mark.django_db

GRAPHQL = "application/graphql-response+json"
WRITE = """mutation ($in: UpsertProductInput!) { done: upsertProduct(input: $in) {
  product { id key name } outcome errors { code path } } }"""
MANY = """mutation ($in: StatePreferencesInput!) { statePreferences(input: $in) {
  results { row outcome errors { code } } errors { code path } } }"""


def write(key: str = "k", name: str = "N", query: str = WRITE, **headers: str) -> HttpResponse:
    """Write the product p, called NAME, under KEY."""
    given = {"in": {"key": "p", "name": name}}
    return post(query, given, **{"accept": GRAPHQL, "idempotency-key": key, **headers})


def read(answer: HttpResponse) -> Any:  # noqa: ANN401 -- JSON
    """Read what ANSWER holds."""
    return json.loads(answer.content)


def find_codes(answer: HttpResponse) -> list[str]:
    """Give the codes of the errors in ANSWER."""
    return [error["extensions"]["code"] for error in read(answer)["errors"]]


def test_the_same_request_again_has_no_effect_and_the_same_answer() -> None:
    first = write()
    Product.objects.update(name="renamed since")

    second = write()

    assert (second.status_code, second.content) == (200, first.content)
    assert read(second)["data"]["done"]["outcome"] == "CREATED"
    assert ("Idempotency-Replayed" in first, second["Idempotency-Replayed"]) == (False, "true")
    assert Product.objects.get().name == "renamed since"


def test_another_request_under_the_same_key_is_refused() -> None:
    write()

    refused = write(name="other")

    assert (refused.status_code, find_codes(refused)) == (422, ["CONFLICT"])
    assert refused["Content-Type"] == f"{GRAPHQL}; charset=utf-8"
    assert "data" not in read(refused)
    assert Product.objects.get().name == "N"


def test_another_selection_is_another_request() -> None:
    write()

    assert write(query=WRITE.replace("id key name", "id")).status_code == 422


def test_another_key_writes_again() -> None:
    write("one")

    assert read(write("two"))["data"]["done"]["outcome"] == "UNCHANGED"


def test_another_caller_has_keys_of_their_own() -> None:
    write()
    client = Client(headers={"idempotency-key": "k"})
    client.force_login(User.objects.create_user("ada"))
    body = {"query": WRITE, "variables": {"in": {"key": "p", "name": "Ada's"}}}

    answer = client.post(ADDRESS, body, content_type="application/json", secure=True)

    assert answer.json()["data"]["done"]["outcome"] == "CHANGED"
    assert set(IdempotencyKey.objects.values_list("caller", flat=True)) == {
        "anonymous",
        f"user:{User.objects.get().pk}",
    }


def test_a_key_that_has_expired_is_free_again() -> None:
    write()
    IdempotencyKey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert read(write(name="other"))["data"]["done"]["outcome"] == "CHANGED"


def test_writers_clear_away_what_has_expired() -> None:
    write("old")
    IdempotencyKey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    write("new")

    assert IdempotencyKey.objects.get().key == "new"


@pytest.mark.parametrize("again", ['"k"', "k"])
def test_a_key_may_stand_in_quotes(again: str) -> None:
    write('"k"')

    assert write(again)["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize("key", ["", '"', '"k', "ü", "k" * 256, '"a\\b"', '"k";a=1'])
def test_what_is_no_key_is_refused(key: str) -> None:
    refused = write(key)

    assert (refused.status_code, find_codes(refused)) == (400, ["BAD_USER_INPUT"])
    assert Product.objects.count() == 0


def test_a_query_takes_no_notice_of_a_key() -> None:
    query = "{ products { totalCount } }"
    first = post(query, None, **{"idempotency-key": "k"})
    write()

    second = post(query, None, **{"idempotency-key": "q"})
    looked = Client(headers={"idempotency-key": ""}).get(ADDRESS, {"query": query}, secure=True)

    found = [json.loads(each.content)["data"]["products"] for each in (first, second, looked)]
    assert found == [{"totalCount": 0}, {"totalCount": 1}, {"totalCount": 1}]
    assert IdempotencyKey.objects.get().key == "k"


def test_what_is_refused_before_it_is_run_is_not_kept() -> None:
    assert find_codes(write(query="mutation { nothing }")) == ["GRAPHQL_VALIDATION_FAILED"]

    assert read(write())["data"]["done"]["outcome"] == "CREATED"


def test_errors_that_the_mutation_answers_are_kept() -> None:
    first = write(name="=cmd()")
    Product.objects.create(key="p", name="there by now")

    second = write(name="=cmd()")

    assert read(second)["data"]["done"]["errors"] == [
        {"code": "INVALID", "path": ["input", "name"]}
    ]
    assert second.content == first.content


def test_an_answer_in_part_is_repeated_with_its_status() -> None:
    person, feature = build_stakeholder(), build_feature()
    ids = {"person": id_of(person), "feature": id_of(feature), "none": id_of(person, "Feature")}
    query = """mutation ($person: ID!, $feature: ID!, $none: ID!) {
      statePreference(input: {stakeholder: $person, feature: $feature, stance: SUPPORT}) {
        outcome preference { feature { whatIf(group: $none, support: 0.5) } } } }"""

    tries = [post(query, ids, **{"accept": GRAPHQL, "idempotency-key": "k"}) for _ in range(2)]

    assert [each.status_code for each in tries] == [294, 294]
    assert tries[0].content == tries[1].content
    assert PreferenceEvent.objects.count() == 1


def test_an_unexpected_error_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("backend.api.mutations.upsert_products", lambda _entries: 1 / 0)
        assert find_codes(write()) == ["INTERNAL_SERVER_ERROR"]

    assert IdempotencyKey.objects.count() == 0
    assert read(write())["data"]["done"]["outcome"] == "CREATED"


def test_a_second_try_does_only_what_the_first_has_not_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    query = """mutation {
      one: upsertProduct(input: {key: "p", name: "N"}) { outcome }
      two: upsertGroup(input: {kind: TEAM, key: "t", name: "T"}) { outcome } }"""
    with monkeypatch.context() as broken:
        broken.setattr("backend.api.mutations.upsert_groups", lambda _entries, **_who: 1 / 0)
        assert read(write(query=query))["data"] is None
    Product.objects.all().delete()

    second, third = write(query=query), write(query=query)

    assert read(second)["data"] == {"one": {"outcome": "CREATED"}, "two": {"outcome": "CREATED"}}
    assert "Idempotency-Replayed" not in second
    assert third.content == second.content
    assert Product.objects.count() == 0


def test_a_replay_is_labelled_as_this_request_asks() -> None:
    first = write()

    second = write(accept="application/json")

    assert second["Content-Type"] == "application/json; charset=utf-8"
    assert second.content == first.content


def test_a_replay_names_the_language_it_was_written_in() -> None:
    write(**{"accept-language": "de"})

    assert write(**{"accept-language": "en"})["Content-Language"] == "de"


def test_a_thousand_statements_are_made_once() -> None:
    new = {"stakeholder": id_of(build_stakeholder()), "stance": "SUPPORT"}
    rows = [new | {"feature": id_of(build_feature())} for _ in range(3)]
    given = {"in": {"preferences": rows * 300}}

    tries = [post(MANY, given, **{"idempotency-key": "k"}) for _ in range(2)]

    assert tries[0].content == tries[1].content
    assert len(read(tries[1])["data"]["statePreferences"]["results"]) == 900
    assert (Preference.objects.count(), PreferenceEvent.objects.count()) == (3, 3)


def test_an_answer_too_long_to_keep_is_put_together_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(idempotency, "LONGEST_ANSWER", 10)
    write()
    Product.objects.update(name="renamed since")

    second = write()

    done = read(second)["data"]["done"]
    assert (done["outcome"], done["product"]["name"]) == ("CREATED", "renamed since")
    assert second["Idempotency-Replayed"] == "true"
