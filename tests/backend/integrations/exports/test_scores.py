"""Scores of a product come with a tag that one indexed read compares."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings
from strawberry.relay import to_base64

from backend.access.scopes import Scope
from backend.feed.epochs import renew_epoch
from backend.feed.pruning import prune
from backend.feed.reading import find_end, settle
from backend.feed.versions import find_version
from products.catalogue import move_feature
from products.lifecycle import LifecycleStage
from products.models import Feature, Product
from stakeholders.models import AlignmentScore, Stance
from tests.backend.integrations.exports.exporting import SIGHT, build_reader, call
from tests.builders import (
    build_account,
    build_feature,
    build_preference,
    build_product,
    build_stakeholder,
)

pytestmark = pytest.mark.django_db

SCORES = "/scores?product=drive"
AMOUNTS = frozenset({Scope.READ_COMMERCIAL})


@pytest.fixture(autouse=True)
def _reading_is_public(settings: Settings) -> None:
    settings.PUBLIC_READ = True


def build_scored() -> Feature:
    """Build a feature of the product `drive` that a customer backs."""
    feature = build_feature("dark", "Dark", product=build_product("drive"))
    build_preference(build_stakeholder(account=build_account(annual_value=1200)), feature)
    return feature


def ask(**headers: str) -> Any:  # noqa: ANN401 -- the test client's own class
    """Ask for the scores, as anyone."""
    return call("get", SCORES, None, **headers)


def test_features_are_listed_with_their_scores_the_broadest_backing_first() -> None:
    feature = build_scored()
    unheard = build_feature("api", "API", product=feature.product)
    score = AlignmentScore.objects.get()

    told = ask().json()

    names = (
        "score", "low", "high", "provisional", "contested", "evenness", "reach", "polarization",
        "internal", "external", "voices",
    )  # fmt: skip
    groups = {"backingGroups": 0, "objectingGroups": 0, "heardGroups": 1}
    first: dict[str, Any] = {
        "id": to_base64("Feature", feature.public_id),
        "key": "dark",
        "name": "Dark",
        "stage": "DISCOVERY",
    }
    first |= {"rank": 1, "revenue": None} | groups
    first |= {name: getattr(score, name) for name in names}
    second: dict[str, Any] = {
        "id": to_base64("Feature", unheard.public_id),
        "key": "api",
        "name": "API",
        "stage": "DISCOVERY",
    }
    second |= dict.fromkeys(first.keys() - second.keys())
    assert told == {"product": "drive", "cursor": str(find_end()), "features": [first, second]}


def test_who_sees_amounts_has_an_answer_of_their_own() -> None:
    build_scored()
    reader, viewer = build_reader(scopes=AMOUNTS), build_reader(scopes=SIGHT)

    rich, poor = (call("get", SCORES, token) for token in (reader, viewer))

    assert [each.json()["features"][0]["revenue"] for each in (rich, poor)] == ["1200", None]
    assert rich["ETag"] != poor["ETag"] == ask()["ETag"]
    assert call("get", SCORES, viewer, If_None_Match=rich["ETag"]).status_code == 200


def test_that_nothing_has_changed_costs_one_indexed_read(
    django_assert_num_queries: Any,  # noqa: ANN401 -- pytest-django's own
) -> None:
    build_scored()
    tag = ask()["ETag"]

    with django_assert_num_queries(1) as captured:
        answer = ask(If_None_Match=tag)

    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)
    (query,) = captured.captured_queries
    assert "change_log" in query["sql"]
    plan = explain(query["sql"])
    assert "change_of_scores" in plan
    assert "SCAN change_log" not in plan
    assert "Seq Scan on change_log" not in plan


def explain(sql: str) -> str:
    """Give the plan of SQL, where indexes are used however short the tables are."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        how = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        cursor.execute(f"{how} {sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def change_nothing(_feature: Feature) -> None:
    """Change nothing."""


def state_anew(feature: Feature) -> None:
    """State something else."""
    build_preference(build_stakeholder(), feature, stance=Stance.OPPOSE)


def rename(feature: Feature) -> None:
    """Rename it."""
    feature.name = "Darker"
    feature.save()


def move(feature: Feature) -> None:
    """Move it on."""
    move_feature(feature, LifecycleStage.VALIDATION, reason="Asked for.", actor="tests")


def add(feature: Feature) -> None:
    """Add another one."""
    build_feature(product=feature.product)


def add_and_delete(feature: Feature) -> None:
    """Delete one that nobody has spoken about."""
    build_feature(product=feature.product).delete()


def erase_by_sql(feature: Feature) -> None:
    """Change it behind the back of all code."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE products_feature SET name = 'x' WHERE id = %s", [feature.pk])


@pytest.mark.parametrize(
    "change",
    [state_anew, rename, move, add, add_and_delete, erase_by_sql],
    ids=lambda f: f.__name__,
)
def test_the_tag_moves_with_whatever_is_shown(change: Any) -> None:  # noqa: ANN401 -- a function
    feature = build_scored()
    before = ask()

    change(feature)
    after = ask(If_None_Match=before["ETag"])

    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]


def test_the_tag_stays_when_something_else_changes() -> None:
    build_scored()
    tag = ask()["ETag"]

    other = build_feature()
    build_preference(build_stakeholder(), other)
    settle()

    assert ask(If_None_Match=tag).status_code == 304


def test_no_tag_comes_again_after_pruning() -> None:
    feature = build_scored()
    tags = [ask()["ETag"]]
    for name in ("a", "b"):
        prune(now=timezone.now() + timedelta(days=1), days=0)
        tags.append(ask()["ETag"])
        Feature.objects.filter(pk=feature.pk).update(name=name)
        tags.append(ask()["ETag"])
    renew_epoch()
    tags.append(ask()["ETag"])

    # Pruning alone changes nothing that is shown, and may leave the tag or not.
    changed = [tags[0], tags[2], tags[4], tags[5]]
    assert len(set(changed)) == 4
    assert tags[3] not in {tags[0], tags[4]}


def test_what_is_not_there_or_not_theirs_is_not_there(settings: Settings) -> None:
    build_scored()
    mine = build_product("mine")
    settings.PUBLIC_READ = False
    token = build_reader(mine, scopes=SIGHT)

    answers = [
        call("get", path, token)
        for path in (SCORES, "/scores?product=nothing", "/scores?product=%00", "/scores")
    ]
    stranger = call("get", SCORES, None)

    assert [each.status_code for each in (*answers, stranger)] == [404, 404, 404, 400, 401]
    assert answers[0].content == answers[1].content
    assert find_version("nothing") is None


def test_lists_cost_the_same_however_long(
    django_assert_num_queries: Any,  # noqa: ANN401 -- pytest-django's own
) -> None:
    feature = build_scored()
    settle()
    for number in (1, 3):
        while Feature.objects.count() < number:
            build_feature(product=feature.product, effort=Decimal(1))
        settle()
        with django_assert_num_queries(2):
            assert len(ask().json()["features"]) == number
    assert Product.objects.count() == 1
