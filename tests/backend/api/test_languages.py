"""Asks for explanations in the languages that there are."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from stakeholders.models import Stance
from tests.backend.api.asking import post
from tests.builders import (
    build_feature,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

EXPLAIN = (
    """{ features(product: "p") { nodes { alignment { explanation lift { explanation } } } } }"""
)
ENGLISH = (
    "80 of 100, most likely 57 to 100: across 1 group, each with an equal say in its kind, of "
    "which 1 spoke with 3 voices, typically 80% stand behind it. "
    "1 group clearly backs it and 0 object."
)
GERMAN = (
    "80 von 100, vermutlich 57 bis 100: Über 1 Gruppe hinweg, jede in ihrer Art mit gleichem "
    "Gewicht und davon 1 mit 3 Stimmen gehört, stehen in der Regel 80\u00a0% dahinter. "
    "1 Gruppe ist klar dafür und 0 sind dagegen."
)
ARABIC = (
    "80 من 100، والأرجح بين 57 و100: على امتداد مجموعة واحدة، لكل منها حق مشاركة متساوٍ ضمن نوعها، "
    "وسُمع منها 1 عبر 3 أصوات، يقف خلفها عادة 80%. "
    "مجموعة واحدة تدعمها بوضوح، ولا تعترض أي مجموعة."
)


@pytest.fixture(autouse=True)
def _spoken() -> Iterator[None]:
    """Go back to English: a request leaves its language to the thread that answered it."""
    with override("en"):
        yield


def build_house() -> None:
    """Let a team of three all back one feature, and only one of them another."""
    product, team = build_product("p"), build_team("t", "Sales")
    first, second = (build_feature(name, product=product) for name in ("Search", "Export"))
    people = [build_stakeholder(team=team) for _ in range(3)]
    for person in people:
        build_preference(person, first)
    build_preference(people[0], second, stance=Stance.OPPOSE)


@pytest.mark.parametrize(
    ("accepted", "language", "told"),
    [
        ("de", "de", GERMAN),
        ("de-AT,de;q=0.9,en;q=0.5", "de", GERMAN),
        ("ar-EG", "ar", ARABIC),
        ("fr, en;q=0.2", "en", ENGLISH),
        ("xx-nonsense;;q=2", "en", ENGLISH),
        ("", "en", ENGLISH),
    ],
)
def test_an_explanation_follows_the_language_of_the_request(
    accepted: str, language: str, told: str
) -> None:
    build_house()

    answer = post(EXPLAIN, accept_language=accepted)

    first, _ = answer.json()["data"]["features"]["nodes"]  # type: ignore[attr-defined]  # -- the test client adds it
    assert first["alignment"]["explanation"] == told
    assert answer.headers["Content-Language"] == language
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            "Sales would have to move from 33% to above 80% support to lift it above Search.",
        ),
        (
            "de",
            (
                "Die Gruppe Sales müsste von 33\u00a0% auf über 80\u00a0% Zustimmung kommen, "
                "um es über Search zu heben."
            ),
        ),
    ],
)
def test_a_lift_is_told_in_the_language_of_the_request(language: str, told: str) -> None:
    build_house()

    answer = post(EXPLAIN, accept_language=language)

    _, second = answer.json()["data"]["features"]["nodes"]  # type: ignore[attr-defined]  # -- the test client adds it
    assert second["alignment"]["lift"]["explanation"] == told


@pytest.mark.parametrize(
    ("document", "german"),
    [
        (
            'mutation { upsertProduct(input: {key: "x", name: ""}) { errors { message } } }',
            "Dieses Feld darf nicht leer sein.",
        ),
        (
            'mutation { upsertProduct(input: {key: "x", name: "=1"}) { errors { message } } }',
            "Das beginnt mit '=' wie eine Formel einer Tabelle.",
        ),
    ],
)
def test_what_somebody_typed_wrongly_is_told_in_their_language(document: str, german: str) -> None:
    answer = post(document, accept_language="de")

    errors = answer.json()["data"]["upsertProduct"]["errors"]  # type: ignore[attr-defined]  # -- the test client adds it
    assert [error["message"] for error in errors] == [german]


@pytest.mark.parametrize(
    "document",
    [
        "{ nothing }",
        '{ features(filter: {minScore: "x"}) { totalCount } }',
        "{ stakeholders(filter: {minScore: 1}) { totalCount } }",
        '{ roadmap(product: "p", budget: -1) { growthSteps } }',
    ],
)
def test_what_a_program_did_wrong_is_told_in_english(document: str) -> None:
    build_product("p")

    german, english = (post(document, accept_language=each).content for each in ("de", "en"))

    assert german == english
