"""What shows a preference is kept once, and let go."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from products.faults import RowsRefusedError
from products.models import Insight, Product
from products.upserts import Outcome
from stakeholders.evidence import Proof, add_evidence, remove_evidence
from stakeholders.models import Evidence, Preference
from stakeholders.preferences import withdraw
from tests.builders import build_feature, build_preference, build_product, build_stakeholder

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def build_stated() -> Preference:
    """Build somebody who has stated something."""
    return build_preference(build_stakeholder(), build_feature())


def build_insight(product: Product) -> Insight:
    """Build an insight about PRODUCT."""
    return Insight.objects.create(product=product, kind="CUSTOMER_FEEDBACK", title="Heard")


def test_evidence_keeps_all_that_it_shows() -> None:
    preference = build_stated()
    insight = build_insight(preference.feature.product)
    proof = Proof(quote=" So. ", url="https://a.example", insight=insight, occurred_at=NOON)

    done = add_evidence(preference, proof)

    assert done.outcome is Outcome.CREATED
    names = ("preference", "quote", "url", "insight", "occurred_at")
    assert Evidence.objects.values_list(*names).get() == (
        preference.pk,
        "So.",
        "https://a.example",
        insight.pk,
        NOON,
    )


@pytest.mark.parametrize(
    ("first", "again", "outcome", "rows"),
    [
        ({"quote": "So."}, {"quote": "So. "}, Outcome.UNCHANGED, 1),
        ({"quote": "So.", "occurred_at": NOON}, {"quote": "So."}, Outcome.UNCHANGED, 1),
        ({"quote": "So."}, {"quote": "So.", "occurred_at": NOON}, Outcome.CHANGED, 1),
        ({"quote": "So."}, {"quote": "No."}, Outcome.CREATED, 2),
        ({"quote": "So."}, {"quote": "So.", "url": "https://a.example"}, Outcome.CREATED, 2),
    ],
)
def test_the_same_again_is_the_same_evidence(
    first: dict[str, Any], again: dict[str, Any], outcome: Outcome, rows: int
) -> None:
    preference = build_stated()
    add_evidence(preference, Proof(**first))

    done = add_evidence(preference, Proof(**again))

    assert (done.outcome, Evidence.objects.count()) == (outcome, rows)


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({}, "quote", "REQUIRED"),
        ({"quote": "  "}, "quote", "REQUIRED"),
        ({"quote": "a\0b"}, "quote", "INVALID"),
        ({"url": "nowhere"}, "url", "INVALID"),
        ({"url": "javascript:alert(1)"}, "url", "INVALID"),
        ({"quote": "So.", "occurred_at": datetime(2026, 1, 1)}, "occurred_at", "INVALID"),  # noqa: DTZ001 -- the fault
    ],
)
def test_what_shows_nothing_is_refused(values: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(RowsRefusedError) as refused:
        add_evidence(build_stated(), Proof(**values))

    assert [(each.field, each.code) for each in refused.value.faults] == [(field, code)]
    assert Evidence.objects.count() == 0


def test_what_has_not_been_said_yet_shows_nothing() -> None:
    later = timezone.now() + timedelta(hours=1)

    with pytest.raises(RowsRefusedError, match="This has not come yet"):
        add_evidence(build_stated(), Proof(quote="So.", occurred_at=later))


def test_an_insight_about_another_product_shows_nothing() -> None:
    with pytest.raises(RowsRefusedError, match="no such insight"):
        add_evidence(build_stated(), Proof(insight=build_insight(build_product())))


def test_what_was_withdrawn_meanwhile_is_not_shown() -> None:
    preference = build_stated()
    withdraw([(preference.stakeholder_id, preference.feature_id)], actor="Ada")

    with pytest.raises(RowsRefusedError, match="They have stated nothing about it"):
        add_evidence(preference, Proof(quote="So."))


def test_evidence_goes_and_what_it_showed_stays() -> None:
    preference = build_stated()
    evidence = add_evidence(preference, Proof(quote="So.")).row

    assert [remove_evidence(evidence), remove_evidence(evidence)] == [True, False]
    assert Preference.objects.get() == preference
