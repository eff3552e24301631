"""An answer comes again as it was only when everything that it rests on was read as it was."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.utils.translation import override

from backend.api.completing.executing import CompletingContext
from backend.api.completing.repeating import keep_nothing, repeat
from products.models import Feature
from stakeholders.models import Group, Stance
from stakeholders.preferences import state
from stakeholders.statements import Statement
from tests.backend.api.completing import answer, answer_plainly, statements
from tests.builders import build_feature, build_product, build_stakeholder, build_team

pytestmark = pytest.mark.django_db

DOCUMENT = """{ features(product: "x") { totalCount nodes {
    name alignment { score breakdown { group { name } voices } } } } }"""


@pytest.fixture(autouse=True)
def world() -> list[Feature]:
    """Build two features of a product, about which one team has spoken."""
    product, team = build_product("x"), build_team("team", "The team")
    features = [build_feature(f"f{n}", product=product) for n in range(2)]
    person = build_stakeholder(team=team)
    said = [
        Statement(stakeholder=person.pk, feature=each.pk, stance=Stance.SUPPORT)
        for each in features
    ]
    state(said, actor="tests")
    return features


@contextmanager
def executions() -> Iterator[list[str]]:
    """List the fields at the top that are executed."""
    seen: list[str] = []
    execute = CompletingContext.execute_fields

    def execute_watched(self: CompletingContext, *given: Any) -> Any:  # noqa: ANN401 -- graphql-core's own
        seen.extend(given[3])
        return execute(self, *given)

    with patch.object(CompletingContext, "execute_fields", execute_watched):
        yield seen


def test_what_is_asked_again_is_read_again_and_not_executed() -> None:
    answers = [answer(DOCUMENT) for _ in range(4)]

    with executions() as executed, statements() as run:
        answers.append(answer(DOCUMENT))

    assert set(answers) == {answer_plainly(DOCUMENT)}
    assert executed == []
    assert "products_feature" in " ".join(run)


@pytest.mark.parametrize(
    "change",
    [
        lambda: Feature.objects.filter(key="f0").update(name="another"),
        lambda: Group.objects.update(name="another"),
        lambda: Feature.objects.filter(key="f1").update(merged_into=Feature.objects.get(key="f0")),
        lambda: state(
            [
                Statement(
                    stakeholder=build_stakeholder(team=Group.objects.get()).pk,
                    feature=Feature.objects.get(key="f0").pk,
                    stance=Stance.OPPOSE,
                )
            ],
            actor="tests",
        ),
    ],
)
def test_a_change_shows_at_once(change: Callable[[], object]) -> None:
    before = [answer(DOCUMENT) for _ in range(5)]

    change()
    after = [answer(DOCUMENT) for _ in range(3)]

    assert after == [answer_plainly(DOCUMENT)] * 3
    assert after[0] not in before


def test_what_was_read_to_compare_is_not_read_twice() -> None:
    for _ in range(4):
        answer(DOCUMENT)
    with statements() as usual:
        answer(DOCUMENT)
    Group.objects.update(name="another")

    with statements() as run:
        answer(DOCUMENT)

    assert len(usual) == (1 if connection.vendor == "postgresql" else 3)
    assert len(run) == len(usual) + 1  # the lines, which show the name of the group


def test_no_row_is_lost_of_many() -> None:
    Group.objects.bulk_create(Group(kind="TEAM", key=f"g{n}", name="g") for n in range(250))

    def execute() -> dict[str, list[str]]:
        return {"keys": list(Group.objects.order_by("key").values_list("key", flat=True))}

    told = [repeat("many", execute, is_good=lambda: True) for _ in range(3)]
    Group.objects.filter(key="g249").update(key="g250")
    told.append(repeat("many", execute, is_good=lambda: True))

    assert [len(each["keys"]) for each in told] == [251] * 4
    assert [each["keys"].count("g250") for each in told] == [0, 0, 0, 1]


def test_languages_are_kept_apart() -> None:
    document = '{ features(product: "x") { nodes { alignment { explanation } } } }'

    for language in ("en", "de") * 5:
        with override(language):
            assert answer(document) == answer_plainly(document)


def test_askers_are_kept_apart(django_user_model: Any) -> None:  # noqa: ANN401 -- a fixture
    clients = [Client(), Client()]
    clients[1].force_login(django_user_model.objects.create_user("ada"))

    for _ in range(5):
        told = [
            client.post(
                "/graphql", {"query": "{ viewer { name } }"}, content_type="application/json"
            ).json()["data"]["viewer"]["name"]
            for client in clients
        ]
        assert told == ["anonymous", "ada"]


def test_an_answer_with_an_error_is_executed_each_time() -> None:
    document = '{ roadmap(product: "none", budget: 1) { budget } }'

    with executions() as executed:
        answers = [answer(document) for _ in range(5)]

    assert executed == ["roadmap"] * 5
    assert set(answers) == {answer_plainly(document)}


def test_what_depends_on_more_is_executed_each_time() -> None:
    ran: list[int] = []

    def execute() -> dict[str, int]:
        ran.append(1)
        keep_nothing()
        return {"number": len(ran)}

    assert [repeat("here", execute, is_good=lambda: True)["number"] for _ in range(3)] == [1, 2, 3]


def test_what_writes_is_executed_each_time() -> None:
    ran: list[int] = []

    def execute() -> dict[str, int]:
        ran.append(1)
        Feature.objects.filter(key="f0").update(name="another")
        return {"number": len(ran)}

    assert [repeat("there", execute, is_good=lambda: True)["number"] for _ in range(3)] == [1, 2, 3]
