"""Takes voices away through the API, gives them back, and erases people."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from backend.access.models import RoleGrant
from backend.access.scopes import Role
from products.models import Feature
from stakeholders.models import AlignmentScore, PreferenceEvent, Stakeholder
from tests.backend.api.asking import ask, id_of
from tests.builders import build_feature, build_preference, build_stakeholder

pytestmark = pytest.mark.django_db

SWITCH = """mutation ($in: %sStakeholderInput!) { done: %sStakeholder(input: $in) {
  stakeholder { name deactivatedAt } outcome errors { code path } } }"""
ERASE = """mutation ($in: EraseStakeholderInput!) { done: eraseStakeholder(input: $in) {
  erased errors { code path } } }"""
UNKNOWN = [{"code": "UNKNOWN", "path": ["input", "stakeholder"]}]


def switch(verb: str, person: Stakeholder) -> Any:  # noqa: ANN401 -- JSON
    """Do what VERB says to PERSON, and give the payload."""
    query = SWITCH % (verb, verb[0].lower() + verb[1:])
    return ask(query, **{"in": {"stakeholder": id_of(person)}})["done"]


def build_speaker() -> tuple[Stakeholder, Feature]:
    """Build someone who stated something, and what it was about."""
    person, feature = build_stakeholder("Ada"), build_feature()
    build_preference(person, feature)
    return person, feature


def test_a_voice_is_taken_away_and_given_back() -> None:
    person, _ = build_speaker()

    taken = switch("Deactivate", person)

    assert (taken["outcome"], taken["errors"]) == ("CHANGED", [])
    assert taken["stakeholder"]["deactivatedAt"] is not None
    assert not AlignmentScore.objects.exists()
    given = switch("Activate", person)
    assert given["stakeholder"] == {"name": "Ada", "deactivatedAt": None}
    assert AlignmentScore.objects.get().voices == 1


@pytest.mark.parametrize("verb", ["Deactivate", "Activate"])
def test_the_same_again_changes_nothing(verb: str) -> None:
    person, _ = build_speaker()
    switch("Deactivate", person)
    switch(verb, person)

    assert switch(verb, person)["outcome"] == "UNCHANGED"


@pytest.mark.parametrize("verb", ["Deactivate", "Activate"])
def test_a_voice_of_nobody_is_refused(verb: str) -> None:
    person = build_stakeholder()
    person.delete()

    assert switch(verb, person) == {"stakeholder": None, "outcome": None, "errors": UNKNOWN}


def test_someone_is_erased_once() -> None:
    person, feature = build_speaker()
    given = {"stakeholder": id_of(person)}

    assert ask(ERASE, **{"in": given})["done"] == {"erased": True, "errors": []}

    assert not Stakeholder.objects.exists()
    lines = PreferenceEvent.objects.filter(feature=feature, stakeholder=None).order_by("pk")
    assert list(lines.values_list("kind", flat=True)) == ["STATED", "ERASED"]
    assert ask(ERASE, **{"in": given})["done"] == {"erased": False, "errors": UNKNOWN}


def test_the_last_owner_of_a_product_is_not_erased() -> None:
    person, feature = build_speaker()
    login = User.objects.create(username="ada")
    RoleGrant.objects.create(user=login, product=feature.product, role=Role.OWNER)
    Stakeholder.objects.update(login=login)

    done = ask(ERASE, **{"in": {"stakeholder": id_of(person)}})["done"]

    refused = {"code": "CONFLICT", "path": ["input", "stakeholder"]}
    assert done == {"erased": False, "errors": [refused]}
    assert Stakeholder.objects.get() == person


@pytest.mark.parametrize(("active", "names"), [(True, ["here"]), (False, ["gone"])])
def test_people_are_listed_by_whether_they_have_a_voice(active: bool, names: list[str]) -> None:  # noqa: FBT001 -- a parameter
    build_stakeholder("here")
    switch("Deactivate", build_stakeholder("gone"))

    found = ask(
        "query ($active: Boolean) { stakeholders(filter: {active: $active}) { nodes { name } } }",
        active=active,
    )["stakeholders"]["nodes"]

    assert [each["name"] for each in found] == names
