"""What was deleted comes back from the audit log, whole where that can be, or not at all."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from backend.access.deleted_rows import find_deletions
from backend.access.models import AuditEntry
from products.models import Decision, Feature, Insight, Stage
from stakeholders.models import (
    Account,
    Champion,
    Commitment,
    Evidence,
    Group,
    Outreach,
)
from tests.admin_pages import delete, find_page, log_in
from tests.admin_rows import find_untruths
from tests.backend.access.restoring import restore
from tests.builders import (
    build_account,
    build_feature,
    build_objective,
    build_preference,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    return log_in()


def read_columns(row: Model) -> dict[str, object]:
    """Read all columns of ROW but when it was written last."""
    rows = type(row)._base_manager.filter(pk=row.pk)  # noqa: SLF001 -- any model
    return {name: value for name, value in rows.values().get().items() if name != "updated_at"}


def build_rich_feature() -> Feature:
    """Build a feature whose columns all say something."""
    feature = build_feature("rich", "Rich", stage=Stage.VALIDATION, effort=Decimal("2.5"))
    feature.tags, feature.summary, feature.problem = ["a", "b"], "Sum", 'It "hurts".'
    feature.source, feature.external_id, feature.exposure_unknown = "jira", "J-1", True
    feature.save()
    return feature


def build_decision() -> Decision:
    """Build a decision with what was known then."""
    return Decision.objects.create(
        feature=build_feature(),
        outcome="COMMIT",
        rationale="Asked for.",
        decided_by="us",
        decided_at=timezone.now(),
        score=50.5,
        low=40.0,
        high=60.25,
        rank=1,
    )


def build_evidence() -> Evidence:
    """Build a quote."""
    preference = build_preference(build_stakeholder(), build_feature())
    return Evidence.objects.create(preference=preference, quote="Yes!", occurred_at=timezone.now())


def build_champion() -> Champion:
    """Build a champion."""
    return Champion.objects.create(
        stakeholder=build_stakeholder(), feature=build_feature(), since_date="2026-01-01"
    )


def build_outreach() -> Outreach:
    """Build a conversation."""
    return Outreach.objects.create(
        feature=build_feature(),
        group=build_team(),
        contacted_by="us",
        contacted_at=timezone.now(),
        outcome="They like it.",
    )


def build_commitment() -> Commitment:
    """Build a commitment that somebody stands by."""
    return Commitment.objects.create(
        team=build_team(),
        objective=build_objective(),
        statement="We draw it.",
        acknowledged_by="Ada",
        acknowledged_at=timezone.now(),
    )


def build_insight() -> Insight:
    """Build an insight."""
    return Insight.objects.create(
        product=build_product(),
        kind="INTERNAL",
        mood="EXCITED",
        title="Heard",
        url="https://an.example/",
        occurred_at=timezone.now(),
    )


PLAIN: tuple[Callable[[], Model], ...] = (
    build_rich_feature,
    build_objective,
    build_insight,
    build_decision,
    build_evidence,
    build_champion,
    build_outreach,
    build_commitment,
    lambda: build_product("app", "App", currency="USD"),
)


@pytest.mark.parametrize("build", PLAIN)
def test_a_row_comes_back_with_its_keys_and_all_that_it_said(
    browser: Client, build: Callable[[], Model]
) -> None:
    row = build()
    before = read_columns(row)
    answer = delete(browser, row)
    assert not type(row)._base_manager.filter(pk=row.pk).exists()  # noqa: SLF001 -- any model

    answer = restore(browser, type(row))

    after = read_columns(row)
    made: Any = {each.pop("created_at") for each in (before, after)}
    assert "is back." in answer.text
    assert after == before
    assert (max(made) - min(made)).total_seconds() < 60
    told = AuditEntry.objects.filter(interface="RESTORE", action="CREATED").latest("pk")
    assert (told.row_id, told.actor) == (row.pk, f"user:{User.objects.get(username='curator').pk}")


def test_links_come_back_from_both_sides(browser: Client) -> None:
    product = build_product()
    feature, objective = build_feature(product=product), build_objective(product=product)
    gone, insight = build_objective(product=product), build_insight()
    feature.objectives.add(objective, gone)
    insight.features.add(feature)
    number = gone.pk
    delete(browser, feature)
    gone.delete()

    entry = find_deletions(Feature).latest("pk")
    page = browser.get(find_page(Feature, "restore", entry.pk)).content.decode()
    restore(browser, Feature)

    assert list(feature.objectives.all()) == [objective]
    assert list(insight.features.all()) == [feature]
    assert f"a deleted objective, number {number}" in page


def test_a_group_comes_back_by_the_door_that_counts(browser: Client) -> None:
    product, other = build_product(), build_product()
    team = build_team("core", "Core")
    team.products.add(product)
    feature = build_feature(product=product)
    build_preference(build_stakeholder(), feature)
    delete(browser, team)

    answer = restore(browser, Group)

    back = Group.objects.get(key="core")
    assert "is back." in answer.text
    assert (back.public_id, back.name) == (team.public_id, "Core")
    assert (list(back.products.all()), other in back.products.all()) == ([product], False)
    assert find_untruths() == []


def test_a_group_does_not_come_back_to_a_say_in_all_products(browser: Client) -> None:
    product = build_product()
    build_product()
    team = build_team("core")
    team.products.add(product)
    delete(browser, team)
    product.delete()

    answer = restore(browser, Group)

    assert "The products in which it had a say are gone" in answer.text
    assert not Group.objects.filter(key="core").exists()


def test_an_account_comes_back_in_its_segment(browser: Client) -> None:
    account = build_account("acme", segment=build_segment("big"), annual_value=2500)
    delete(browser, account)

    restore(browser, Account)

    back = Account.objects.get(key="acme")
    assert (back.public_id, back.annual_value) == (account.public_id, Decimal(2500))
    assert (back.segment.key, back.external_id) == ("big", "")
