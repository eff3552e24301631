"""All that is held about a person is told by GraphQL, to those who may read of people anywhere."""

import pytest

from tests.backend.api.asking import ask, id_of, refusals
from tests.builders import build_feature, build_preference, build_stakeholder

QUERY = "query Q($id: ID!) { personalData(stakeholder: $id) { document text } }"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def anyone() -> None:
    """Let nobody do more than they may."""


@pytest.mark.usefixtures("administrate")
def test_a_person_is_told_all_that_is_held_about_them() -> None:
    person = build_stakeholder("Ada Lovelace")
    build_preference(person, build_feature())

    told = ask(QUERY, id=id_of(person))["personalData"]

    assert told["document"]["person"][0]["name"] == "Ada Lovelace"
    assert [row["stance"] for row in told["document"]["preferences"]] == [2]
    assert "name: Ada Lovelace" in told["text"]


@pytest.mark.usefixtures("administrate")
def test_there_is_nothing_to_tell_of_nobody() -> None:
    gone = build_stakeholder()
    known = id_of(gone)
    gone.delete()

    assert ask(QUERY, id=known) == {"personalData": None}


def test_a_stranger_is_told_nothing() -> None:
    person = build_stakeholder("Ada Lovelace")

    assert refusals(QUERY, id=id_of(person)) == ["UNAUTHENTICATED"]
