"""The audit log tells people in words who changed what, and leads there."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.access.audit_models import AuditEntry
from backend.access.audit_wording import MOST_NOUNS
from products.models import Feature, Insight, Product, Stage
from stakeholders.models import Champion, Evidence
from tests.admin_pages import log_in, read_flat
from tests.backend.access.test_audit_reading import PAGE, build_log
from tests.builders import (
    build_account,
    build_feature,
    build_objective,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db


def test_the_list_names_what_was_changed_and_leads_there() -> None:
    product = build_log()
    gone = build_product("gone", "Gone")
    key = gone.pk
    Product.objects.filter(pk=key).delete()

    page = log_in().get(PAGE).content.decode()

    assert f'<a href="/admin/products/product/{product.pk}/change/">=1+1</a>' in page
    assert f'<td class="field-which">number {key}</td>' in page
    assert '<td class="field-what">Product</td>' in page


def test_many_kinds_of_rows_are_named_in_few_queries() -> None:
    speak_of_all()
    browser = log_in()

    with CaptureQueriesContext(connection) as queries:
        page: Any = browser.get(PAGE)

    kinds = {entry.noun for entry in page.context_data["cl"].result_list}
    assert len(kinds) > MOST_NOUNS
    assert len(queries) < 20


def speak_of_all() -> None:
    """Write rows of many kinds."""
    feature = build_feature(product=build_product())
    person = build_stakeholder(account=build_account())
    Insight.objects.create(product=feature.product, kind="INTERNAL", title="Heard")
    Evidence.objects.create(preference=build_preference(person, feature), quote="Yes.")
    Champion.objects.create(stakeholder=person, feature=feature, since_date="2026-01-01")
    build_objective(product=feature.product)
    build_stakeholder(team=build_team())


def test_an_entry_tells_fields_and_values_in_words() -> None:
    feature = build_feature(stage=Stage.DISCOVERY)
    Feature.objects.filter(pk=feature.pk).update(stage=Stage.VALIDATION, name="After")
    entry = AuditEntry.objects.filter(noun="products.feature", action="CHANGED").get()

    page = read_flat(log_in().get(f"{PAGE}{entry.pk}/change/").content.decode())

    assert "<div><b>Stage</b>: discovery → validation</div>" in page
    assert f"<div><b>Name</b>: {feature.name} → After</div>" in page


def test_the_log_is_narrowed_to_a_person() -> None:
    build_log()
    user = User.objects.get(username="curator")
    nobody = User.objects.create(username="reader")
    browser = log_in()

    mine: Any = browser.get(PAGE, {"person": str(user.pk)})
    theirs: Any = browser.get(PAGE, {"person": str(nobody.pk)})

    assert {entry.actor for entry in mine.context_data["cl"].result_list} == {f"user:{user.pk}"}
    assert not theirs.context_data["cl"].result_list
    assert f'href="?person={user.pk}"' in mine.content.decode()
    assert f'href="?person={nobody.pk}"' not in mine.content.decode()
