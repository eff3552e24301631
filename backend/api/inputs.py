"""What mutations take; the models describe the fields, and a field left out is left alone."""

import dataclasses
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import strawberry
from django.db.models import Model
from strawberry import ID, Maybe, Some

from backend.access.ids import find_pks
from backend.api import enums
from products import models as catalogue
from products.models import LogRecord
from stakeholders import models as backing


def of(model: type[Model], name: str, more: str = "") -> Any:  # noqa: ANN401 -- strawberry's field
    """Make an optional field that means what NAME means in MODEL, and MORE."""
    column: Any = model._meta.get_field(name)  # noqa: SLF001 -- Django's own API
    return strawberry.field(default=None, description=f"{column.help_text} {more}".strip())


def needed(description: str) -> Any:  # noqa: ANN401 -- strawberry's field
    """Make a field that has to be given."""
    return strawberry.field(description=description)


def read_entry(given: object, *left_out: str) -> Any:  # noqa: ANN401 -- each domain call names its entry
    """Read the fields that GIVEN, an input, holds, but for those LEFT_OUT."""
    entry: dict[str, Any] = {}
    for field in dataclasses.fields(given):  # type: ignore[arg-type]  # -- every input is one
        value = getattr(given, field.name)
        if field.name in left_out or value is None:
            continue
        value = value.value if isinstance(value, Some) else value
        entry[field.name] = value.value if isinstance(value, Enum) else value
    return entry


def name_pks(entry: dict[str, Any], **models: type[LogRecord]) -> None:
    """Turn the global ids in ENTRY, of rows of MODELS, into primary keys; 0 for what is unknown.

    :raises RefusedError: when one of them is no id of such a row.
    """
    for name, model in models.items():
        if entry.get(name) is not None:
            rows = model._default_manager.all()  # noqa: SLF001 -- generic over models
            entry[name] = find_pks(rows, [entry[name]]).get(entry[name], 0)


@strawberry.input(description="What one stakeholder says about one feature.")
class StatePreferenceInput:
    """One statement."""

    stakeholder: ID = needed("The id of whoever holds it.")
    feature: ID = needed("The id of what it is about.")
    stance: enums.Stance = needed("For or against, and how strongly.")
    importance: enums.Importance = strawberry.field(
        default=enums.Importance.IMPORTANT, description="How much it matters to them."
    )
    willingness_to_pay: Maybe[Decimal | None] = of(backing.Preference, "willingness_to_pay")
    reason: Maybe[str] = of(backing.Preference, "reason")
    source: Maybe[str] = of(backing.Preference, "source")
    stated_at: Maybe[datetime | None] = of(
        backing.Preference, "stated_at", "Now, when left out; an older one never replaces a newer."
    )
    entered_by: Maybe[str] = of(backing.Preference, "entered_by")
    heard_at: Maybe[datetime | None] = of(backing.Preference, "heard_at")


@strawberry.input(description="What several stakeholders say about features.")
class StatePreferencesInput:
    """Many statements."""

    preferences: list[StatePreferenceInput] = needed("The statements, at most 1,000.")
    keep_good: bool = strawberry.field(
        default=False, description="Write the good rows although others are refused."
    )


@strawberry.input(description="Whose preference about what is withdrawn.")
class WithdrawPreferenceInput:
    """One withdrawal."""

    stakeholder: ID = needed("The id of whoever held it.")
    feature: ID = needed("The id of what it was about.")


@strawberry.input(description="A product, found by source and external id or by key.")
class UpsertProductInput:
    """What can be said of a product."""

    key: Maybe[str] = of(catalogue.Product, "key")
    name: Maybe[str] = of(catalogue.Product, "name")
    vision: Maybe[str] = of(catalogue.Product, "vision")
    north_star_metric: Maybe[str] = of(catalogue.Product, "north_star_metric")
    currency: Maybe[str] = of(catalogue.Product, "currency")
    exposure: Maybe[enums.Exposure] = of(catalogue.Product, "exposure")
    source: Maybe[str] = of(catalogue.Product, "source")
    external_id: Maybe[str] = of(catalogue.Product, "external_id")


@strawberry.input(description="An objective, found by source and external id or by key.")
class UpsertObjectiveInput:
    """What can be said of an objective."""

    product: str = needed("The key of the product whose aim it is.")
    key: Maybe[str] = of(catalogue.Objective, "key")
    title: Maybe[str] = of(catalogue.Objective, "title")
    target_date: Maybe[date | None] = of(catalogue.Objective, "target_date")
    achieved_at: Maybe[datetime | None] = of(catalogue.Objective, "achieved_at")
    source: Maybe[str] = of(catalogue.Objective, "source")
    external_id: Maybe[str] = of(catalogue.Objective, "external_id")


