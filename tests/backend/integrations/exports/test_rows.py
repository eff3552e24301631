"""What stands in files: the same rows in each format, and nothing that is not theirs to see."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from strawberry.relay import to_base64

from backend.access.scopes import Scope
from products.models import Feature, LogRecord, Product
from stakeholders.models import AlignmentScore, Importance, Preference, Stance
from stakeholders.preferences import state
from stakeholders.statements import Statement
from tests.backend.integrations.exports.exporting import SIGHT, build_reader, export_rows
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

FORMS = pytest.mark.parametrize("form", ["csv", "ndjson", "parquet"])
AT = datetime(2026, 5, 4, 12, 30, 0, 250_000, tzinfo=UTC)


def build_backed(product: Product | None = None) -> Feature:
    """Build a feature whose texts a spreadsheet would run, backed by a customer."""
    product = product or build_product("drive")
    feature = build_feature("dark", "=Dark", product=product, effort=Decimal("2.5"))
    feature.objectives.add(build_objective("grow", product=product))
    Feature.objects.filter(pk=feature.pk).update(
        summary='+1, "two"\nlines', tags=["-a", "b,c"], updated_at=AT
    )
    account = build_account("acme", segment=build_segment("retail"), annual_value=1200)
    person = build_stakeholder("Ann", account=account)
    said = build_preference(person, feature, willingness_to_pay=Decimal("4.50"))
    Preference.objects.filter(pk=said.pk).update(reason="@help", stated_at=AT, updated_at=AT)
    AlignmentScore.objects.update(updated_at=AT)
    return feature


def name(row: LogRecord) -> str:
    """Give the id by which the feed, webhooks and GraphQL name ROW."""
    return to_base64(type(row).__name__, row.public_id)


def spell(value: Any, form: str) -> Any:  # noqa: ANN401 -- any value
    """Spell VALUE as readers of FORM have it."""
    if form == "parquet" and isinstance(value, datetime | Decimal):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if form != "csv":
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else repr(value) if isinstance(value, float) else str(value)


@FORMS
def test_features_come_with_their_scores(form: str, tmp_path: Path) -> None:
    feature = build_backed()
    score = AlignmentScore.objects.get(feature=feature)
    token = build_reader(feature.product)

    (row,) = export_rows(token, form, tmp_path, noun="features")

    plain = {
        "id": name(feature), "product": "drive", "key": "dark", "problem": "",
        "stage": "DISCOVERY", "effort": Decimal("2.5"), "exposure_unknown": False,
        "merged_into": None, "source": "", "external_id": "", "updated_at": AT, "scored_at": AT,
        "revenue": Decimal(1200), "rank": 1,
    }  # fmt: skip
    names = (
        "score", "low", "high", "provisional", "contested", "evenness", "reach", "polarization",
        "internal", "external", "voices", "backing_groups", "objecting_groups", "heard_groups",
    )  # fmt: skip
    plain |= {key: getattr(score, key) for key in names}
    told: dict[str, Any] = {key: spell(value, form) for key, value in plain.items()}
    shown = {"name": "=Dark", "summary": '+1, "two"\nlines', "tags": ["-a", "b,c"]}
    told |= shown | {"objectives": ["grow"]}
    if form == "csv":
        told |= {"name": "'=Dark", "summary": '\'+1, "two"\nlines', "tags": '\'-a,"b,c"'}
        told |= {"objectives": "grow"}
    assert row == told


@FORMS
def test_preferences_come_with_who_stated_them(form: str, tmp_path: Path) -> None:
    feature = build_backed()
    said = Preference.objects.select_related("stakeholder").get()

    (row,) = export_rows(build_reader(feature.product), form, tmp_path, noun="preferences")

    plain = {
        "id": name(said), "product": "drive", "feature": "dark",
        "feature_id": name(feature), "stakeholder": name(said.stakeholder),
        "stakeholder_source": "tests", "stakeholder_external_id": "Ann", "stakeholder_email": "",
        "stakeholder_name": "Ann", "team": None, "account": "acme", "segment": "retail",
        "source": "", "stated_at": AT, "entered_by": "", "heard_at": None, "heard_in": "",
        "updated_at": AT, "stance": "STRONGLY_SUPPORT", "importance": "IMPORTANT",
        "willingness_to_pay": Decimal("4.5"),
    }  # fmt: skip
    told = {key: spell(value, form) for key, value in plain.items()}
    assert row == told | {"reason": "'@help" if form == "csv" else "@help"}


@FORMS
def test_breakdowns_have_a_row_for_each_group(form: str, tmp_path: Path) -> None:
    feature = build_backed()
    score = AlignmentScore.objects.get()
    (line,) = score.breakdown
    segment = build_group_of(feature)

    (row,) = export_rows(build_reader(feature.product), form, tmp_path, noun="breakdowns")

    names = ("support", "weight", "loss", "voices", "heard", "agreement", "backing", "objecting")
    plain = {key: line[key] for key in names} | {
        "feature_id": name(feature), "product": "drive", "feature": "dark",
        "group_id": segment, "kind": "SEGMENT", "group": "retail", "group_name": "retail",
        "count_strongly_oppose": 0, "count_oppose": 0, "count_neutral": 0, "count_support": 0,
        "count_strongly_support": 1, "scored_at": AT,
    }  # fmt: skip
    assert row == {key: spell(value, form) for key, value in plain.items()}


def build_group_of(feature: Feature) -> str:
    """Give the id of the segment that FEATURE is backed by."""
    person = feature.preferences.select_related("stakeholder__account__segment").get().stakeholder
    assert person.account is not None
    return name(person.account.segment)


def test_ranks_are_those_of_the_api(tmp_path: Path) -> None:
    product = build_product()
    people = [build_stakeholder(team=build_team()) for _ in range(3)]
    features = [build_feature(f"f{number}", product=product) for number in range(4)]
    for number, feature in enumerate(features[:3]):
        for person in people[: number + 1]:
            build_preference(person, feature)
    merged = build_feature("merged", product=product, merged_into=features[2])

    rows = export_rows(build_reader(product), "ndjson", tmp_path, noun="features")

    ranks = {row["key"]: row["rank"] for row in rows}
    assert ranks == {"f2": 1, "f1": 2, "f0": 3, "f3": None, "merged": None}
    assert {row["key"]: row["merged_into"] for row in rows}[merged.key] == "f2"


def test_amounts_and_small_groups_are_kept_back_where_they_are_no_business(tmp_path: Path) -> None:
    feature = build_backed()
    viewer = build_reader(feature.product, scopes=SIGHT)

    (told,) = export_rows(viewer, "ndjson", tmp_path, noun="features")
    (line,) = export_rows(viewer, "ndjson", tmp_path, noun="breakdowns")

    assert (told["revenue"], told["voices"]) == (None, 1)
    kept = ("heard", "agreement", "count_strongly_oppose", "count_support")
    assert (line["voices"], [line[key] for key in kept]) == (1, [None] * 4)


def test_counts_of_groups_that_are_not_small_are_open(tmp_path: Path) -> None:
    feature, team = build_feature(), build_team("core")
    for _ in range(3):
        build_preference(build_stakeholder(team=team), feature)

    viewer = build_reader(feature.product, scopes=SIGHT)
    (line,) = export_rows(viewer, "ndjson", tmp_path, noun="breakdowns")

    assert (line["heard"], line["count_strongly_support"]) == (3, 3)


def test_amounts_of_preferences_take_a_scope_of_their_own(tmp_path: Path) -> None:
    feature = build_backed()
    reader = build_reader(feature.product, scopes=frozenset({Scope.READ_PEOPLE}))

    (row,) = export_rows(reader, "ndjson", tmp_path, noun="preferences")

    assert (row["willingness_to_pay"], row["stakeholder_name"]) == (None, "Ann")


@pytest.mark.parametrize("noun", ["features", "breakdowns", "preferences"])
def test_other_products_are_left_out(noun: str, tmp_path: Path) -> None:
    mine, other = build_backed(), build_feature("secret")
    build_preference(build_stakeholder(team=build_team()), other)

    for token, body in (
        (build_reader(mine.product), {}),
        (build_reader(), {"product": mine.product.key}),
    ):
        rows = export_rows(token, "ndjson", tmp_path, noun=noun, **body)
        assert rows
        assert {row["product"] for row in rows} == {"drive"}


@pytest.mark.parametrize("noun", ["features", "breakdowns", "preferences"])
def test_only_what_changed_since_can_be_asked_for(noun: str, tmp_path: Path) -> None:
    old = build_backed()
    token = build_reader(old.product)
    since = "2026-05-04T12:31:00+00:00"

    before = export_rows(token, "ndjson", tmp_path, noun=noun, changedSince=since)
    person = build_stakeholder(team=build_team())
    fresh = build_feature("fresh", product=old.product)
    state(
        [
            Statement(
                stakeholder=person.pk,
                feature=fresh.pk,
                stance=Stance.SUPPORT,
                importance=Importance.IMPORTANT,
            )
        ],
        actor="tests",
    )
    after = export_rows(token, "ndjson", tmp_path, noun=noun, changedSince=since)

    assert before == []
    assert "fresh" in {row.get("feature", row.get("key")) for row in after}