@strawberry.input(description="A feature, found by source and external id or by key.")
class UpsertFeatureInput:
    """What can be said of a feature."""

    product: str = needed("The key of the product where it belongs.")
    key: Maybe[str] = of(catalogue.Feature, "key")
    name: Maybe[str] = of(catalogue.Feature, "name")
    summary: Maybe[str] = of(catalogue.Feature, "summary")
    problem: Maybe[str] = of(catalogue.Feature, "problem")
    stage: Maybe[enums.Stage] = of(catalogue.Feature, "stage", "Only for a new one.")
    effort: Maybe[Decimal | None] = of(catalogue.Feature, "effort")
    tags: Maybe[list[str]] = of(catalogue.Feature, "tags")
    exposure_unknown: Maybe[bool] = of(catalogue.Feature, "exposure_unknown")
    objectives: Maybe[list[str]] = of(
        catalogue.Feature, "objectives", "Their keys; they replace the former."
    )
    source: Maybe[str] = of(catalogue.Feature, "source")
    external_id: Maybe[str] = of(catalogue.Feature, "external_id")


@strawberry.input(description="An insight, found by source and external id.")
class UpsertInsightInput:
    """What can be said of an insight."""

    product: str = needed("The key of the product it is about.")
    kind: Maybe[enums.InsightKind] = of(catalogue.Insight, "kind")
    mood: Maybe[enums.Mood] = of(catalogue.Insight, "mood")
    title: Maybe[str] = of(catalogue.Insight, "title")
    body: Maybe[str] = of(catalogue.Insight, "body")
    url: Maybe[str] = of(catalogue.Insight, "url")
    occurred_at: Maybe[datetime | None] = of(catalogue.Insight, "occurred_at")
    features: Maybe[list[str]] = of(
        catalogue.Insight, "features", "Their keys; they replace the former."
    )
    source: Maybe[str] = of(catalogue.Insight, "source")
    external_id: Maybe[str] = of(catalogue.Insight, "external_id")


@strawberry.input(description="A group, found by source and external id or by kind and key.")
class UpsertGroupInput:
    """What can be said of a group."""

    kind: Maybe[enums.GroupKind] = of(backing.Group, "kind")
    key: Maybe[str] = of(backing.Group, "key")
    name: Maybe[str] = of(backing.Group, "name")
    products: Maybe[list[str]] = of(
        backing.Group, "products", "Their keys; they replace the former."
    )
    source: Maybe[str] = of(backing.Group, "source")
    external_id: Maybe[str] = of(backing.Group, "external_id")


@strawberry.input(description="An account, found by source and external id or by key.")
class UpsertAccountInput:
    """What can be said of an account."""

    key: Maybe[str] = of(backing.Account, "key")
    name: Maybe[str] = of(backing.Account, "name")
    domain: Maybe[str] = of(backing.Account, "domain")
    segment: Maybe[ID] = of(backing.Account, "segment", "The id of the segment.")
    annual_value: Maybe[Decimal] = of(backing.Account, "annual_value")
    currency: Maybe[str] = of(backing.Account, "currency")
    source: Maybe[str] = of(backing.Account, "source")
    external_id: Maybe[str] = of(backing.Account, "external_id")


@strawberry.input(description="A person, found by id or by source and external id.")
class UpsertStakeholderInput:
    """What can be said of a person."""

    id: Maybe[ID] = strawberry.field(default=None, description="Their id, when it is known.")
    name: Maybe[str] = of(backing.Stakeholder, "name")
    email: Maybe[str] = of(backing.Stakeholder, "email")
    title: Maybe[str] = of(backing.Stakeholder, "title")
    weight: Maybe[Decimal] = of(backing.Stakeholder, "weight")
    team: Maybe[ID | None] = of(backing.Stakeholder, "team", "The id of the team.")
    account: Maybe[ID | None] = of(backing.Stakeholder, "account", "The id of the account.")
    source: Maybe[str] = of(backing.Stakeholder, "source")
    external_id: Maybe[str] = of(backing.Stakeholder, "external_id")


@strawberry.input(description="Where a feature is to stand, and why.")
class MoveFeatureInput:
    """One move."""

    feature: ID = needed("The id of the feature.")
    stage: enums.Stage = needed("Where it is to stand.")
    reason: str = needed("Why it moves.")
